import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, type Response as UndiciResponse, fetch as undiciFetch } from 'undici';

/** Thrown (itself, or as the cause of the fetch error) when an address must not be called. */
export class OutboundRefused extends Error {
  readonly code = 'outbound.refused';
  constructor(host: string) {
    super(`calls to ${host} are refused: it is not a public address`);
    this.name = 'OutboundRefused';
  }
}

/** Thrown when an answer is longer than the limit, also after it was unpacked. */
export class OutboundTooLarge extends Error {
  readonly code = 'outbound.too_large';
  constructor(host: string) {
    super(`the answer of ${host} is too large`);
    this.name = 'OutboundTooLarge';
  }
}

export interface OutboundOptions {
  /** Development only: allows http, loopback and private addresses, and resolves `*.localhost` to 127.0.0.1. */
  readonly allowPrivate: boolean;
  /** Allows http to public addresses: for what is signed in itself, as OCSP answers, CRLs and certificates are. */
  readonly allowHttp?: boolean;
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
  /** The system's resolver by default. */
  readonly resolve?: Resolve;
}

type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export type Fetch = typeof globalThis.fetch;

/**
 * The only way out to other people's addresses. Every connection's address is checked after the name was resolved, so
 * that a name that changes its address (DNS rebinding) is refused as well. Redirects are never followed, and an answer
 * arrives whole, within the time and size limits, or not at all.
 */
export function createOutboundFetch(options: OutboundOptions): Fetch & { close(): Promise<void> } {
  const timeout = options.timeoutMs ?? 5_000;
  const limit = options.maxResponseBytes ?? 256 * 1024;
  const agent = new Agent({
    connect: { lookup: guardedLookup(options), timeout },
    headersTimeout: timeout,
    bodyTimeout: timeout,
    maxResponseSize: limit,
    connections: 16,
  });
  const send = async (input: string | URL | Request, init?: RequestInit) => {
    const request = input instanceof Request ? await unpack(input) : { url: input, init: {} };
    const url = new URL(request.url);
    refuseBadTarget(url, options);
    const { signal: given, ...rest } = { ...request.init, ...init };
    const signal = AbortSignal.any([AbortSignal.timeout(timeout), ...(given ? [given] : [])]);
    const answer = await undiciFetch(url, {
      ...(rest as object),
      redirect: 'manual',
      signal,
      dispatcher: agent,
    });
    return readWhole(answer, limit, url.host);
  };
  return Object.assign(send, { close: () => agent.destroy() });
}

async function unpack(request: Request): Promise<{ url: string; init: RequestInit }> {
  const body = request.body ? await request.arrayBuffer() : null;
  const { url, method, headers, signal } = request;
  return { url, init: { method, headers, signal, body } };
}

/** Addresses written as numbers never reach the resolver, so they are judged here. */
function refuseBadTarget(url: URL, { allowPrivate, allowHttp = allowPrivate }: OutboundOptions): void {
  const isKnownScheme = url.protocol === 'https:' || (allowHttp && url.protocol === 'http:');
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!isKnownScheme || (ipaddr.isValid(literal) && !isAllowed(literal, allowPrivate)))
    throw new OutboundRefused(url.host);
}

function guardedLookup(options: OutboundOptions): LookupFunction {
  const { allowPrivate } = options;
  const resolve: Resolve =
    options.resolve ?? ((hostname, done) => systemLookup(hostname, { all: true }, done));
  return (hostname, { all }, callback) => {
    const answer = (allowed: readonly LookupAddress[]) => {
      const [first] = allowed;
      if (!first) callback(new OutboundRefused(hostname), '', 4);
      else if (all) callback(null, [...allowed]);
      else callback(null, first.address, first.family);
    };
    if (allowPrivate && /^(.+\.)?localhost\.?$/i.test(hostname))
      return answer([{ address: '127.0.0.1', family: 4 }]);
    resolve(hostname, (error, addresses) => {
      if (error) callback(error, '', 4);
      else answer(addresses.filter(({ address }) => isAllowed(address, allowPrivate)));
    });
  };
}

const privateRanges = new Set(['loopback', 'private', 'uniqueLocal']);

/**
 * Only globally routable unicast addresses (of IPv6 only what is given out so far, 2000::/3). The development switch
 * adds loopback and private ones; link-local ones, where clouds keep their metadata, are never called.
 */
function isAllowed(address: string, allowPrivate: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (allowPrivate && privateRanges.has(range)) return true;
  return range === 'unicast' && (parsed.kind() === 'ipv4' || (parsed.toByteArray()[0] ?? 0) >> 5 === 1);
}

/** Reads the unpacked body within the limit; the result is a plain Response of the runtime. */
async function readWhole(answer: UndiciResponse, limit: number, host: string): Promise<Response> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    if (size > limit) throw new OutboundTooLarge(host);
    parts.push(part);
  }
  const headers = new Headers([...answer.headers]);
  // They describe what came over the wire, which is unpacked by now.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const body = [204, 205, 304].includes(answer.status) ? null : Buffer.concat(parts);
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers });
}
