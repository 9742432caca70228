import { isIP } from 'node:net';

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** A host name as a certificate carries it: RFC 1123 labels in lower case, at least two, no wildcard, no address. */
export function isHostName(text: string): boolean {
  const labels = text.split('.');
  return (
    text.length <= 253 && labels.length >= 2 && isIP(text) === 0 && labels.every((part) => label.test(part))
  );
}

/** RFC 6761, 6762, 7686 and ICANN's `internal`: nobody can be shown to hold such a name. */
const reserved: ReadonlySet<string> = new Set([
  'test',
  'example',
  'invalid',
  'localhost',
  'local',
  'onion',
  'internal',
  'arpa',
]);

/** Whether the name ends in a top-level domain that nobody can hold. */
export function isReservedHostName(text: string): boolean {
  return reserved.has(text.slice(text.lastIndexOf('.') + 1));
}
