import { isIPv6 } from 'node:net';

const zeros = (count: number) => Array.from({ length: Math.max(count, 0) }, () => '0');

/**
 * Whom an address stands for, where callers are counted: an IPv4 address for itself, an IPv6 address for its /64, which
 * is what one subscriber gets and picks addresses from at will (RFC 4291 2.5.4, RFC 6177). An IPv4 address in IPv6 form
 * is the IPv4 address. Any other text stands for itself.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  // The URL parser writes one form: small letters, no dots.
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...before, ...zeros(8 - before.length - after.length), ...after];
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return mappedAddress(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function mappedAddress(groups: readonly string[]): string {
  return groups
    .flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    })
    .join('.');
}
