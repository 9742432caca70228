import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { type Issuer, keySetShape } from './config.ts';
import { Refusal } from './errors.ts';
import { lookupWithLoopback } from './loopback-names.ts';

/** The public keys that issuers sign requests with. */
export interface IssuerKeys {
  /**
   * The ES256 key of this name; undefined when the issuer has none.
   * @throws Refusal `agent.keys_unavailable` when the issuer's keys cannot be had
   */
  find(issuer: Issuer, kid: string): Promise<CryptoKey | undefined>;
}

/** What is not for ES256 is left out. */
const es256Shape = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1),
  x: z.string(),
  y: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('ES256').optional(),
});

const maxBytes = 64 * 1024;
const timeoutMs = 5_000;
const keptMs = 10 * 60_000;
/** An unknown `kid` asks again, but not more often than this: anybody can make one up. */
const askAgainAfterMs = 30_000;

interface Kept {
  readonly keys: ReadonlyMap<string, CryptoKey>;
  readonly at: number;
}

/** Fetches and keeps the keys of issuers whose keys are not pinned. `now` in milliseconds. */
export function createIssuerKeys(
  now: () => number,
  fetchText: (url: string) => Promise<string> = fetchLimited,
): IssuerKeys {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Kept>>();

  async function load(issuer: Issuer): Promise<Kept> {
    const text = issuer.jwks ? undefined : await fetchText(`${issuer.origin}/jwks`);
    const keys = await importKeys(issuer.jwks ?? keySetShape.parse(JSON.parse(text ?? '')));
    const loaded = { keys, at: now() };
    kept.set(issuer.origin, loaded);
    return loaded;
  }

  async function loadOnce(issuer: Issuer): Promise<Kept> {
    const running = pending.get(issuer.origin) ?? load(issuer);
    pending.set(issuer.origin, running);
    try {
      return await running;
    } catch (cause) {
      throw new Refusal('agent.keys_unavailable', String(cause), { cause });
    } finally {
      pending.delete(issuer.origin);
    }
  }

  return {
    async find(issuer, kid) {
      const known = kept.get(issuer.origin);
      const age = known ? now() - known.at : Number.POSITIVE_INFINITY;
      const found = known?.keys.get(kid);
      if (found && (issuer.jwks || age < keptMs)) return found;
      if (known && age < askAgainAfterMs) return undefined;
      return (await loadOnce(issuer)).keys.get(kid);
    },
  };
}

async function importKeys(set: z.infer<typeof keySetShape>): Promise<ReadonlyMap<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const entry of set.keys) {
    const read = es256Shape.safeParse(entry);
    if (!read.success) continue;
    const { kid, kty, crv, x, y } = read.data;
    const jwk: JWK = { kty, crv, x, y };
    const key = await importJWK(jwk, 'ES256');
    if (!(key instanceof Uint8Array)) keys.set(kid, key);
  }
  return keys;
}

/** The body of a 200 answer; no redirects, and bounds on size and time. */
async function fetchLimited(url: string): Promise<string> {
  const get = url.startsWith('https:') ? getSecure : getPlain;
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await new Promise<IncomingMessage>((done, fail) => {
    get(
      url,
      { lookup: lookupWithLoopback, signal, agent: false, headers: { accept: 'application/json' } },
      done,
    ).on('error', fail);
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${url} answers ${response.statusCode}`);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > maxBytes) throw new Error(`${url} answers more than ${maxBytes} bytes`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
