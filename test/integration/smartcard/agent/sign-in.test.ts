import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerFrom, handedBack, startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { createTestCard, TestReaders } from '../../../support/test-cards.ts';

const pin = '123456';
const wrongPin = '654321';
let issuer: CardIssuer;
let readers: TestReaders;
let agent: TestAgent;
beforeAll(async () => {
  issuer = await startCardIssuer();
});
afterAll(() => issuer.close());

const aysel = createTestCard('ƏLİYEVA AYSEL', 'PNOAZ-1AAAAA1');

/** One reader with Aysel's card. */
async function withAgent(settings: Record<string, unknown> = {}): Promise<void> {
  readers = new TestReaders();
  readers.put('Reader A', aysel.card);
  agent = await startTestAgent({ issuer, source: readers, settings });
}
beforeEach(() => {
  aysel.triesLeft = 3;
});
afterEach(() => agent.stop());

const authenticate = (changes?: Record<string, unknown>) => answerFrom(agent, issuer, changes);

const errorOf = async (done: Promise<Readonly<Record<string, string>>>) => (await done)['error'];
const next = () => agent.screen.next();
const textOf = async (shown: ReturnType<typeof next>) => (await shown).texts.get('SETDESC');

describe('signing in with the card', () => {
  it('asks who is asked what, and hands back a Web eID token over the origin and nonce of the request', async () => {
    await withAgent();
    const nonce = Buffer.alloc(33, 1).toString('base64');
    const done = authenticate({ nonce, service: 'Vergi <b>xidməti</b>\nPIN:' });
    const window = await next();
    expect(window.texts.get('SETDESC')?.split('\n')).toEqual([
      'Purpose: to sign in. No document is signed.',
      `Asked by: Açar (${new URL(issuer.origin).host})`,
      'Service: Vergi <b>xidməti</b> PIN:',
      'Certificate holder: ƏLİYEVA AYSEL',
      'Tries left: 3',
    ]);
    window.type(pin);
    const back = await done;
    expect(back).toMatchObject({ state: 'state-1', action: `${issuer.origin}/interaction/abc/card` });
    const token = JSON.parse(back['token'] ?? '');
    expect(token).toMatchObject({
      unverifiedCertificate: aysel.certificate.toString('base64'),
      format: 'web-eid:1.0',
      appVersion: 'acar-card-agent/9.9.9',
    });
    const hash = (text: string) => createHash('sha256').update(text).digest();
    const key = new X509Certificate(aysel.certificate).publicKey;
    const message = Buffer.concat([hash(issuer.origin), hash(nonce)]);
    const signature = Buffer.from(token.signature, 'base64');
    expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    await window.gone;
  });

  it('shows the page at once, with a way out, and the answer when it is there', async () => {
    await withAgent();
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: '"><b>&' });
    const window = await next();
    await expect.poll(() => page.text()).toContain('PIN pəncərəsinə baxın');
    expect(page.text()).toContain('value="card.cancelled"');
    expect(page.text()).not.toContain('hand-back');
    window.type(pin);
    await page.ended;
    expect(page.text()).toMatch(/id="hand-back"[^]*hand-back\.js[^]*<\/html>\s*$/);
    expect(page.text()).toContain('name="state" value="&quot;&gt;&lt;b&gt;&amp;"');
  });

  it('gives the page no more rights than its forms need', async () => {
    await withAgent();
    readers.isGone = true;
    const answer = await agent.post('/authenticate', { request: await issuer.sign(), state: 's' });
    expect(answer.headers).toMatchObject({
      'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self' ${issuer.origin}; frame-ancestors 'none'; base-uri 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'origin',
    });
  });
});

