import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeCode, offeredNumbers, payloadText, qrCode } from '../../../src/mobile/answering/model.ts';
import {
  formatEnrolmentCode,
  makeEnrolmentCode,
  nextPhoneState,
  readEnrolmentCode,
  readPhoneName,
} from '../../../src/mobile/phones/model.ts';
import { deviceCallText, readDeviceCall } from '../../../src/mobile/phones/device-call.ts';
import { openSecrets, sealSecrets } from '../../../src/mobile/phones/sealed-secrets.ts';
import { codeSecret, resultOf, stateOf } from '../../../src/mobile/requests/model.ts';
import { controlCode } from '../../../oidc/phone-proof/index.ts';
import { restUntil } from '../../../src/mobile/sessions/model.ts';
import { judgeNewPin } from '../../../src/mobile/wallet/browser/pin-choice.ts';
import { readEvents } from '../../../src/mobile/wallet/browser/event-stream.ts';
import {
  payloadText as walletPayload,
  readAddress,
  readRequest,
} from '../../../src/mobile/wallet/browser/waiting-request.ts';

describe('the control code (login-protocols section 2)', () => {
  test('is the first six and the last seven bits, four digits', () => {
    expect(controlCode(Buffer.from('2f665f6a6999e0ef0752e00ec9f453adf59d8cb6', 'hex'))).toBe('1462');
    expect(controlCode(new Uint8Array(32))).toBe('0000');
    expect(controlCode(new Uint8Array(64).fill(255))).toBe('8191');
  });

  test('is refused for hashes under 20 octets, never answered with 0000', () => {
    expect(() => controlCode(new Uint8Array(19))).toThrow(RangeError);
  });
});

describe('a QR code (PROTOCOL section 2)', () => {
  const codeKey = randomBytes(32);
  const request = { requestId: randomUUID(), createdAt: new Date(1_000_000) };
  const secret = codeSecret(codeKey, request.requestId);
  const token = 'A'.repeat(43);
  const judge = (elapsed: number, atMs: number, code = qrCode(secret, token, elapsed)) =>
    judgeCode({ token, elapsed, code }, request, { codeKey, now: 1_000_000 + atMs });

  test('is the first 16 octets of the HMAC over its words', () => {
    const digest = createHmac('sha256', secret).update(`acar-qr-1|${token}|7`).digest();
    expect(qrCode(secret, token, 7)).toBe(digest.subarray(0, 16).toString('base64url'));
  });

  test('counts for three seconds by our clock, not from the future, and for a minute in all', () => {
    expect(judge(0, 0)).toBe('good');
    expect(judge(0, 3_000)).toBe('good');
    expect(judge(0, 3_001)).toBe('stale');
    expect(judge(5, 4_500)).toBe('good');
    expect(judge(5, 4_499)).toBe('stale');
    expect(judge(60, 61_000)).toBe('good');
    expect(judge(61, 61_000)).toBe('stale');
    expect(judge(1, 1_000, qrCode(secret, token, 2))).toBe('forged');
    expect(judge(1, 1_000, '')).toBe('forged');
  });

  test('offers the right number among three, the same at every look', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 99 }), (id, value) => {
        const right = String(value).padStart(2, '0');
        const offered = offeredNumbers(codeKey, id, right);
        expect(new Set(offered).size).toBe(3);
        expect(offered).toContain(right);
        expect(offered.every((one) => /^\d\d$/.test(one))).toBe(true);
        expect(offeredNumbers(codeKey, id, right)).toEqual(offered);
      }),
    );
    const places = Array.from({ length: 60 }, () =>
      offeredNumbers(codeKey, randomUUID(), '47').indexOf('47'),
    );
    expect(new Set(places).size).toBe(3);
  });
});

