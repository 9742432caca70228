import { oids } from '../asn1/index.ts';
import type { Certificate, GeneralName, GeneralSubtree, NameConstraints } from './model.ts';
import { hostLabels } from './peer-names.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Takes one comparison from the budget. */
export type Spend = (comparisons: number) => void;

/** RFC 5280 6.1.3 (b) and (c): every name is in no excluded subtree and, per form, in a permitted one. */
export function checkNameConstraints(
  certificate: Certificate,
  constraints: readonly NameConstraints[],
  spend: Spend,
): Refusal | undefined {
  if (constraints.length === 0) return undefined;
  const names = constrainedNames(certificate);
  for (const { permitted, excluded } of constraints)
    for (const name of names) {
      spend(permitted.length + excluded.length);
      if (
        excluded.some((subtree) => isSameForm(subtree, name) && isWithin(subtree, name, 'excluded') !== false)
      )
        return refuse('path.name_constraints', certificate, `${name.kind} is in an excluded subtree`);
      const own = permitted.filter((subtree) => isSameForm(subtree, name));
      if (own.length > 0 && !own.some((subtree) => isWithin(subtree, name, 'permitted') === true))
        return refuse('path.name_constraints', certificate, `${name.kind} is in no permitted subtree`);
    }
  return undefined;
}

/** Subject, alternative names, and e-mail addresses in the subject of old certificates (4.2.1.10). */
function constrainedNames(certificate: Certificate): readonly GeneralName[] {
  const { subject, known } = certificate;
  const directory: readonly GeneralName[] =
    subject.rdnKeys.length > 0 ? [{ kind: 'directoryName', name: subject }] : [];
  const mail = subject.attributes
    .filter(({ type }) => type === oids.emailAddress && !known.subjectAltName)
    .map(({ text }): GeneralName => ({ kind: 'rfc822Name', text }));
  return [...directory, ...mail, ...(known.subjectAltName ?? [])];
}

function isSameForm({ base }: GeneralSubtree, name: GeneralName): boolean {
  if (base.kind === 'other' && name.kind === 'other') return base.tag === name.tag;
  return base.kind === name.kind;
}

type Side = 'permitted' | 'excluded';

/** Undefined where the question has no answer: that is neither permitted nor outside the excluded. */
function isWithin({ base, isPlain }: GeneralSubtree, name: GeneralName, side: Side): boolean | undefined {
  if (!isPlain) return undefined;
  if (base.kind === 'directoryName' && name.kind === 'directoryName')
    return base.name.rdnKeys.every((key, index) => name.name.rdnKeys[index] === key);
  if (base.kind === 'iPAddress' && name.kind === 'iPAddress') return isAddressWithin(base.bytes, name.bytes);
  if (!('text' in base) || !('text' in name)) return undefined;
  if (base.kind === 'dNSName') return isHostWithin(base.text, name.text, side);
  if (base.kind === 'rfc822Name') return isMailboxWithin(base.text, name.text);
  return isUriWithin(base.text, name.text);
}

/** A host below or at the constraint; a wildcard also touches an excluded host one label below it. */
function isHostWithin(base: string, name: string, side: Side): boolean | undefined {
  const isWildcard = name.startsWith('*.');
  const labels = hostLabels(isWildcard ? name.slice(2) : name);
  if (!labels) return undefined;
  if (base === '') return true;
  const wanted = hostLabels(base);
  if (!wanted) return undefined;
  if (endsWith(labels, wanted)) return true;
  return isWildcard && side === 'excluded' && wanted.length === labels.length + 1 && endsWith(wanted, labels);
}

function endsWith(labels: readonly string[], suffix: readonly string[]): boolean {
  const offset = labels.length - suffix.length;
  return offset >= 0 && suffix.every((part, index) => labels[offset + index] === part);
}

/** A mailbox, all mailboxes on a host, or all on the hosts below a domain. */
function isMailboxWithin(base: string, name: string): boolean | undefined {
  const at = name.lastIndexOf('@');
  if (at < 1) return undefined;
  const host = name.slice(at + 1);
  const baseAt = base.lastIndexOf('@');
  if (baseAt < 0) return isHostOrBelow(base, host);
  return name.slice(0, at) === base.slice(0, baseAt) && isHostOrBelow(base.slice(baseAt + 1), host);
}

/** The host of a URI; one without a host name cannot be judged (4.2.1.10). */
function isUriWithin(base: string, name: string): boolean | undefined {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(name)?.[1];
  if (authority === undefined) return undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:[0-9]*$/, '');
  return isHostOrBelow(base, host);
}

function isHostOrBelow(base: string, host: string): boolean | undefined {
  const labels = hostLabels(host);
  const wanted = hostLabels(base.startsWith('.') ? base.slice(1) : base);
  if (!labels || !wanted) return undefined;
  if (!base.startsWith('.')) return labels.join('.') === wanted.join('.');
  return labels.length > wanted.length && endsWith(labels, wanted);
}

/** Address and mask, four or sixteen octets each; the mask is a prefix (RFC 4632 3.1). */
function isAddressWithin(base: Uint8Array, address: Uint8Array): boolean | undefined {
  const size = base.length / 2;
  if ((size !== 4 && size !== 16) || (address.length !== 4 && address.length !== 16)) return undefined;
  const mask = base.subarray(size);
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  if (/01/.test(bits)) return undefined;
  if (address.length !== size) return false;
  return mask.every((octet, index) => ((address[index] ?? 0) & octet) === ((base[index] ?? 0) & octet));
}
