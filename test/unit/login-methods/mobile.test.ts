import { createHash, randomBytes, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MethodProgress } from '../../../oidc/login-methods/index.ts';
import type { MobileState } from '../../../oidc/login-methods/mobile/state.ts';
import type { MobileSession } from '../../../oidc/phone-ports.ts';
import { stateIn } from '../../support/card-method.ts';
import { testLoginRequest } from '../../support/login-request.ts';
import { answerTo, createTestPhoneMethods, type TestPhoneMethods } from '../../support/phone-methods.ts';

let its: TestPhoneMethods;
beforeEach(() => {
  its = createTestPhoneMethods();
});

const request = testLoginRequest({ wantedLevel: 'substantial' });
const android = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0.0.0 Mobile Safari/537.36';
const onPhone = { ...request, userAgent: android };
const whom = { phone_number: '+994501234567', personal_code: '5ARPXN9' };

const advance = (state: MobileState, input: Readonly<Record<string, string>> = {}) =>
  its.mobile.advance(state, input, request);
const shown = async (state: MobileState) => (await its.mobile.describe(state, request)).values;

describe('the phone with a number', () => {
  const pushed = async () => stateIn(await advance(stateIn(await its.mobile.start(request)), whom));

  /** What the phone of the person signs over the digest that was sent. */
  function signedBy({ key, certificate } = its.signer, digestOf?: string): MobileSession {
    const state = its.asked.at(-1);
    if (!state) throw new Error('nobody was asked');
    const message = digestOf ?? messageOf(state.hash);
    const signature = sign('sha256', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' });
    return { kind: 'complete', result: 'OK', signature, algorithm: 'SHA256WithECEncryption', certificate };
  }
  let kept: MobileState;
  const messageOf = (hash: Uint8Array) => {
    if (kept.step !== 'push') throw new Error('nobody was asked');
    expect(createHash('sha256').update(kept.message).digest()).toEqual(Buffer.from(hash));
    return kept.message;
  };

  it('is asked with who asks, from where, and a digest of this very login', async () => {
    kept = await pushed();
    expect(its.asked).toEqual([
      {
        phoneNumber: '+994501234567',
        personalCode: '5ARPXN9',
        clientId: 'a-service',
        serviceName: 'Sınaq xidməti',
        language: 'az',
        browser: 'Firefox',
        place: '192.0.*.*',
        address: '192.0.2.7',
        hash: expect.any(Uint8Array),
        hashType: 'SHA256',
      },
    ]);
    if (kept.step !== 'push') throw new Error('nobody was asked');
    expect(JSON.parse(kept.message)).toMatchObject({
      flow: 'push',
      client: 'a-service',
      login: '/interaction/a-login',
    });
  });

  it('shows the control code of the digest that was sent, the same on both screens', async () => {
    kept = await pushed();
    const hash = its.asked[0]?.hash ?? Buffer.alloc(0);
    const code = ((0xfc & (hash[0] ?? 0)) << 5) | (0x7f & (hash.at(-1) ?? 0));
    expect(await shown(kept)).toMatchObject({ phase: 'asked', controlCode: String(code).padStart(4, '0') });
  });

  it('opens the session of the person who was asked, and forgives the tries', async () => {
    kept = await pushed();
    expect(await advance(kept)).toMatchObject({ kind: 'waiting' });
    its.sessionIs(signedBy());
    expect(await advance(kept)).toEqual({
      kind: 'verified',
      person: { accountId: 'a1', level: 'substantial', amr: ['mobile', 'swk', 'pin'] },
      attempted: its.mobile.attemptedAccount(stateIn(await its.mobile.start(request)), whom),
    });
  });

  it('of another person than was asked opens nothing', async () => {
    kept = stateIn(
      await advance(stateIn(await its.mobile.start(request)), { ...whom, personal_code: '7OTHER1' }),
    );
    its.sessionIs(signedBy());
    expect(await advance(kept)).toMatchObject({ kind: 'failed', code: 'phone_proof.other_person' });
  });

  it('that signed another digest opens nothing, whatever the service says', async () => {
    kept = await pushed();
    its.sessionIs(signedBy(its.signer, 'another login'));
    expect(await advance(kept)).toMatchObject({ kind: 'failed', code: 'phone_proof.signature' });
  });

  it.each([
    ['TIMEOUT', 'phone_proof.expired'],
    ['USER_CANCELLED', 'phone_proof.refused'],
    ['NOT_MID_CLIENT', 'phone_proof.not_client'],
    ['PHONE_ABSENT', 'phone_proof.phone_absent'],
    ['SIM_ERROR', 'phone_proof.sim_failed'],
  ] as const)('that ends as %s leads back to the form with a word of its own', async (result, code) => {
    kept = await pushed();
    its.sessionIs({ kind: 'complete', result });
    expect(await shown(kept)).toMatchObject({ phase: 'answered' });
    const outcome = await advance(kept);
    expect(outcome).toMatchObject({ kind: 'failed', code, state: { step: 'number', trouble: code } });
  });

  it('is not asked while it cools down; the page tells until when', async () => {
    its.startIs({ kind: 'cooling', until: 1_800_000_000_000 });
    const outcome = await advance(stateIn(await its.mobile.start(request)), whom);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'phone_proof.cooling' });
    expect(await shown(stateIn(outcome))).toMatchObject({ coolUntil: 1_800_000_000_000 });
  });

  it('is told as unavailable when the service is, at the start and at the end of the wait', async () => {
    its.startIs({ kind: 'unavailable' });
    const failed = await advance(stateIn(await its.mobile.start(request)), whom);
    expect(failed).toMatchObject({ code: 'phone_proof.unavailable' });
    its.startIs({ kind: 'started', sessionId: 's2' });
    kept = await pushed();
    its.sessionIs({ kind: 'unavailable' });
    expect(await advance(kept)).toMatchObject({ kind: 'waiting' });
    its.pass(180);
    expect(await advance(kept)).toMatchObject({ kind: 'failed', code: 'phone_proof.unavailable' });
  });

  it('is not asked for what is no number or no personal code; the number stays in the form', async () => {
    const outcome = await advance(stateIn(await its.mobile.start(request)), { ...whom, personal_code: 'x' });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'phone_proof.malformed' });
    expect(await shown(stateIn(outcome))).toMatchObject({ phoneNumber: whom.phone_number });
    expect(its.asked).toEqual([]);
  });

  it('counts as a try for the person who is asked, and looking counts for nothing', async () => {
    const form = stateIn(await its.mobile.start(request));
    expect(its.mobile.attemptedAccount(form, whom)).toContain('5ARPXN9');
    expect(its.mobile.attemptedAccount(await pushed(), {})).toBeUndefined();
  });

  it('is followed by the page until it has answered', async () => {
    kept = await pushed();
    const views = its.mobile.follow?.(kept, request, new AbortController().signal)[Symbol.asyncIterator]();
    const next = async (): Promise<MethodProgress | undefined> => (await views?.next())?.value;
    expect(await next()).toMatchObject({ values: { phase: 'asked' }, isAnswered: false });
    its.sessionIs(signedBy());
    expect(await next()).toMatchObject({ values: { phase: 'answered' }, isAnswered: true });
    expect(await next()).toBeUndefined();
  });
});

