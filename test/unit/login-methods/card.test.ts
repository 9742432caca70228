import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CardState } from '../../../oidc/login-methods/card/card-method.ts';
import { createTestCardMethod, stateIn } from '../../support/card-method.ts';
import { revoked } from '../../support/der-ocsp.ts';
import { day, issueCa, now } from '../../support/der-pki.ts';
import { testLoginRequest } from '../../support/login-request.ts';
import { citizenName, issueForCard } from '../../support/web-eid.ts';

let its: ReturnType<typeof createTestCardMethod>;
let state: CardState;
const request = testLoginRequest({ wantedLevel: 'high', language: 'ru' });

beforeEach(async () => {
  its = createTestCardMethod();
  state = stateIn(await its.method.start(request));
});

const advance = (input: Readonly<Record<string, string>>, from = state) =>
  its.method.advance(from, input, request);
const claimsOf = (signed: unknown): Record<string, unknown> =>
  JSON.parse(String(signed).replace(/^\S+ /, ''));

describe('the card method', () => {
  it('verifies the holder at level high, after the nonce, the signature and the status', async () => {
    const outcome = await advance({ token: its.token(state.nonce) });
    expect(outcome).toEqual({
      kind: 'verified',
      person: { accountId: 'a1', level: 'high', amr: ['sc', 'hwk', 'pin'] },
    });
    expect(its.done).toEqual(['nonce', 'status', 'account']);
    const [order] = its.orders;
    expect(order).toMatchObject({
      holder: { personalCode: '5ARPXN9', givenName: 'Əli', familyName: 'Nümunəyev' },
      language: 'ru',
      proof: { method: 'card', level: 'high', nonce: state.nonce },
    });
    const { raw } = its.card.certificate;
    expect(order?.proof.certificate).toBe(createHash('sha256').update(raw).digest('hex'));
  });

  it('gives out 32 random bytes as base64, anew at each start', async () => {
    expect(Buffer.from(state.nonce, 'base64')).toHaveLength(32);
    expect(stateIn(await its.method.start(request)).nonce).not.toBe(state.nonce);
  });

  it('asks the agent as PROTOCOL.md says, with no claim more', async () => {
    const { screen, values } = await its.method.describe(state, request);
    expect(screen).toBe('read-card');
    expect(values).toMatchObject({ agent: 'http://127.0.0.1:24817', nonce: state.nonce, isStale: false });
    expect(values['request']).toMatch(/^acar-card-request\+jwt /);
    expect(claimsOf(values['request'])).toEqual({
      iss: 'https://login.acar.example',
      aud: 'acar-card-agent',
      iat: now / 1000,
      exp: now / 1000 + 300,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      purpose: 'authenticate',
      nonce: state.nonce,
      return_to: 'https://login.acar.example/interaction/a-login/card?language=ru',
      service: 'Sınaq xidməti',
      language: 'ru',
    });
  });

  it('cuts the name of a service, and names the origin where there is none', async () => {
    const nameFor = async (serviceName: string) => {
      const { values } = await its.method.describe(state, { ...request, serviceName });
      return claimsOf(values['request'])['service'];
    };
    expect(await nameFor('Ə'.repeat(300))).toBe('Ə'.repeat(200));
    expect(await nameFor('')).toBe('https://login.acar.example');
  });

  it('shows a page for a new request when less than a minute is left', async () => {
    its.clock.advance(240);
    expect((await its.method.describe(state, request)).values['isStale']).toBe(false);
    its.clock.advance(1);
    expect((await its.method.describe(state, request)).values).toEqual({ isStale: true, trouble: '' });
  });
});

