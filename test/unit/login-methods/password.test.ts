import { beforeEach, describe, expect, it } from 'vitest';
import {
  type CodeSending,
  createPasswordMethod,
  type PasswordCredential,
  type PasswordState,
} from '../../../oidc/login-methods/password/index.ts';
import { testLoginRequest } from '../../support/login-request.ts';

const codeState: PasswordState = {
  step: 'one-time-code',
  accountId: 'a1',
  codeId: 'c1',
  channel: 'sms',
  destination: '+994 50 ••• •• 67',
  sendsLeft: 2,
};

const done: string[] = [];
let credential: PasswordCredential | undefined;
let sending: CodeSending;
let verdict: 'right' | 'wrong' | 'expired';
let isOld: boolean;
let isBusy: boolean;

beforeEach(() => {
  done.length = 0;
  credential = { accountId: 'a1', phc: 'phc of secret', canSignIn: true };
  sending = { kind: 'sent', codeId: 'c1', channel: 'sms', destination: '+994 50 ••• •• 67' };
  verdict = 'right';
  isOld = false;
  isBusy = false;
});

const method = createPasswordMethod({
  credentials: {
    readCode: (text) => (/^\d{8}$/.test(text) ? text : undefined),
    findByCode: async (code) => {
      done.push('find');
      return code === '12345678' ? credential : undefined;
    },
    raise: async ({ accountId, phc }) => {
      done.push(`raise ${accountId} ${phc}`);
    },
  },
  hasher: {
    verify: async (phc, password) => {
      done.push('verify');
      if (isBusy) return 'busy';
      return phc === `phc of ${password}` ? 'right' : 'wrong';
    },
    needsRehash: () => isOld,
  },
  codes: {
    send: async ({ accountId, browser }) => {
      done.push(`send ${accountId} ${browser}`);
      return sending;
    },
    check: async ({ code, browser }) => {
      done.push(`check ${code} ${browser}`);
      return verdict;
    },
  },
});

const low = testLoginRequest({ browser: 'b1' });
const substantial = testLoginRequest({ browser: 'b1', wantedLevel: 'substantial' });
const passwordState: PasswordState = { step: 'password' };
const right = { code: '12345678', password: 'secret' };

describe('password method, first step', () => {
  it('asks for code and password, and fills in a login hint that is a code', async () => {
    expect(await method.start(low)).toEqual({ kind: 'challenge', state: { step: 'password' } });
    expect(await method.start({ ...low, loginHint: '12345678' })).toEqual({
      kind: 'challenge',
      state: { step: 'password', code: '12345678' },
    });
    expect(await method.start({ ...low, loginHint: '<script>' })).toEqual({
      kind: 'challenge',
      state: { step: 'password' },
    });
  });

  it('refuses to start where level high is wanted', async () => {
    expect(await method.start({ ...low, wantedLevel: 'high' })).toEqual({
      kind: 'failed',
      reason: 'level_not_reachable',
    });
  });

  it('verifies at level low with amr pwd (RFC 8176)', async () => {
    expect(await method.advance(passwordState, right, low)).toEqual({
      kind: 'verified',
      person: { accountId: 'a1', level: 'low', amr: ['pwd'] },
    });
  });

  it.each([
    ['a code nobody has', { ...right, code: '87654321' }, () => {}],
    ['a wrong password', { ...right, password: 'wrong' }, () => {}],
    [
      'a blocked account',
      right,
      () => (credential = { accountId: 'a1', phc: 'phc of secret', canSignIn: false }),
    ],
    [
      'an account not activated',
      right,
      () => (credential = { accountId: 'a1', phc: undefined, canSignIn: false }),
    ],
  ])('gives one outcome after the same work for %s', async (_case, input, arrange) => {
    arrange();
    const outcome = await method.advance(passwordState, input, low);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: 'wrong_credentials',
      state: { step: 'password', code: input.code },
    });
    expect(done).toEqual(['find', 'verify']);
  });

  it.each([
    [{}],
    [{ code: 'x', password: 'secret' }],
    [{ code: '12345678' }],
    [{ code: '12345678', password: 'x'.repeat(1_025) }],
  ])('does no work for input that cannot be right', async (input) => {
    const outcome = await method.advance(passwordState, input, low);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'malformed_input', state: { step: 'password' } });
    expect(done).toEqual([]);
  });

  it('says unavailable, not wrong, when hashing is overloaded', async () => {
    isBusy = true;
    expect(await method.advance(passwordState, right, low)).toMatchObject({
      kind: 'failed',
      reason: 'unavailable',
      state: { step: 'password' },
    });
  });

  it('raises an older hash after the right password only', async () => {
    isOld = true;
    await method.advance(passwordState, { ...right, password: 'wrong' }, low);
    expect(done).toEqual(['find', 'verify']);
    await method.advance(passwordState, right, low);
    expect(done.slice(2)).toEqual(['find', 'verify', 'raise a1 phc of secret']);
  });

  it('names the code for the limiter only when it can be one', () => {
    expect(method.attemptedAccount(passwordState, right)).toBe('12345678');
    expect(method.attemptedAccount(passwordState, { code: 'x' })).toBeUndefined();
    expect(method.attemptedAccount(passwordState, {})).toBeUndefined();
  });
});

