import { sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  LoginMethod,
  LoginRequest,
  MethodInput,
  MethodOutcome,
} from '../../oidc/login-methods/login-method.ts';
import { createPasswordMethod } from '../../oidc/login-methods/password/index.ts';
import type { MobileSession } from '../../oidc/phone-ports.ts';
import { codeAt } from '../../oidc/login-methods/qr/code.ts';
import { isAtLeast, levels } from '../../oidc/ports.ts';
import { createTestCardMethod } from '../support/card-method.ts';
import { testLoginRequest } from '../support/login-request.ts';
import { answerTo, createTestPhoneMethods } from '../support/phone-methods.ts';

/** One login method with everything a walk through it needs. A new method adds an entry to `subjects`. */
interface Subject {
  readonly method: LoginMethod;
  /** A login that asks for the highest level of the method. */
  readonly request: LoginRequest;
  /** What the person does at each step, in order, to be verified; it may depend on what the step asks. */
  readonly right: readonly ((state: unknown) => MethodInput)[];
  /** At each step, inputs that must fail. */
  readonly wrong: readonly (readonly MethodInput[])[];
  /** Texts that must never leave the method: passwords, codes, keys, digests. */
  readonly secrets: readonly string[];
  readonly accountId: string;
}

const subjects: Readonly<Record<string, () => Subject>> = {
  password: passwordSubject,
  card: cardSubject,
  mobile: mobileSubject,
  qr: qrSubject,
};

const always = (input: MethodInput) => () => input;

function passwordSubject(): Subject {
  const accountId = '6f2c1b1e-0000-4000-8000-000000000001';
  const [code, password, oneTimeCode] = ['12345674', 'üç yaşıl qatar', '418203'];
  const phc = '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g';
  const method = createPasswordMethod({
    credentials: {
      readCode: (text) => (/^\d{8}$/.test(text) ? text : undefined),
      findByCode: async (given) => (given === code ? { accountId, phc, canSignIn: true } : undefined),
      raise: async () => {},
    },
    hasher: {
      verify: async (known, given) => (known === phc && given === password ? 'right' : 'wrong'),
      needsRehash: () => false,
    },
    codes: {
      send: async () => ({ kind: 'sent', codeId: 'c1', channel: 'email', destination: 'e•••@example.az' }),
      check: async (answer) => (answer.code === oneTimeCode ? 'right' : 'wrong'),
    },
  });
  return {
    method,
    accountId,
    request: testLoginRequest({ wantedLevel: 'substantial' }),
    right: [always({ code, password }), always({ code: oneTimeCode })],
    wrong: [
      [
        { code, password: 'bir sarı vaqon' },
        { code: '87654321', password },
        { code: 'x', password },
      ],
      [{ code: '909090' }, { code: 'abc' }],
    ],
    secrets: [password, phc, oneTimeCode, 'bir sarı vaqon', '909090'],
  };
}

function cardSubject(): Subject {
  const accountId = '6f2c1b1e-0000-4000-8000-000000000002';
  const its = createTestCardMethod();
  its.accountIs({ kind: 'account', accountId });
  const nonceIn = (state: unknown) => its.method.stateSchema.parse(state).nonce;
  const other = Buffer.alloc(32).toString('base64');
  return {
    method: its.method,
    accountId,
    request: testLoginRequest({ wantedLevel: 'high' }),
    right: [(state) => ({ token: its.token(nonceIn(state)) })],
    wrong: [[{ token: its.token(other) }, { error: 'card.no_card' }, { token: '' }]],
    secrets: [Buffer.from(its.card.certificate.raw).toString('base64')],
  };
}

function mobileSubject(): Subject {
  const accountId = '6f2c1b1e-0000-4000-8000-000000000003';
  // The session of this walk is over once; whoever asks again is told nothing.
  const sessions: MobileSession[] = [];
  let isAnswered = false;
  const its = createTestPhoneMethods({
    service: {
      startAuthentication: async () => ({ kind: 'started', sessionId: 's1' }),
      poll: async () => sessions.pop() ?? { kind: 'running' },
    },
  });
  its.accountIs({ kind: 'account', accountId });
  const { key, certificate } = its.signer;
  const whom = { phone_number: '+994501234567', personal_code: '5ARPXN9' };
  return {
    method: its.mobile,
    accountId,
    request: testLoginRequest({ wantedLevel: 'substantial' }),
    right: [
      always(whom),
      (state) => {
        const asked = its.mobile.stateSchema.parse(state);
        const message = Buffer.from(asked.step === 'push' ? asked.message : '');
        const signature = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
        const algorithm = 'SHA256WithECEncryption';
        if (!isAnswered) sessions.push({ kind: 'complete', result: 'OK', signature, algorithm, certificate });
        isAnswered = true;
        return {};
      },
    ],
    wrong: [[{ ...whom, personal_code: 'x' }, { phone_number: '' }, {}], []],
    secrets: [Buffer.from(certificate).toString('base64')],
  };
}

function qrSubject(): Subject {
  const accountId = '6f2c1b1e-0000-4000-8000-000000000004';
  const its = createTestPhoneMethods();
  its.accountIs({ kind: 'account', accountId });
  return {
    method: its.qr,
    accountId,
    request: testLoginRequest({ wantedLevel: 'substantial' }),
    right: [
      (state) => {
        const shown = its.qr.stateSchema.parse(state);
        if (shown.step !== 'code') return {};
        const secret = Buffer.from(shown.secret, 'base64url');
        const taken = its.phones.scan(codeAt({ ...shown, secret }, 0));
        if (taken) its.phones.approve(taken.id, answerTo(its.signer, taken, shown));
        return {};
      },
    ],
    // Whatever the form holds, it is the phone that answers.
    wrong: [[]],
    secrets: [Buffer.from(its.signer.certificate).toString('base64')],
  };
}

