import { hostLabels } from './host-name.ts';
import { mailboxOf } from './mailbox.ts';
import type { GeneralName, GeneralSubtree } from './model.ts';

type Labels = readonly string[] | undefined;

/** A name as it is compared: what has to be taken apart is taken apart once. Undefined parts cannot be judged. */
export interface PreparedName {
  readonly kind: string;
  /** Only names and constraints of one form are compared. */
  readonly form: string;
  readonly rdnKeys?: readonly string[];
  readonly address?: Uint8Array;
  readonly host?: Labels;
  readonly isWildcard?: boolean;
  /** What is before the @ of a mailbox. */
  readonly local?: string;
}

/** The base of a subtree, prepared likewise. */
export interface Base extends Omit<PreparedName, 'kind' | 'isWildcard'> {
  readonly isPlain: boolean;
  /** The empty host stands for all. */
  readonly isAny?: boolean;
  /** It began with a dot: the hosts below and not the host itself. */
  readonly isBelow?: boolean;
}

export function prepareName(name: GeneralName): PreparedName {
  const { kind } = name;
  const form = formOf(name);
  if (kind === 'directoryName') return { kind, form, rdnKeys: name.name.rdnKeys };
  if (kind === 'iPAddress') return { kind, form, address: name.bytes };
  if (kind === 'other') return { kind, form };
  if (kind === 'dNSName') {
    const isWildcard = name.text.startsWith('*.');
    return { kind, form, isWildcard, host: hostLabels(isWildcard ? name.text.slice(2) : name.text) };
  }
  if (kind === 'uniformResourceIdentifier') return { kind, form, host: hostOfUri(name.text) };
  return { kind, form, ...mailboxOf(name.text) };
}

const uriHost =
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?([^/?#:@]*)(?::[0-9]*)?(?:[/?#]|$)/;

/** The host of a URI (RFC 3986 3.2); one without a host name cannot be judged (RFC 5280 4.2.1.10). */
function hostOfUri(text: string): Labels {
  const host = uriHost.exec(text)?.[1];
  return host === undefined ? undefined : hostLabels(host);
}

export function prepareBase({ base, isPlain }: GeneralSubtree): Base {
  const form = formOf(base);
  if (base.kind === 'directoryName') return { form, isPlain, rdnKeys: base.name.rdnKeys };
  if (base.kind === 'iPAddress') return { form, isPlain, address: base.bytes };
  if (base.kind === 'other') return { form, isPlain };
  if (base.kind === 'dNSName') return { form, isPlain, isAny: base.text === '', host: hostLabels(base.text) };
  if (base.kind === 'rfc822Name' && base.text.includes('@'))
    return { form, isPlain, ...mailboxOf(base.text) };
  const isBelow = base.text.startsWith('.');
  return { form, isPlain, isBelow, host: hostLabels(isBelow ? base.text.slice(1) : base.text) };
}

function formOf(name: GeneralName): string {
  return name.kind === 'other' ? `other ${name.tag}` : name.kind;
}

type Side = 'permitted' | 'excluded';

/** Undefined where the question has no answer: that is neither permitted nor outside the excluded. */
export function isWithin(base: Base, name: PreparedName, side: Side): boolean | undefined {
  if (!base.isPlain) return undefined;
  if (base.rdnKeys) return base.rdnKeys.every((key, index) => name.rdnKeys?.[index] === key);
  if (base.address) return isAddressWithin(base.address, name.address ?? new Uint8Array());
  if (base.form === 'dNSName') return isHostWithin(base, name, side);
  if (base.form !== 'rfc822Name' && base.form !== 'uniformResourceIdentifier') return undefined;
  if (!name.host || !base.host) return undefined;
  // A mailbox, all mailboxes on a host, or all on the hosts below a domain; of a URI only the host.
  if (base.local !== undefined && base.local !== name.local) return false;
  return base.isBelow === true
    ? name.host.length > base.host.length && endsWith(name.host, base.host)
    : name.host.length === base.host.length && endsWith(name.host, base.host);
}

/** A host below or at the constraint; a wildcard also touches an excluded host one label below it. */
function isHostWithin(base: Base, { host, isWildcard }: PreparedName, side: Side): boolean | undefined {
  if (!host) return undefined;
  if (base.isAny) return true;
  if (!base.host) return undefined;
  if (endsWith(host, base.host)) return true;
  return (
    isWildcard === true &&
    side === 'excluded' &&
    base.host.length === host.length + 1 &&
    endsWith(base.host, host)
  );
}

function endsWith(labels: readonly string[], suffix: readonly string[]): boolean {
  const offset = labels.length - suffix.length;
  return offset >= 0 && suffix.every((part, index) => labels[offset + index] === part);
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
