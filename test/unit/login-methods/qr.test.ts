import { beforeEach, describe, expect, it } from 'vitest';
import type { MethodProgress } from '../../../oidc/login-methods/index.ts';
import type { OpenCode, QrState } from '../../../oidc/login-methods/qr/state.ts';
import { stateIn } from '../../support/card-method.ts';
import { testLoginRequest } from '../../support/login-request.ts';
import type { TakenRequest } from '../../support/memory-phones.ts';
import { answerTo, createTestPhoneMethods, type TestPhoneMethods } from '../../support/phone-methods.ts';

let its: TestPhoneMethods;
let state: OpenCode;
const request = testLoginRequest({ wantedLevel: 'substantial' });

beforeEach(async () => {
  its = createTestPhoneMethods();
  state = openedIn(stateIn(await its.qr.start(request)));
});

function openedIn(found: QrState): OpenCode {
  if (found.step !== 'code') throw new Error('no code is open');
  return found;
}

const advance = (input: Readonly<Record<string, string>> = {}, from: QrState = state) =>
  its.qr.advance(from, input, request);
const shown = async (from: QrState = state) => (await its.qr.describe(from, request)).values;
const codeNow = async (from: QrState = state) => String((await shown(from))['code']);

async function scan(): Promise<TakenRequest> {
  const taken = its.phones.scan(await codeNow());
  if (!taken) throw new Error('the code was refused');
  return taken;
}

/** What a phone signs after the person chose the number of the screen. */
const answer = (taken: TakenRequest, spoilt: Readonly<Record<string, string>> = {}) =>
  answerTo(its.signer, taken, { number: state.number }, spoilt);

describe('the code on the screen', () => {
  it('is another each second, and a phone that scans it is told who asks, from which browser and network', async () => {
    const first = await codeNow();
    its.pass(1);
    const second = await codeNow();
    expect(second).not.toBe(first);
    expect((await scan()).asked).toMatchObject({
      flow: 'qr',
      clientId: 'a-service',
      serviceName: 'Sınaq xidməti',
      browser: 'Firefox',
      place: '192.0.*.*',
    });
  });

  it('is refused by the phones’ service when it is stale, from the future, forged or of another request', async () => {
    const stale = await codeNow();
    its.pass(4);
    expect(its.phones.scan(stale)).toBeUndefined();
    const [early, forged, foreign] = await Promise.all([codeNow(), codeNow(), codeNow()]);
    expect(its.phones.scan(early.replace('&s=4', '&s=9'))).toBeUndefined();
    expect(its.phones.scan(forged.replace(/c=.{4}/, 'c=AAAA'))).toBeUndefined();
    const other = createTestPhoneMethods();
    expect(other.phones.scan(foreign)).toBeUndefined();
    expect(its.phones.scan(foreign)).toBeDefined();
  });

  it('is taken by one phone: the second that scans it is refused, and so is a replay', async () => {
    const code = await codeNow();
    expect(its.phones.scan(code)).toBeDefined();
    expect(its.phones.scan(code)).toBeUndefined();
  });

  it('is hidden once scanned; only then the number appears, and never both', async () => {
    expect(await shown()).not.toHaveProperty('number');
    await scan();
    const after = await shown();
    expect(after).toMatchObject({ phase: 'number', number: state.number });
    expect(after).not.toHaveProperty('code');
    expect(state.number).toMatch(/^\d\d$/);
  });

  it('is shown for sixty seconds and then renewed by one press; the former one is dead', async () => {
    its.pass(59);
    const last = await codeNow();
    its.pass(1);
    expect(await shown()).toMatchObject({ phase: 'idle' });
    const next = openedIn(stateIn(await advance({ renew: 'yes' })));
    expect(next.token).not.toBe(state.token);
    expect(its.phones.scan(last)).toBeUndefined();
    expect(its.phones.scan(await codeNow(next))).toBeDefined();
  });

  it('is one per browser: a second window’s ends the first’s', async () => {
    await its.qr.start(request);
    expect(await shown()).toMatchObject({ phase: 'idle' });
    const other = openedIn(stateIn(await its.qr.start({ ...request, browser: 'another browser' })));
    await its.qr.start(request);
    expect(await shown(other)).toMatchObject({ phase: 'code' });
  });

  it('says that the level is too high for any phone', async () => {
    const outcome = await its.qr.start({ ...request, wantedLevel: 'high' });
    expect(outcome).toEqual({ kind: 'failed', reason: 'level_not_reachable' });
  });
});

