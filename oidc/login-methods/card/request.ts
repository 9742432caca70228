import type { LoginRequest } from '../login-method.ts';
import type { CardMethodDeps } from './ports.ts';

const typ = 'acar-card-request+jwt';
const audience = 'acar-card-agent';
const longestService = 200;
const languages = ['az', 'en', 'ru'];
const fallbackLanguage = 'az';

/** What the card agent is asked, signed by the provider (smartcard/agent/PROTOCOL.md, section 1). Times in seconds. */
export function signRequest(
  { origin, requests, random }: Pick<CardMethodDeps, 'origin' | 'requests' | 'random'>,
  login: LoginRequest,
  { nonce, now, endsAt }: { readonly nonce: string; readonly now: number; readonly endsAt: number },
): Promise<string> {
  const language = languages.includes(login.language) ? login.language : fallbackLanguage;
  return requests.sign(typ, {
    iss: origin,
    aud: audience,
    iat: now,
    exp: endsAt,
    jti: Buffer.from(random.bytes(16)).toString('base64url'),
    purpose: 'authenticate',
    nonce,
    return_to: `${origin}${login.page}/card?language=${language}`,
    service: (login.serviceName || origin).slice(0, longestService).toWellFormed(),
    language,
  });
}
