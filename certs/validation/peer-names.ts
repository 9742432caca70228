import { isIP } from 'node:net';
import type { Certificate, GeneralName } from './model.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface PeerName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

/** RFC 9525 6: every expected name must stand in subjectAltName; the common name is never asked. */
export function checkPeerNames(certificate: Certificate, expected: readonly PeerName[]): Refusal | undefined {
  const presented = certificate.known.subjectAltName ?? [];
  const missing = expected.find((name) => !presented.some((candidate) => matches(candidate, name)));
  return missing && refuse('path.peer_name', certificate, `not for ${missing.kind} ${missing.value}`);
}

function matches(presented: GeneralName, expected: PeerName): boolean {
  if (expected.kind === 'DNS')
    return presented.kind === 'dNSName' && isHostMatch(presented.text, expected.value);
  if (expected.kind === 'RFC822')
    return presented.kind === 'rfc822Name' && mailboxKey(presented.text) === mailboxKey(expected.value);
  const address = addressBytes(expected.value);
  return presented.kind === 'iPAddress' && address !== undefined && address.equals(presented.bytes);
}

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** A host name in lower case, when it is one; an address is not. */
export function hostLabels(text: string): readonly string[] | undefined {
  const host = text.toLowerCase();
  const labels = host.split('.');
  return host.length <= 253 && isIP(host) === 0 && labels.every((part) => label.test(part))
    ? labels
    : undefined;
}

/** RFC 9525 6.3: the wildcard is the whole leftmost label, stands for one label, and two follow it. */
function isHostMatch(presented: string, expected: string): boolean {
  const wanted = hostLabels(expected);
  if (!wanted) return false;
  if (!presented.startsWith('*.')) return hostLabels(presented)?.join('.') === wanted.join('.');
  const suffix = hostLabels(presented.slice(2));
  return suffix !== undefined && suffix.length >= 2 && wanted.slice(1).join('.') === suffix.join('.');
}

/** RFC 5280 7.5: the local part as it is, the host without case. */
function mailboxKey(text: string): string {
  const at = text.lastIndexOf('@');
  return text.slice(0, at + 1) + text.slice(at + 1).toLowerCase();
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
