import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { hostLabels } from './host-name.ts';
import { mailboxOf } from './mailbox.ts';
import type { Certificate, GeneralName } from './model.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface PeerName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

/**
 * RFC 9525 6: every expected name must stand in subjectAltName; the common name is never asked. Takes time in
 * proportion to the names, not to their pairs.
 */
export function checkPeerNames(
  certificate: Certificate,
  expected: readonly PeerName[],
  spend: (steps: number) => void,
): Refusal | undefined {
  const presented = certificate.known.subjectAltName ?? [];
  spend((expected.length * (1 + presented.length / 1024)) / 8);
  const keys = expected.length > 0 ? new Set(presented.map(presentedKey)) : new Set<string>();
  const missing = expected.find((name) => !expectedKeys(name).some((key) => keys.has(key)));
  return missing && refuse('path.peer_name', certificate, `not for ${missing.kind} ${missing.value}`);
}

/** Names match when their keys are equal; a name that matches none has an empty key, which is never asked for. */
function presentedKey(name: GeneralName): string {
  if (name.kind === 'rfc822Name') return mailboxKey(name.text) ?? '';
  if (name.kind === 'iPAddress') return `address ${Buffer.from(name.bytes).toString('hex')}`;
  if (name.kind !== 'dNSName') return '';
  const isWildcard = name.text.startsWith('*.');
  const labels = hostLabels(isWildcard ? name.text.slice(2) : name.text);
  // RFC 9525 6.3: the wildcard is the whole leftmost label, stands for one label, and two follow it.
  if (!labels || (isWildcard && labels.length < 2)) return '';
  return `${isWildcard ? 'below' : 'host'} ${labels.join('.')}`;
}

function expectedKeys({ kind, value }: PeerName): readonly string[] {
  if (kind === 'RFC822') return [mailboxKey(asciiMailbox(value)) ?? []].flat();
  if (kind === 'IP') {
    const address = addressBytes(value);
    return address ? [`address ${address.toString('hex')}`] : [];
  }
  const labels = hostLabels(asciiOf(value).replace(rootDot, ''));
  return labels ? [`host ${labels.join('.')}`, `below ${labels.slice(1).join('.')}`] : [];
}

/** RFC 1034 3.1: who looks for a host may write that its name is complete; in a certificate no name is written so. */
const rootDot = /(?<=[^.])\.$/;
const ascii = /^\p{ASCII}*$/u;

/** RFC 9525 6.3: certificates hold A-labels, people write U-labels; what has no A-labels becomes empty. */
function asciiOf(host: string): string {
  return ascii.test(host) ? host : domainToASCII(host);
}

/** RFC 5280 7.5: the host of a mailbox has A-labels before it is compared. */
function asciiMailbox(text: string): string {
  const at = text.lastIndexOf('@') + 1;
  return `${text.slice(0, at)}${asciiOf(text.slice(at))}`;
}

/** RFC 5280 7.5: the local part as it is, the host without case. */
function mailboxKey(text: string): string | undefined {
  const mailbox = mailboxOf(text);
  return mailbox && `mail ${mailbox.local}@${mailbox.host.join('.')}`;
}

function groups(part: string | undefined): readonly string[] {
  return part ? part.split(':') : [];
}

function addressBytes(text: string): Buffer | undefined {
  const kind = isIP(text);
  if (kind === 4) return Buffer.from(text.split('.').map(Number));
  if (kind !== 6 || text.includes('%')) return undefined;
  // The URL parser writes an IPv6 address in one form without dotted parts.
  const [head = '', tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::');
  const left = groups(head);
  const right = groups(tail);
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...middle, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
