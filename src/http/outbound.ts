import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch as undiciFetch } from 'undici';

/** Thrown (as the cause of the fetch error) when a name leads to an address that must not be called. */
export class OutboundRefused extends Error {
  readonly code = 'outbound.refused';
  constructor(host: string) {
    super(`calls to ${host} are refused: it is not a public address`);
    this.name = 'OutboundRefused';
  }
}

export interface OutboundOptions {
  /** Development only: allows loopback and private addresses, and resolves `*.localhost` to 127.0.0.1. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
}

export type Fetch = typeof globalThis.fetch;

/**
 * The only way out to other people's addresses. Every connection's address is checked after the name was resolved, so
 * that a name that changes its address (DNS rebinding) is refused as well. Redirects are never followed.
 */
export function createOutboundFetch(options: OutboundOptions): Fetch & { close(): Promise<void> } {
  const timeout = options.timeoutMs ?? 5_000;
  const agent = new Agent({
    connect: { lookup: guardedLookup(options.allowPrivate), timeout },
    headersTimeout: timeout,
    bodyTimeout: timeout,
    maxResponseSize: options.maxResponseBytes ?? 256 * 1024,
    connections: 16,
  });
  const send = async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'https:' && !options.allowPrivate) throw new OutboundRefused(url.host);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(literal) && !isAllowed(literal, options.allowPrivate))
      throw new OutboundRefused(url.host);
    const signal = AbortSignal.any([AbortSignal.timeout(timeout), ...(init?.signal ? [init.signal] : [])]);
    return undiciFetch(url, { ...(init as object), redirect: 'manual', signal, dispatcher: agent });
  };
  return Object.assign(send as unknown as Fetch, { close: () => agent.destroy() });
}

function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    if (allowPrivate && (hostname === 'localhost' || hostname.endsWith('.localhost'))) {
      if (lookupOptions.all) return callback(null, [{ address: '127.0.0.1', family: 4 }]);
      return callback(null, '127.0.0.1', 4);
    }
    systemLookup(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 4);
      const allowed = addresses.filter(({ address }) => isAllowed(address, allowPrivate));
      const [first] = allowed;
      if (!first) return callback(new OutboundRefused(hostname), '', 4);
      if (lookupOptions.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

/** Only globally routable unicast addresses; loopback, private, link-local, multicast and reserved ones are not. */
function isAllowed(address: string, allowPrivate: boolean): boolean {
  return ipaddr.isValid(address) && (allowPrivate || ipaddr.process(address).range() === 'unicast');
}