describe('an answer of the phone', () => {
  it('opens the starting browser’s session: amr qr with key and PIN, level by the certificate’s policy', async () => {
    const taken = await scan();
    its.phones.approve(taken.id, answer(taken));
    expect(await advance()).toEqual({
      kind: 'verified',
      person: { accountId: 'a1', level: 'substantial', amr: ['qr', 'swk', 'pin'] },
    });
    expect(its.orders[0]).toMatchObject({
      holder: { personalCode: '5ARPXN9' },
      proof: { method: 'qr', level: 'substantial', nonce: taken.nonce },
    });
  });

  it('is used once: the same form again opens nothing', async () => {
    const taken = await scan();
    its.phones.approve(taken.id, answer(taken));
    const [one, other] = await Promise.all([advance(), advance()]);
    expect([one.kind, other.kind].toSorted()).toEqual(['failed', 'verified']);
  });

  it('is waited for as long as the phone has not given it', async () => {
    expect(await advance()).toMatchObject({ kind: 'waiting', state });
    await scan();
    expect(await advance()).toMatchObject({ kind: 'waiting', state });
  });

  it('is too late after the request’s three minutes', async () => {
    const taken = await scan();
    its.pass(180);
    expect(await advance()).toMatchObject({ kind: 'failed', code: 'phone_proof.expired' });
    expect(taken.asked.number).toBe(state.number);
  });

  /** A code that somebody shows to a person elsewhere: the person sees no number, or that of another sign-in. */
  it('with another number than this browser’s is refused: a relayed code opens nothing (BCP 247)', async () => {
    const relayed = await scan();
    const guessed = state.number === '47' ? '48' : '47';
    its.phones.approve(relayed.id, answerTo(its.signer, relayed, { number: guessed }));
    expect(await advance()).toMatchObject({ kind: 'failed', code: 'phone_proof.wrong_number' });
  });

  it.each([
    ['client', 'phone_proof.payload'],
    ['service', 'phone_proof.payload'],
    ['request', 'phone_proof.payload'],
    ['flow', 'phone_proof.payload'],
    ['nonce', 'phone_proof.payload'],
    ['number', 'phone_proof.wrong_number'],
  ])('that names another %s is refused', async (member, code) => {
    const taken = await scan();
    its.phones.approve(taken.id, answer(taken, { [member]: 'another' }));
    expect(await advance()).toMatchObject({ kind: 'failed', code });
  });

  it.each([
    ['refused', { kind: 'refused' }, 'phone_proof.refused'],
    ['reported', { kind: 'reported' }, 'phone_proof.reported'],
    ['the wrong number', { kind: 'failed', reason: 'wrong_number' }, 'phone_proof.wrong_number'],
    ['a blocked PIN', { kind: 'failed', reason: 'pin_blocked' }, 'phone_proof.pin_blocked'],
    ['a stopped certificate', { kind: 'failed', reason: 'certificate' }, 'phone_proof.certificate_stopped'],
  ] as const)(
    '%s ends the try with its own word, and a press makes another code',
    async (_, ending, code) => {
      its.phones.change((await scan()).id, ending);
      expect(await shown()).toMatchObject({ phase: 'answered' });
      const outcome = await advance();
      expect(outcome).toMatchObject({ kind: 'failed', code, state: { step: 'ended', trouble: code } });
      const ended = stateIn(outcome);
      expect(await shown(ended)).toMatchObject({ phase: 'ended', trouble: code });
      expect(stateIn(await advance({ renew: 'yes' }, ended))).toMatchObject({ step: 'code' });
    },
  );
});

describe('a page that follows', () => {
  const start = () => {
    const reader = new AbortController();
    const views = its.qr.follow?.(state, request, reader.signal)[Symbol.asyncIterator]();
    if (!views) throw new Error('cannot be followed');
    const next = async (): Promise<MethodProgress | undefined> => (await views.next()).value;
    return { next, leave: () => reader.abort() };
  };
  /** The next view, when the second is over for whoever waits for it. */
  const afterASecond = async (next: () => Promise<MethodProgress | undefined>) => {
    const view = next();
    await expect.poll(() => its.pauses()).toBe(1);
    its.pass(1);
    return view;
  };

  it('gets each second’s code, and asks nobody for it', async () => {
    const { next, leave } = start();
    const codes = [(await next())?.values['code']];
    const looksBefore = its.phones.looks.length;
    for (let second = 1; second < 5; second++) codes.push((await afterASecond(next))?.values['code']);
    expect(new Set(codes).size).toBe(5);
    expect(codes.at(-1)).toBe(await codeNow());
    expect(its.phones.looks.length).toBe(looksBefore + 1);
    leave();
  });

  it('gets the number at once when a phone scans, then word that the phone answered, and no more', async () => {
    const { next } = start();
    await next();
    const number = next();
    const taken = await scan();
    expect(await number).toMatchObject({
      values: { phase: 'number', number: state.number },
      isAnswered: false,
    });
    const end = next();
    its.phones.approve(taken.id, answer(taken));
    expect(await end).toMatchObject({ values: { phase: 'answered' }, isAnswered: true });
    expect(await next()).toBeUndefined();
  });

  it('is told after sixty seconds that no code is shown any more', async () => {
    const { next } = start();
    await next();
    its.clock.advance(59);
    expect((await afterASecond(next))?.values).toMatchObject({ phase: 'idle' });
    expect(await next()).toBeUndefined();
  });

  it('leaves nothing behind when it goes', async () => {
    const { next, leave } = start();
    await next();
    const last = next();
    await expect.poll(() => its.pauses()).toBe(1);
    leave();
    await last;
    expect(await next()).toBeUndefined();
    expect(its.pauses()).toBe(0);
  });
});