describe('a try fails', () => {
  const codeOf = async (input: Readonly<Record<string, string>>, from = state) => {
    const outcome = await advance(input, from);
    return outcome.kind === 'failed' ? outcome.code : outcome.kind;
  };

  it('without token and report, and with one that is too short or too long, the nonce untouched', async () => {
    expect(await codeOf({})).toBe('card_proof.no_answer');
    expect(await codeOf({ token: '{}' })).toBe('webeid.length');
    expect(await codeOf({ token: 'x'.repeat(10_001) })).toBe('webeid.length');
    expect(its.done).toEqual([]);
  });

  it('when the nonce is older than five minutes', async () => {
    const token = its.token(state.nonce);
    its.clock.advance(300);
    expect(await codeOf({ token })).toBe('card_proof.request_expired');
    expect(its.done).toEqual([]);
  });

  it('when the nonce was used, whatever came of it the first time', async () => {
    expect(await codeOf({ token: 'x'.repeat(200) })).toBe('webeid.malformed');
    expect(await codeOf({ token: its.token(state.nonce) })).toBe('card_proof.nonce_used');
    expect(its.done).toEqual(['nonce', 'nonce']);
  });

  it('for all but one of many at once', async () => {
    const token = its.token(state.nonce);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf({ token })));
    expect(outcomes.filter((one) => one === 'verified')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'card_proof.nonce_used')).toHaveLength(19);
  });

  it('with the next try prepared: a new nonce, and the trouble for the page', async () => {
    const outcome = await advance({ error: 'card.no_card' });
    const next = stateIn(outcome);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'unavailable', code: 'card.no_card' });
    expect(next.nonce).not.toBe(state.nonce);
    expect((await its.method.describe(next, request)).values['trouble']).toBe('card.no_card');
    expect(await codeOf({ token: its.token(next.nonce) }, next)).toBe('verified');
  });

  it.each([
    ['card.cancelled', 'card.cancelled', 'refused'],
    ['card.pin_blocked', 'card.pin_blocked', 'unavailable'],
    ['webeid.revoked', 'card.failed', 'unavailable'],
    ['<script>', 'card.failed', 'unavailable'],
  ])('for the report %s', async (error, code, reason) => {
    expect(await advance({ error })).toMatchObject({ kind: 'failed', code, reason });
  });

  it('never when the person comes back from the diagnosis', async () => {
    const told = stateIn(await advance({ error: 'card.no_card' }));
    const outcome = await advance({ error: 'back' }, told);
    expect(outcome).toEqual({ kind: 'challenge', state: { ...told, trouble: undefined } });
  });

  it.each([
    ['origin', { signedOrigin: 'https://login.acar.example/' }],
    ['nonce', { signedNonce: Buffer.alloc(32).toString('base64') }],
  ])('for a token of another %s, and nobody is asked about its certificate', async (_name, spoilt) => {
    expect(await codeOf({ token: its.token(state.nonce, its.card, spoilt) })).toBe('webeid.signature');
    expect(its.done).toEqual(['nonce']);
  });

  it('for a phone, an expired card and a foreign issuer', async () => {
    const phone = issueForCard(its.persons, { policies: [...its.deps.disallowedPolicies] });
    const old = issueForCard(its.persons, { notAfter: now - day });
    const foreign = issueForCard(issueCa({ subject: 'persons' }));
    const codes: unknown[] = [];
    for (const one of [phone, old, foreign]) {
      const fresh = stateIn(await its.method.start(request));
      codes.push(await codeOf({ token: its.token(fresh.nonce, one) }, fresh));
    }
    expect(codes).toEqual(['webeid.policy', 'webeid.expired', 'webeid.untrusted']);
    expect(its.done).not.toContain('status');
  });

  it('for a certificate that names no person of ours, before anybody is asked about it', async () => {
    const subjectName = citizenName({ serialNumber: 'PNOEE-38001085718' });
    const guest = its.issue(issueForCard(its.persons, { subjectName }));
    expect(await codeOf({ token: its.token(state.nonce, guest) })).toBe('card_proof.no_person');
    expect(its.done).toEqual(['nonce']);
  });

  it.each([
    ['revoked', revoked(1), 'webeid.revoked'],
    ['suspended', revoked(6), 'webeid.suspended'],
    ['unknown', Uint8Array.of(0x82, 0), 'webeid.status_unknown'],
    ['not to be had', undefined, 'card_proof.status_unavailable'],
  ])('when its status is %s: no account is looked for', async (_name, status, code) => {
    its.statusIs(status);
    expect(await codeOf({ token: its.token(state.nonce) })).toBe(code);
    expect(its.done).toEqual(['nonce', 'status']);
  });

  it('for a blocked account, and for names that no account can have', async () => {
    its.accountIs({ kind: 'blocked', accountId: 'a1' });
    expect(await advance({ token: its.token(state.nonce) })).toMatchObject({
      kind: 'failed',
      code: 'card_proof.account_blocked',
      accountId: 'a1',
    });
    its.accountIs({ kind: 'unreadable' });
    const fresh = stateIn(await its.method.start(request));
    expect(await codeOf({ token: its.token(fresh.nonce) }, fresh)).toBe('card_proof.no_person');
  });
});
