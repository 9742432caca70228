import { problem, type RegistrationProblem } from './errors.ts';
import type { Draft } from './members.ts';

/** RFC 7518 6: members that only a private or symmetric key has. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const leastModulusBits = 2048;

type Jwk = Readonly<Record<string, unknown>>;

/** The client's public keys: not both ways of giving them, nothing private, and one for the algorithm in use. */
export function checkKeys(draft: Draft, algorithm: string | undefined): RegistrationProblem[] {
  const keys = draft.jwks?.keys ?? [];
  const found: RegistrationProblem[] = [];
  if (draft.jwks && draft.jwks_uri) found.push(problem('client.keys_conflict', 'jwks_uri'));
  for (const [index, key] of keys.entries()) {
    const isPrivate = key['kty'] === 'oct' || privateMembers.some((member) => member in key);
    if (isPrivate) found.push(problem('client.key_private', `jwks.keys[${index}]`));
    if (keys.findIndex((other) => other['kid'] === key['kid']) < index)
      found.push(problem('client.key_id_repeated', `jwks.keys[${index}].kid`));
  }
  if (draft.jwks && algorithm && !keys.some((key) => fits(key, algorithm)))
    found.push(problem('client.key_unsuitable', 'jwks', algorithm));
  return found;
}

/** Whether the key can make signatures of the algorithm (RFC 7518 3.1); an RSA key is at least 2048 bits (FAPI 2.0 5.4). */
function fits(key: Jwk, algorithm: string): boolean {
  if (key['use'] !== undefined && key['use'] !== 'sig') return false;
  if (key['alg'] !== undefined && key['alg'] !== algorithm) return false;
  if (algorithm === 'ES256') {
    return key['kty'] === 'EC' && key['crv'] === 'P-256' && isBytes(key['x'], 32) && isBytes(key['y'], 32);
  }
  const modulus = key['n'];
  return key['kty'] === 'RSA' && typeof modulus === 'string' && bitsOf(modulus) >= leastModulusBits;
}

function isBytes(value: unknown, length: number): boolean {
  return typeof value === 'string' && Buffer.from(value, 'base64url').length === length;
}

function bitsOf(value: string): number {
  const hex = Buffer.from(value, 'base64url').toString('hex').replace(/^0+/, '');
  const [first = '0'] = hex;
  return hex === '' ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(first, 16)));
}
