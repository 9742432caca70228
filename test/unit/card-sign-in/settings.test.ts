import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profiles } from '../../../certs/index.ts';
import { composeCardSignIn } from '../../../src/app-card.ts';
import { cardSignInSettings } from '../../../src/card-sign-in/index.ts';
import { ConfigurationError, loadSettings } from '../../../src/config/index.ts';
import { issue, issueCa } from '../../support/der-pki.ts';

let folder: string;
const file = (name: string) => join(folder, name);
const root = issueCa({ subject: 'root' });
const other = issueCa({ subject: 'other' });

function pem(bytes: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-settings-'));
  writeFileSync(file('root.cer'), root.certificate.raw);
  writeFileSync(file('both.pem'), pem(root.certificate.raw) + pem(other.certificate.raw));
  writeFileSync(file('leaf.pem'), pem(issue({ subject: 'leaf', issuer: root }).certificate.raw));
  writeFileSync(file('text.pem'), 'no certificate');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (environment: Readonly<Record<string, string>>) =>
  loadSettings(cardSignInSettings, environment, { production: true });
const heard: unknown[] = [];
const compose = (
  config: Parameters<typeof composeCardSignIn>[0],
  own: Parameters<typeof composeCardSignIn>[1],
) => composeCardSignIn(config, own, (error) => heard.push(error));
const problemsOf = (act: () => unknown): readonly string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

describe('the settings of the card', () => {
  it('need nothing: then there is no sign-in with a card', () => {
    const settings = load({});
    expect(settings).toMatchObject({ authorities: [], ocspAddresses: [] });
    expect(compose({ card: settings, roles: ['web'] }, undefined)).toBeUndefined();
  });

  it('read authorities from PEM and DER, several in a file', () => {
    const { authorities } = load({ ACAR_CARD_AUTHORITY_FILES: `${file('root.cer')}, ${file('both.pem')}` });
    expect(authorities.map(({ subject }) => subject.attributes[0]?.text)).toEqual(['root', 'root', 'other']);
  });

  it('refuse by default what is issued for phones', () => {
    const { disallowedPolicies } = load({});
    for (const profile of [profiles['mobile-authentication'], profiles['mobile-signature']])
      expect(profile.policies.some((policy) => disallowedPolicies.includes(policy))).toBe(true);
    const cards = profiles['citizen-authentication'].policies;
    expect(cards.some((policy) => disallowedPolicies.includes(policy))).toBe(false);
  });

  it.each([
    ['a file that is not there', 'ACAR_CARD_AUTHORITY_FILES', () => file('absent.pem'), 'cannot be read'],
    ['a file without certificate', 'ACAR_CARD_AUTHORITY_FILES', () => file('text.pem'), 'is no certificate'],
    [
      'a certificate of nobody who issues',
      'ACAR_CARD_AUTHORITY_FILES',
      () => file('leaf.pem'),
      'not the certificate of an authority',
    ],
    ['an agent elsewhere', 'ACAR_CARD_AGENT_ORIGIN', () => 'https://agent.example', 'loopback'],
    ['an address that is none', 'ACAR_CARD_OCSP_URLS', () => 'ldap://ocsp.example', 'http or https'],
    ['a policy that is none', 'ACAR_CARD_DISALLOWED_POLICIES', () => '1.2.x', 'object identifiers'],
  ])('tell of %s at the start', (_name, setting, value, words) => {
    const [problem = ''] = problemsOf(() => load({ [setting]: value() }));
    expect(problem).toContain(setting);
    expect(problem).toContain(words);
  });

  it('need a responder where the certificate service is another process', async () => {
    const card = load({ ACAR_CARD_AUTHORITY_FILES: file('root.cer') });
    const own = { fetch: async () => new Uint8Array() };
    expect(problemsOf(() => compose({ card, roles: ['web'] }, undefined))).toHaveLength(1);
    expect(compose({ card, roles: ['worker'] }, undefined)).toBeUndefined();
    const query = { certificate: root.certificate, issuer: root.certificate, nonce: new Uint8Array() };
    const composedOwn = compose({ card, roles: ['web', 'pki'] }, own);
    expect(await composedOwn?.revocation.fetch(query)).toEqual(new Uint8Array());
    const named = { ...card, ocspAddresses: ['http://127.0.0.1:9/'] };
    const composed = compose({ card: named, roles: ['web', 'pki'] }, own);
    await expect(composed?.revocation.fetch(query)).rejects.toThrow();
    // The operator hears of it.
    expect(heard).toHaveLength(1);
    await composed?.close();
  });
});