describe('password method, one-time code', () => {
  it('follows the password when more than low is wanted, and tells channel and masked destination', async () => {
    const outcome = await method.advance(passwordState, right, substantial);
    expect(outcome).toEqual({ kind: 'challenge', state: codeState });
    expect(method.describe(codeState, substantial)).toEqual({
      screen: 'one-time-code',
      values: { channel: 'sms', destination: '+994 50 ••• •• 67', canResend: true },
    });
    expect(done).toEqual(['find', 'verify', 'send a1 b1']);
  });

  it('is not sent before the password was right', async () => {
    await method.advance(passwordState, { ...right, password: 'wrong' }, substantial);
    expect(done).not.toContain('send a1 b1');
  });

  it('comes at once at step-up from a password login, for the account signed in', async () => {
    const signedIn = { accountId: 'a7', level: 'low', amr: ['pwd'] } as const;
    expect(await method.start({ ...substantial, signedIn })).toMatchObject({
      kind: 'challenge',
      state: { step: 'one-time-code', accountId: 'a7' },
    });
    expect(done).toEqual(['send a7 b1']);
  });

  it.each([
    ['signed in by something else', { accountId: 'a7', level: 'low', amr: ['mobile'] } as const, substantial],
    ['asked again at level low', { accountId: 'a7', level: 'low', amr: ['pwd'] } as const, low],
    [
      'signed in at substantial already',
      { accountId: 'a7', level: 'substantial', amr: ['pwd', 'otp', 'mfa'] } as const,
      substantial,
    ],
  ])('does not stand alone for a person %s', async (_case, signedIn, request) => {
    expect(await method.start({ ...request, signedIn })).toMatchObject({ state: { step: 'password' } });
    expect(done).toEqual([]);
  });

  it('verifies at level substantial with amr pwd, otp and mfa', async () => {
    expect(await method.advance(codeState, { code: '123 456' }, substantial)).toEqual({
      kind: 'verified',
      person: { accountId: 'a1', level: 'substantial', amr: ['pwd', 'otp', 'mfa'] },
    });
    expect(done).toEqual(['check 123456 b1']);
  });

  it.each([
    ['wrong', 'wrong_one_time_code'],
    ['expired', 'expired'],
  ] as const)('keeps the step when the code is %s', async (answer, reason) => {
    verdict = answer;
    expect(await method.advance(codeState, { code: '123456' }, substantial)).toEqual({
      kind: 'failed',
      reason,
      state: codeState,
      accountId: 'a1',
    });
  });

  it('does not spend a try on what cannot be a code', async () => {
    expect(await method.advance(codeState, { code: '12345' }, substantial)).toMatchObject({
      reason: 'malformed_input',
    });
    expect(done).toEqual([]);
  });

  it('is sent again twice at most', async () => {
    let state: PasswordState = codeState;
    for (const sendsLeft of [1, 0]) {
      const outcome = await method.advance(state, { resend: 'yes' }, substantial);
      if (outcome.kind !== 'challenge') throw new Error('expected a challenge');
      expect(outcome.state).toMatchObject({ sendsLeft });
      state = outcome.state;
    }
    expect((await method.describe(state, substantial)).values['canResend']).toBe(false);
    expect(await method.advance(state, { resend: 'yes' }, substantial)).toMatchObject({
      kind: 'failed',
      reason: 'unavailable',
      state,
    });
    expect(done).toEqual(['send a1 b1', 'send a1 b1']);
  });

  it.each([
    ['no_channel', 'no_channel'],
    ['refused', 'unavailable'],
  ] as const)('ends this try when sending says %s', async (kind, reason) => {
    sending = { kind };
    expect(await method.advance(passwordState, right, substantial)).toEqual({
      kind: 'failed',
      reason,
      accountId: 'a1',
      state: undefined,
    });
  });

  it('names the account for the limiter when a code is guessed, not when one is asked for', () => {
    expect(method.attemptedAccount(codeState, { code: '123456' })).toBe('a1');
    expect(method.attemptedAccount(codeState, { resend: 'yes' })).toBeUndefined();
  });
});