describe('the PIN', () => {
  it('is asked for again after a wrong one, with the tries that are left', async () => {
    await withAgent();
    const done = authenticate();
    (await next()).type(wrongPin);
    const second = await next();
    expect(second.texts.get('SETERROR')).toBe('The PIN is wrong.');
    expect(second.texts.get('SETDESC')).toContain('Tries left: 2');
    second.type(pin);
    expect(await done).toHaveProperty('token');
  });

  it('is not sent a last time before the person said so', async () => {
    await withAgent();
    const done = authenticate();
    (await next()).type(wrongPin);
    (await next()).type(wrongPin);
    const warning = await next();
    expect([warning.kind, warning.texts.get('SETDESC')]).toEqual([
      'CONFIRM',
      expect.stringContaining('one try is left'),
    ]);
    warning.press('cancel');
    expect(await errorOf(done)).toBe('card.pin_wrong');
    expect(aysel.triesLeft).toBe(1);
  });

  it('that is wrong for the last time blocks the card, and the person is told of the PUK', async () => {
    await withAgent();
    aysel.triesLeft = 1;
    const done = authenticate();
    (await next()).press('ok');
    (await next()).type(wrongPin);
    const told = await next();
    expect([told.kind, told.texts.get('SETDESC')]).toEqual(['MESSAGE', expect.stringContaining('PUK')]);
    told.press('ok');
    expect(await errorOf(done)).toBe('card.pin_blocked');
  });

  it('of the last try may be given up before anything was wrong', async () => {
    await withAgent();
    aysel.triesLeft = 1;
    const done = authenticate();
    (await next()).press('cancel');
    expect(await errorOf(done)).toBe('card.cancelled');
  });

  it('is not asked for when the card is blocked', async () => {
    await withAgent();
    aysel.triesLeft = 0;
    const done = authenticate();
    const told = await next();
    expect(told.kind).toBe('MESSAGE');
    told.press('ok');
    expect(await errorOf(done)).toBe('card.pin_blocked');
  });

  it('of a wrong form costs no try, and is not asked for endlessly', async () => {
    await withAgent();
    const before = aysel.pinsSent;
    const done = authenticate();
    for (const typed of ['12345', '', '123456789', '12a456', '12 456']) (await next()).type(typed);
    expect(await errorOf(done)).toBe('card.pin_length');
    expect([aysel.pinsSent - before, aysel.triesLeft]).toEqual([0, 3]);
  });

  it('is not sent when another program used up tries meanwhile; the person is asked again', async () => {
    await withAgent();
    const done = authenticate();
    const first = await next();
    aysel.triesLeft = 1;
    first.type(wrongPin);
    expect(await textOf(next())).toContain('one try is left');
    expect(aysel.triesLeft).toBe(1);
    await agent.stop();
    await done.catch(() => undefined);
  });

  it.each([
    ['cancelled', 'card.cancelled', 'cancel'],
    ['left alone', 'card.timeout', 'timeOut'],
    ['impossible', 'card.no_window', 'fail'],
  ] as const)('that is %s ends it: %s', async (_, code, event) => {
    await withAgent();
    const done = authenticate();
    const window = await next();
    if (event === 'cancel') window.press('cancel');
    else window[event]();
    expect(await errorOf(done)).toBe(code);
  });

  it("is typed at the reader's own keys where it has such, after the same consent", async () => {
    await withAgent();
    readers.typedAtReader = wrongPin;
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
    const consent = await next();
    expect([consent.kind, consent.texts.get('SETDESC')]).toEqual([
      'CONFIRM',
      expect.stringMatching(/Soruşan: Açar[^]*düymələri/),
    ]);
    consent.press('ok');
    const again = await next();
    expect(page.text()).toContain('PIN-kodu oxuyucunun düymələri ilə yazın');
    expect(again.texts.get('SETDESC')).toMatch(/Qalan cəhd sayı: 2[^]*PIN-kod yanlışdır/);
    readers.typedAtReader = pin;
    again.press('ok');
    await page.ended;
    expect(handedBack(page.text())).toHaveProperty('token');
  });

  it('that is given up at the reader ends it', async () => {
    await withAgent();
    readers.typedAtReader = '';
    const done = authenticate();
    (await next()).press('ok');
    expect(await errorOf(done)).toBe('card.cancelled');
  });

  it('has a time limit with all the rest', async () => {
    await withAgent({ requestSeconds: 1 });
    const done = authenticate();
    await (await next()).gone;
    expect(await errorOf(done)).toBe('card.timeout');
  });
});
