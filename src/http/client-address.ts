import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Reads `10.0.0.0/8, ::1` into ranges; throws on anything else. A single address is a range of one. */
export function parseRanges(list: string): Range[] {
  const parts = list.split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    if (part.includes('/')) return ipaddr.parseCIDR(part);
    const address = ipaddr.parse(part);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
}

export function isInRanges(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([base, bits]) => parsed.kind() === base.kind() && parsed.match([base, bits] as never));
}

export interface Caller {
  /** Without the IPv4-in-IPv6 prefix. */
  readonly address: string;
  readonly isSecure: boolean;
}

/**
 * Who called and whether over TLS. Forwarding headers count only when a trusted proxy sent them; then the address is
 * the last one in `X-Forwarded-For` that no trusted proxy has (the part before it can be forged).
 */
export function identifyCaller(req: IncomingMessage, trustedProxies: readonly Range[]): Caller {
  const peer = plain(req.socket.remoteAddress ?? '');
  const isTls = 'encrypted' in req.socket;
  if (!isInRanges(peer, trustedProxies)) return { address: peer, isSecure: isTls };
  const forwarded = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => plain(part.trim()))
    .filter((part) => ipaddr.isValid(part));
  const address = forwarded.findLast((hop) => !isInRanges(hop, trustedProxies)) ?? forwarded[0] ?? peer;
  return { address, isSecure: isTls || req.headers['x-forwarded-proto'] === 'https' };
}

function plain(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
