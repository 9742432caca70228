import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assuanLine } from '../../../../smartcard/agent/assuan.ts';
import { parseConfiguration, readConfiguration } from '../../../../smartcard/agent/config.ts';
import { html } from '../../../../smartcard/agent/html.ts';
import { languages, preferredLanguage } from '../../../../smartcard/agent/language.ts';
import { cardUse } from '../../../../smartcard/agent/messages/card-use.ts';
import { purposeTexts } from '../../../../smartcard/agent/messages/purposes.ts';
import { plainText } from '../../../../smartcard/agent/plain-text.ts';
import { documentPages, pinProblem, whoAsks } from '../../../../smartcard/agent/questions.ts';
import { createRateLimit } from '../../../../smartcard/agent/rate-limit.ts';

describe('words from outside', () => {
  it.each([
    ['two lines\r\nPIN:', 'two lines PIN:'],
    ['left \u202Etothgir\u202C \u2066x\u2069', 'left tothgir x'],
    ['zero\u200Bwidth\uFEFF', 'zerowidth'],
    ['a\u2028b\u0085c', 'a b c'],
    ['  ƏLİYEV   Ülvi ', 'ƏLİYEV Ülvi'],
  ])('%j are shown as %j', (words, shown) => {
    expect(plainText(words)).toBe(shown);
  });

  it('are cut, and the cut can be seen', () => {
    expect(plainText('😀'.repeat(200), 10)).toBe(`${'😀'.repeat(9)}…`);
  });

  it('never bring another line or a hidden character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        expect(plainText(words)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('the longest question', () => {
  it.each(languages)('fits into a line of Assuan, in %s', (language) => {
    const t = cardUse[language].window;
    const issuer = { origin: `https://${'x'.repeat(60)}.example.az`, name: 'Ə'.repeat(80) };
    const common = {
      issuer,
      service: '漢'.repeat(200),
      language,
      jti: '',
      expiresAt: 0,
      returnTo: '',
    };
    const document = (name: string, files: readonly string[] = []) => ({
      name,
      files: files.map((one) => ({ name: one, digest: new Uint8Array(64) })),
      hash: 'SHA-512' as const,
      digest: new Uint8Array(64),
      toBeSigned: new Uint8Array(32),
    });
    const sign = { ...common, purpose: 'sign', algorithm: 'ES256', certificate: new Uint8Array(32) } as const;
    const names = ['漢'.repeat(200), 'Ə'.repeat(78)];
    const requests = [
      { ...common, purpose: 'authenticate', nonce: '' },
      { ...common, purpose: 'certificate' },
      { ...sign, documents: [document('Ə'.repeat(16))] },
      { ...sign, documents: Array.from({ length: 10 }, (_, index) => document(names[index % 2] ?? '')) },
      { ...sign, documents: [document('漢'.repeat(200), Array(20).fill('漢'.repeat(200)))] },
    ] as const;
    const windows = requests.flatMap((request) => [
      [...whoAsks(request, { holder: 'Щ'.repeat(200), triesLeft: 10 }), t.wrong, t.onReader],
      ...(request.purpose === 'sign' ? documentPages(request) : []),
    ]);
    expect(windows).toHaveLength(5 + 5 + 21);
    for (const lines of windows) expect(() => assuanLine('SETDESC', lines.join('\n'))).not.toThrow();
    for (const text of [t.lastTry, t.blocked, t.demonstration])
      expect(() => assuanLine('SETDESC', `${purposeTexts[language].sign.window}\n${text}`)).not.toThrow();
  });
});

describe('a PIN that cannot be right', () => {
  const t = cardUse.en.window;
  const rules = { minLength: 4, maxLength: 8, digitsOnly: true };
  it.each([
    ['123', t.length(4, 8)],
    ['', t.length(4, 8)],
    ['123456789', t.length(4, 8)],
    ['12a4', t.digits],
    ['1234', undefined],
  ])('%j: %s', (pin, problem) => {
    expect(pinProblem(Buffer.from(pin), rules, t)).toBe(problem);
  });

  it('is one with letters that no card takes', () => {
    expect(pinProblem(Buffer.from('şifrə'), { ...rules, digitsOnly: false }, t)).toBeDefined();
    expect(pinProblem(Buffer.from('ab-12'), { ...rules, digitsOnly: false }, t)).toBeUndefined();
  });
});

describe('the language of a page', () => {
  it.each([
    [undefined, 'az'],
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['de,en;q=0.7,az;q=0.8', 'az'],
    ['en;q=0', 'az'],
    ['en;q=x', 'az'],
    [',;;q', 'az'],
  ])('for Accept-Language %j is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

describe('html', () => {
  it('escapes what is put into it', () => {
    const value = `<b title="x">'&'</b>`;
    expect(html`<p class="${value}">${value}${html`<i>`}${false}${undefined}${0}</p>`.text).toBe(
      '<p class="&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;">&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;<i>0</p>',
    );
  });
});

describe('the rate limit', () => {
  it('admits so many at once, then one in each interval, for each caller alone', () => {
    let now = 0;
    const limit = createRateLimit(() => now, { burst: 3, everyMs: 1000 });
    const admitted = () => [1, 2, 3, 4].map(() => limit.admit('one'));
    expect(admitted()).toEqual([true, true, true, false]);
    expect(limit.admit('other')).toBe(true);
    now += 1000;
    expect(admitted()).toEqual([true, false, false, false]);
    now -= 5000;
    expect(limit.admit('one')).toBe(false);
  });
});

describe('the configuration', () => {
  const issuer = { origin: 'https://login.example.az', name: 'Açar' };
  it('has defaults for all but the issuers', () => {
    expect(parseConfiguration({ issuers: [issuer] })).toMatchObject({ port: 24_817, pkcs11Modules: [] });
  });

  it.each<[string, unknown]>([
    ['no issuer', { issuers: [] }],
    ['an unknown setting', { issuers: [issuer], ports: 1 }],
    ['an issuer without TLS', { issuers: [{ ...issuer, origin: 'http://login.example.az' }] }],
    ['an issuer with a path', { issuers: [{ ...issuer, origin: 'https://login.example.az/' }] }],
    ['a relative program', { issuers: [issuer], pinentry: { programs: ['pinentry'] } }],
    ['a page as the window of readers', { issuers: [issuer], pinentry: { kind: 'page' } }],
    ['text', 'issuers'],
  ])('with %s is refused', (_, value) => {
    expect(() => parseConfiguration(value)).toThrow(/\w/);
  });

  it.each(['http://login.acar.localhost:8080', 'http://127.0.0.1:8080', 'http://localhost:1'])(
    'may name %s, which never leaves this computer',
    (origin) => {
      expect(parseConfiguration({ issuers: [{ ...issuer, origin }] }).issuers[0]?.origin).toBe(origin);
    },
  );

  it('that others may write is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acar-agent-'));
    const file = join(folder, 'agent.json');
    writeFileSync(file, JSON.stringify({ issuers: [issuer] }), { mode: 0o644 });
    expect(readConfiguration(file).issuers).toHaveLength(1);
    chmodSync(file, 0o664);
    expect(() => readConfiguration(file)).toThrow(/others may write it/);
    chmodSync(file, 0o600);
    writeFileSync(file, '{');
    expect(() => readConfiguration(file)).toThrow(file);
    rmSync(folder, { recursive: true });
  });
});
