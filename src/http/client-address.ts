import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Reads `10.0.0.0/8, ::1` into ranges; throws on anything else. A single address is a range of one. */
export function parseRanges(list: string): Range[] {
  const parts = list.split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    // The library alone would also take `10` or `0x7f.1` for an address.
    if (isIP(part.split('/')[0] ?? '') === 0) throw new RangeError(`not an address or range: ${part}`);
    if (part.includes('/')) return ipaddr.parseCIDR(part);
    const address = ipaddr.parse(part);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
}

export function isInRanges(address: string, ranges: readonly Range[]): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([base, bits]) => parsed.kind() === base.kind() && parsed.match([base, bits] as never));
}

export interface Caller {
  /** Without the IPv4-in-IPv6 prefix. */
  readonly address: string;
  readonly isSecure: boolean;
  /** The connection itself comes from a trusted proxy. */
  readonly isProxied: boolean;
}

/**
 * Who called and whether over TLS. Forwarding headers count only when a trusted proxy sent them; then the address is
 * the last one in `X-Forwarded-For` that no trusted proxy has. What stands before it can be forged, and so can
 * everything before a hop that is no address.
 */
export function identifyCaller(req: IncomingMessage, trustedProxies: readonly Range[]): Caller {
  const peer = plain(req.socket.remoteAddress ?? '');
  const isTls = 'encrypted' in req.socket;
  if (!isInRanges(peer, trustedProxies)) return { address: peer, isSecure: isTls, isProxied: false };
  let address = peer;
  for (const hop of listOf(req.headers['x-forwarded-for']).toReversed()) {
    const next = hopAddress(hop);
    if (next === undefined) break;
    address = next;
    if (!isInRanges(next, trustedProxies)) break;
  }
  // The nearest proxy writes last.
  const protocol = listOf(req.headers['x-forwarded-proto']).at(-1);
  return { address, isSecure: isTls || protocol?.toLowerCase() === 'https', isProxied: true };
}

function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** An address with or without a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function hopAddress(hop: string): string | undefined {
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1];
  const beforePort = hop.split(':')[0] ?? '';
  const address = bracketed ?? (isIPv4(beforePort) ? beforePort : hop);
  return isIP(address) === 0 ? undefined : plain(address);
}

function plain(address: string): string {
  return isIP(address) === 0 ? address : ipaddr.process(address).toString();
}