describe('the wallet on the same device', () => {
  const linked = async () => {
    const state = stateIn(await its.mobile.start(onPhone));
    if (state.step !== 'link') throw new Error('no link is open');
    return state;
  };
  const verifier = randomBytes(32).toString('base64url');
  const approve = async (by = verifier) => {
    const state = await linked();
    const taken = its.phones.openLink(state.link);
    if (!taken) throw new Error('the link was refused');
    its.phones.approve(taken.id, answerTo(its.signer, taken, { verifier: by }));
    return { state, taken };
  };

  it('comes first on a phone, the number first on a computer', async () => {
    expect(await its.mobile.start(onPhone)).toMatchObject({ kind: 'waiting', state: { step: 'link' } });
    expect(await its.mobile.start(request)).toMatchObject({ kind: 'challenge', state: { step: 'number' } });
  });

  it('is told where to lead the browser back to', async () => {
    const { taken } = await approve();
    expect(taken.asked).toMatchObject({
      flow: 'same-device',
      returnTo: 'https://login.acar.example/interaction/a-login/return',
    });
  });

  it('opens the session of the browser that brings the verifier', async () => {
    const { state } = await approve();
    expect(await advance(state, { verifier })).toMatchObject({
      kind: 'verified',
      person: { amr: ['mobile', 'swk', 'pin'] },
    });
  });

  it('opens nothing for a browser without it: whoever sent the link waits in vain', async () => {
    const { state } = await approve();
    expect(await advance(state)).toMatchObject({ kind: 'waiting' });
    expect(await shown(state)).toMatchObject({ phase: 'confirmed' });
    const guess = randomBytes(32).toString('base64url');
    expect(await advance(state, { verifier: guess })).toMatchObject({
      kind: 'failed',
      code: 'phone_proof.other_browser',
    });
    expect(await advance(state, { verifier })).toMatchObject({ kind: 'failed' });
  });

  it('is refused with a text that is no verifier, and the answer is still there for the right one', async () => {
    const { state } = await approve();
    expect(await advance(state, { verifier: 'x' })).toMatchObject({ code: 'phone_proof.other_browser' });
    expect(await advance(state, { verifier })).toMatchObject({ kind: 'verified' });
  });

  it('does not pass for a code: another flow’s answer is refused', async () => {
    const state = await linked();
    const taken = its.phones.openLink(state.link);
    if (!taken) throw new Error('the link was refused');
    its.phones.approve(taken.id, answerTo(its.signer, taken, { verifier }, { flow: 'qr' }));
    expect(await advance(state, { verifier })).toMatchObject({ code: 'phone_proof.payload' });
  });

  it('that was refused or forgotten ends with a word, and a press makes another link', async () => {
    const state = await linked();
    its.phones.change(state.id, { kind: 'refused' });
    const ended = stateIn(await advance(state));
    expect(await shown(ended)).toMatchObject({ phase: 'ended', trouble: 'phone_proof.refused' });
    const next = stateIn(await advance(ended, { way: 'link' }));
    expect(next).toMatchObject({ step: 'link' });
    its.pass(180);
    expect(await advance(next)).toMatchObject({ code: 'phone_proof.expired' });
    expect(stateIn(await advance(next, { way: 'number' }))).toMatchObject({ step: 'number' });
  });

  it('is followed by the page: opened, then confirmed in another window', async () => {
    const state = await linked();
    const views = its.mobile.follow?.(state, onPhone, new AbortController().signal)[Symbol.asyncIterator]();
    const next = async (): Promise<MethodProgress | undefined> => (await views?.next())?.value;
    expect(await next()).toMatchObject({ values: { phase: 'link' } });
    const opened = next();
    const taken = its.phones.openLink(state.link);
    expect(await opened).toMatchObject({ values: { phase: 'opened' } });
    const confirmed = next();
    if (taken) its.phones.approve(taken.id, answerTo(its.signer, taken, { verifier }));
    expect(await confirmed).toMatchObject({ values: { phase: 'confirmed' }, isAnswered: false });
    expect(await next()).toBeUndefined();
  });
});
