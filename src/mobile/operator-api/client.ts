import { z } from 'zod';
import type { MobileAuthentication, MobileService, MobileSession } from '../../../oidc/phone-ports.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Fetch } from '../../http/index.ts';
import { languageCodes, longestText } from './model.ts';

export interface MobileClientOptions {
  /** Of the service, without a slash at the end; nothing else is ever called. */
  readonly address: string;
  readonly relyingPartyId: string;
  readonly relyingPartyName: string;
  /** Bounds what an answer may cost; must allow calls of `longestPollMs` and a little more. */
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** How long one poll waits at the service. */
export const longestPollMs = 60_000;
/** For the way there and back. */
const marginMs = 5_000;

const base64 = z
  .string()
  .max(8192)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/);
const startAnswer = z.object({ sessionID: z.string().regex(/^[\w-]{1,64}$/) });
const failed = [
  'TIMEOUT',
  'NOT_MID_CLIENT',
  'USER_CANCELLED',
  'SIGNATURE_HASH_MISMATCH',
  'PHONE_ABSENT',
  'DELIVERY_ERROR',
  'SIM_ERROR',
] as const;
const sessionAnswer = z.union([
  z.object({ state: z.literal('RUNNING') }),
  z.object({
    state: z.literal('COMPLETE'),
    result: z.literal('OK'),
    signature: z.object({ value: base64, algorithm: z.string().max(60) }),
    cert: base64,
  }),
  z.object({ state: z.literal('COMPLETE'), result: z.enum(failed) }),
]);

/** A mobile-signature service over the operator protocol: an operator's, or ours from elsewhere. */
export function createMobileClient(options: MobileClientOptions): MobileService {
  return {
    async startAuthentication(request) {
      const answer = await call(options, '/authentication', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(startBodyOf(options, request)),
        signal: AbortSignal.timeout(marginMs),
      });
      if (answer?.status === 429) {
        const seconds = Number(answer.headers.get('retry-after'));
        return { kind: 'cooling', until: options.clock.now() + (seconds > 0 ? seconds : 60) * 1000 };
      }
      const parsed = startAnswer.safeParse(answer?.status === 200 ? await readJson(answer) : undefined);
      return parsed.success ? { kind: 'started', sessionId: parsed.data.sessionID } : { kind: 'unavailable' };
    },
    async poll(sessionId, { timeoutMs, signal }) {
      if (!/^[\w-]{1,64}$/.test(sessionId)) return { kind: 'absent' };
      const waitMs = Math.min(Math.max(Math.trunc(timeoutMs), 0), longestPollMs);
      const limit = AbortSignal.timeout(waitMs + marginMs);
      const answer = await call(options, `/authentication/session/${sessionId}?timeoutMs=${waitMs}`, {
        method: 'GET',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      // Who asked has gone: the session goes on.
      if (signal?.aborted) return { kind: 'running' };
      if (answer?.status === 404) return { kind: 'absent' };
      if (answer?.status !== 200) return { kind: 'unavailable' };
      const parsed = sessionAnswer.safeParse(await readJson(answer));
      return parsed.success ? toSession(parsed.data) : { kind: 'unavailable' };
    },
  };
}

function toSession(answer: z.infer<typeof sessionAnswer>): MobileSession {
  if (answer.state === 'RUNNING') return { kind: 'running' };
  if (answer.result !== 'OK') return { kind: 'complete', result: answer.result };
  const { signature, cert, result } = answer;
  return {
    kind: 'complete',
    result,
    signature: Buffer.from(signature.value, 'base64'),
    algorithm: signature.algorithm,
    certificate: Buffer.from(cert, 'base64'),
  };
}

function startBodyOf(options: MobileClientOptions, request: MobileAuthentication) {
  const { hash, hashType, phoneNumber, personalCode, serviceName, clientId, browser, place } = request;
  const codes = Object.entries(languageCodes);
  const [language = 'AZE'] = codes.find(([, tag]) => tag === request.language) ?? [];
  const format = /^[\x20-\x7e]*$/.test(serviceName) ? 'GSM-7' : 'UCS-2';
  return {
    relyingPartyUUID: options.relyingPartyId,
    relyingPartyName: options.relyingPartyName,
    phoneNumber,
    nationalIdentityNumber: personalCode,
    hash: Buffer.from(hash).toString('base64'),
    hashType,
    language,
    displayText: serviceName.slice(0, longestText[format]),
    displayTextFormat: format,
    acarClientId: clientId.slice(0, 256),
    acarBrowser: browser.slice(0, 200),
    acarPlace: place.slice(0, 200),
  };
}

/** Undefined when the service cannot be reached, or not in time. */
async function call(
  { address, fetch }: MobileClientOptions,
  path: string,
  init: RequestInit,
): Promise<Response | undefined> {
  try {
    return await fetch(`${address}${path}`, { ...init, redirect: 'manual' });
  } catch {
    return undefined;
  }
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}
