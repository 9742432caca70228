import { isIP } from 'node:net';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
/** Some readers take a host that ends in a number for an IPv4 address (RFC 1123 2.1 keeps the two apart). */
const numeric = /^(?:[0-9]+|0x[0-9a-f]*)$/;
const longest = 253;

/** The labels of a host name in lower case, when it is one; an address is not, in whatever form. */
export function hostLabels(text: string): readonly string[] | undefined {
  if (text.length > longest) return undefined;
  const host = text.toLowerCase();
  const labels = host.split('.');
  const isAddress = isIP(host) !== 0 || numeric.test(labels[labels.length - 1] ?? '');
  return !isAddress && labels.every((part) => label.test(part)) ? labels : undefined;
}