test('the wallet writes the payload as the service does, whatever the names hold', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.constantFrom('qr', 'same-device'), (service, client, flow) => {
      const nonce = randomBytes(32);
      const id = randomUUID();
      const shown = { id, flow, service, client, nonce: nonce.toString('base64url'), millisecondsLeft: 1 };
      const request = readRequest(JSON.parse(JSON.stringify(shown)));
      if (!request) throw new Error('no request');
      const chosen = { number: '47', challenge: 'x'.repeat(43) };
      const parts = {
        flow,
        requestId: id,
        clientId: client,
        serviceName: service,
        nonce,
        ...chosen,
      } as const;
      expect(walletPayload(request, chosen)).toBe(payloadText(parts));
    }),
  );
});

test('an address is this wallet’s, with what it asks for, or nothing', () => {
  const origin = 'https://wallet.example.az';
  expect(readAddress(`${origin}/q?r=a&s=7&c=b`, origin)).toEqual({
    kind: 'code',
    token: 'a',
    elapsed: 7,
    code: 'b',
  });
  expect(readAddress(`${origin}/open?request=a`, origin)).toEqual({ kind: 'link', token: 'a' });
  expect(readAddress(`${origin}/enrol?code=a`, origin)).toEqual({ kind: 'enrolment', code: 'a' });
  for (const odd of ['', 'x', 'https://wallet.example.az.evil.example/q', `${origin}/`, `${origin}:8443/q`])
    expect(readAddress(odd, origin)).toBeUndefined();
  for (const odd of [null, 1, {}, { id: 'x' }, { id: 'x', service: 'x', client: 'x', nonce: 'x', flow: 'y' }])
    expect(readRequest(odd)).toBeUndefined();
});

test('events are read as they come, cut anywhere', async () => {
  const text = 'event: phone\ndata: {"state":"active"}\n\n: here\n\nevent: requests\ndata: ["ə"]\n\n';
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (size) => {
      const bytes = new TextEncoder().encode(text);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
          controller.close();
        },
      });
      const events = [];
      for await (const event of readEvents(body)) events.push(event);
      expect(events).toEqual([
        { event: 'phone', data: '{"state":"active"}' },
        { event: 'requests', data: '["ə"]' },
      ]);
    }),
    { numRuns: 20 },
  );
});

test('a person who refused is left in peace, longer each time, and longest after a report', () => {
  const at = (minutes: number, state: 'refused' | 'reported' = 'refused') => ({
    state,
    endedAt: new Date(minutes * 60_000),
  });
  const minutes = (refusals: readonly ReturnType<typeof at>[]) => restUntil(refusals) / 60_000;
  expect(minutes([])).toBe(0);
  expect(minutes([at(100)])).toBe(101);
  expect(minutes([at(100), at(95)])).toBe(102);
  expect(minutes([at(100), ...Array.from({ length: 9 }, () => at(90))])).toBe(115);
  expect(minutes([at(100, 'reported')])).toBe(115);
  // A later refusal does not shorten what a report began.
  expect(minutes([at(101), at(100, 'reported')])).toBe(115);
});

test('states of a phone follow each other as the table says', () => {
  expect(nextPhoneState('active', 'suspend')).toBe('suspended');
  expect(nextPhoneState('suspended', 'restore')).toBe('active');
  for (const final of ['lost', 'copied', 'abandoned'] as const)
    for (const event of ['restore', 'enrolled', 'renewal', 'suspend'] as const)
      expect(nextPhoneState(final, event)).toBeUndefined();
  expect(nextPhoneState('blocked', 'restore')).toBeUndefined();
});

test('a code of enrolment is read as people type it; a name is one line', () => {
  const code = makeEnrolmentCode(() => 3);
  expect(readEnrolmentCode(formatEnrolmentCode(code).toLowerCase())).toBe(code);
  for (const odd of ['', 'ACDEF', 'ACDEF-GHJK0', `${code}A`]) expect(readEnrolmentCode(odd)).toBeUndefined();
  expect(readPhoneName('  Mənim\n telefonum ')).toBe('Mənim telefonum');
  for (const odd of ['', ' \u0000 ', 'x'.repeat(61), '\ud800']) expect(readPhoneName(odd)).toBeUndefined();
});

