import { createHmac, type KeyObject } from 'node:crypto';
import type { Account, Level } from '../ports.ts';
import { levels } from '../ports.ts';

/** Scope -> claims. `sub` and how the person signed in come with every ID token. */
export const scopeClaims = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'sid'],
  profile: ['name', 'given_name', 'family_name', 'birthdate'],
  personal_code: ['personal_code'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Scope = keyof typeof scopeClaims;

const levelUriPrefix = 'http://eidas.europa.eu/LoA/';

/** Values that a relying party may send in `acr_values`: our words and the eIDAS URIs. */
export const acrValues: readonly string[] = [...levels, ...levels.map((level) => levelUriPrefix + level)];

/** Reads one `acr_values` word; undefined when it is not ours. */
export function levelOf(acr: string): Level | undefined {
  const word = acr.startsWith(levelUriPrefix) ? acr.slice(levelUriPrefix.length) : acr;
  return levels.find((level) => level === word);
}

/**
 * The reached level as `acr`, in the vocabulary of the request: the word that names it, else a word of the kind that was
 * preferred (OpenID Connect Core 3.1.2.1: in order of preference). Nothing asked, nothing known: our own words.
 */
export function acrInWordsOf(acrValuesParameter: string | undefined, level: Level): string {
  const asked = (acrValuesParameter ?? '').split(' ').filter((word) => levelOf(word) !== undefined);
  const preferred = asked[0]?.startsWith(levelUriPrefix) ? levelUriPrefix + level : level;
  return asked.find((word) => levelOf(word) === level) ?? preferred;
}

/** The lowest level that satisfies the request; a request without words that we know asks for nothing. */
export function wantedLevel(acrValuesParameter: string | undefined): Level {
  const asked = (acrValuesParameter ?? '').split(' ').map(levelOf);
  return levels.find((level) => asked.includes(level)) ?? 'low';
}

/** What `findAccount().claims()` gives to the library, which picks by scope. */
export function accountClaims(account: Account): { sub: string } & Record<string, string> {
  return {
    sub: account.id,
    name: `${account.givenName} ${account.familyName}`,
    given_name: account.givenName,
    family_name: account.familyName,
    ...(account.birthdate === undefined ? {} : { birthdate: account.birthdate }),
    personal_code: account.personalCode,
  };
}

/** OpenID Connect Core 8.1: the same for all clients of a sector, unrelated between sectors, not reversible. */
export function pairwiseSubject(secret: KeyObject, sector: string, accountId: string): string {
  return createHmac('sha256', secret).update(`${sector}\0${accountId}`).digest('base64url');
}