function expectNoSecret(subject: Subject, value: unknown): void {
  const text = JSON.stringify(value);
  for (const secret of subject.secrets) expect(text).not.toContain(secret);
}

function stateOf(outcome: MethodOutcome<unknown>): unknown {
  if (outcome.kind !== 'challenge' && outcome.kind !== 'waiting') {
    throw new Error(`expected a state, the outcome is ${outcome.kind}`);
  }
  return outcome.state;
}

/** As the store keeps it between two steps. */
function throughStore(subject: Subject, state: unknown): unknown {
  return subject.method.stateSchema.parse(JSON.parse(JSON.stringify(state)));
}

/** Every state on the way to being verified. */
async function walk(subject: Subject): Promise<{ states: unknown[]; end: MethodOutcome<unknown> }> {
  const states: unknown[] = [];
  let outcome = await subject.method.start(subject.request);
  for (const answer of subject.right) {
    const state = throughStore(subject, stateOf(outcome));
    states.push(state);
    outcome = await subject.method.advance(state, answer(state), subject.request);
  }
  return { states, end: outcome };
}

describe.each(Object.entries(subjects))('login method %s', (name, arrange) => {
  it('is called what the registry calls it', () => {
    expect(arrange().method.id).toBe(name);
    expect(name).toMatch(/^[a-z][a-z-]*$/);
  });

  it('leads from start to verified, its state kept as JSON between the steps', async () => {
    const subject = arrange();
    const { end } = await walk(subject);
    expect(end).toMatchObject({ kind: 'verified', person: { accountId: subject.accountId } });
    if (end.kind !== 'verified') return;
    expect(isAtLeast(end.person.level, subject.request.wantedLevel)).toBe(true);
    expect(isAtLeast(subject.method.highestLevel, end.person.level)).toBe(true);
    expect(end.person.amr.length).toBeGreaterThan(0);
  });

  it('says at the start when the level wanted is above its highest', async () => {
    const { method, request } = arrange();
    for (const wantedLevel of levels) {
      const outcome = await method.start({ ...request, wantedLevel });
      const isReachable = isAtLeast(method.highestLevel, wantedLevel);
      expect(outcome.kind === 'failed' && outcome.reason === 'level_not_reachable').toBe(!isReachable);
    }
  });

  it('keeps no secret in a state, a view, a failure or the verified person', async () => {
    const subject = arrange();
    const { states, end } = await walk(subject);
    expectNoSecret(subject, end);
    for (const [step, state] of states.entries()) {
      expectNoSecret(subject, state);
      expectNoSecret(subject, await subject.method.describe(state, subject.request));
      for (const input of subject.wrong[step] ?? []) {
        const outcome = await subject.method.advance(state, input, subject.request);
        expect(outcome.kind).toBe('failed');
        expectNoSecret(subject, outcome);
      }
    }
  });

  it('never shows the account in a view', async () => {
    const subject = arrange();
    for (const state of (await walk(subject)).states) {
      const view = await subject.method.describe(state, subject.request);
      expect(JSON.stringify(view)).not.toContain(subject.accountId);
      expect(view.screen).toMatch(/^[a-z][a-z-]*$/);
    }
  });

  it('lets the person try again after a wrong answer', async () => {
    const subject = arrange();
    for (const [step, state] of (await walk(subject)).states.entries()) {
      for (const input of subject.wrong[step] ?? []) {
        const failed = await subject.method.advance(state, input, subject.request);
        if (failed.kind !== 'failed') throw new Error('expected a failure');
        const again = throughStore(subject, failed.state);
        const outcome = await subject.method.advance(
          again,
          subject.right[step]?.(again) ?? {},
          subject.request,
        );
        expect(outcome.kind).not.toBe('failed');
      }
    }
  });

  it('has a state schema that refuses garbage and states of other methods', async () => {
    const subject = arrange();
    const { stateSchema } = subject.method;
    for (const garbage of [undefined, null, 0, '', [], {}, { step: 'no-such-step' }]) {
      expect(stateSchema.safeParse(garbage).success).toBe(false);
    }
    for (const state of (await walk(subject)).states) {
      expect(stateSchema.safeParse({ ...(state as object), surplus: 1 }).success).toBe(false);
    }
    fc.assert(
      fc.property(fc.object(), (garbage) => {
        expect(stateSchema.safeParse(garbage).success).toBe(false);
      }),
    );
  });

  it('never throws and never verifies whatever the form sent', async () => {
    const subject = arrange();
    const { states } = await walk(subject);
    const names = [...new Set(subject.right.flatMap((answer, step) => Object.keys(answer(states[step]))))];
    const value = fc.string({ unit: 'binary', maxLength: 200 });
    const inputs = fc.oneof(
      fc.dictionary(fc.constantFrom(...names, 'resend', '__proto__', 'constructor'), value),
      fc.dictionary(value, value),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...states), inputs, async (state, input) => {
        const outcome = await subject.method.advance(state, input, subject.request);
        expect(outcome.kind).not.toBe('verified');
        expect(typeof (subject.method.attemptedAccount(state, input) ?? '')).toBe('string');
      }),
    );
  });
});