test('a call tells its phone, time and counter, and is bound to everything it carries', () => {
  const phoneId = randomUUID();
  expect(readDeviceCall(`${phoneId}.1790000000.5.${'A'.repeat(86)}`)).toMatchObject({ phoneId, counter: 5 });
  for (const odd of [
    '',
    'x',
    `${phoneId}.1.2`,
    `${phoneId}.-1.5.${'A'.repeat(86)}`,
    `${phoneId}.1.5.${'A'.repeat(87)}`,
  ])
    expect(readDeviceCall(odd)).toBeUndefined();
  const call = { phoneId, timestamp: 1, counter: 2 };
  const at = { origin: 'https://a', method: 'POST', target: '/x', body: Buffer.from('{}') };
  const texts = [
    {},
    { origin: 'https://b' },
    { method: 'GET' },
    { target: '/y' },
    { body: Buffer.from('[]') },
  ];
  expect(new Set(texts.map((change) => deviceCallText(call, { ...at, ...change }))).size).toBe(texts.length);
});

test('secrets open for their phone and key alone', () => {
  const key = randomBytes(32);
  const secrets = { share: randomBytes(32), verifier: randomBytes(32) };
  const sealed = sealSecrets(key, 'one', secrets);
  expect(openSecrets(key, 'one', sealed)).toEqual(secrets);
  expect(openSecrets(key, 'one', sealSecrets(key, 'one', { ...secrets, verifier: undefined }))).toEqual({
    ...secrets,
    verifier: undefined,
  });
  expect(() => openSecrets(key, 'two', sealed)).toThrow();
  expect(() => openSecrets(randomBytes(32), 'one', sealed)).toThrow();
  sealed[20] = (sealed[20] ?? 0) ^ 1;
  expect(() => openSecrets(key, 'one', sealed)).toThrow();
});

test('a new PIN has six digits, is no row and no repetition, and is typed twice alike', () => {
  expect(judgeNewPin('482913', '482913')).toBeUndefined();
  expect(judgeNewPin('482913', '482914')).toBe('pinDiffers');
  for (const odd of ['', '12345', '1234567', 'abcdef', '٤٨٢٩١٣'])
    expect(judgeNewPin(odd, odd)).toBe('pinForm');
  for (const weak of ['123456', '654321', '000000', '121212', '123123'])
    expect(judgeNewPin(weak, weak)).toBe('pinWeak');
});

test('every stored state has its word for the browser and its result for the protocol', () => {
  const found = (state: Parameters<typeof resultOf>[0]['state'], more: object = {}) => ({
    state,
    failure: state === 'failed' ? ('wrong_number' as const) : null,
    expiresAt: new Date(1_000),
    deliveredAt: null,
    givenAt: null,
    payload: '{}',
    signature: new Uint8Array(64),
    algorithm: 'SHA256WithECEncryption',
    certificate: new Uint8Array(1),
    ...more,
  });
  expect(stateOf(undefined, 0)).toEqual({ kind: 'expired' });
  expect(stateOf(found('taken'), 999)).toEqual({ kind: 'taken' });
  expect(stateOf(found('taken'), 1_000)).toEqual({ kind: 'expired' });
  expect(stateOf(found('approved'), 60_999).kind).toBe('approved');
  expect(stateOf(found('approved'), 61_000)).toEqual({ kind: 'expired' });
  expect(stateOf(found('failed'), 0)).toEqual({ kind: 'failed', reason: 'wrong_number' });
  expect(resultOf(found('open'), 999)).toBeUndefined();
  expect(resultOf(found('open'), 1_000)).toBe('PHONE_ABSENT');
  expect(resultOf(found('open', { deliveredAt: new Date(1) }), 1_000)).toBe('TIMEOUT');
  expect(resultOf(found('reported'), 0)).toBe('USER_CANCELLED');
});
