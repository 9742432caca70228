import { describe, expect, it } from 'vitest';
import { createErrorPage, consentPage, passwordPage, type Problem } from '../../../src/identity/pages.ts';
import { languages } from '../../../src/messages/index.ts';
import { pageSamples, signInSamples } from '../../support/page-samples.ts';
import { sampleSignIn } from '../../support/sign-in-sample.ts';

const request = { language: 'az', path: '/s/page', csrf: 'token', id: 'request-1' } as const;
const evil = '"><img src=x onerror=alert(1)>';

describe.each(languages)('pages (%s)', (language) => {
  it.each(Object.entries(pageSamples))('%s has one heading, a title and no hole in its text', (_, draw) => {
    const page = String(draw({ ...request, language }));
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toMatch(/<title>[^<]+ – [^<]+<\/title>/);
    expect(page).not.toMatch(/undefined|\[object|NaN|\{n\}(?![^<>]*")/);
    expect(page).not.toMatch(/ style="| on[a-z]+="|<script(?![^>]* src=)/);
  });

  it('has a text for every problem, and starts the title with the error word', () => {
    const reasons = [
      'wrong_credentials',
      'malformed_input',
      'wrong_one_time_code',
      'expired',
      'no_channel',
      'refused',
      'unavailable',
      'level_not_reachable',
      'busy',
    ] as const;
    const problems: Problem[] = [
      ...reasons.map((reason) => ({ reason })),
      { reason: 'blocked', until: new Date('2026-11-22T06:50:00Z') },
    ];
    const pages = problems.map((problem) =>
      String(passwordPage({ ...request, language }, { ...sampleSignIn, answer: '/a', problem })),
    );
    expect(new Set(pages).size).toBe(problems.length);
    for (const page of pages) expect(page).toMatch(/<title>(Xəta|Error|Ошибка): /);
    expect(pages.at(-1)).toContain('10:50');
  });
});

describe('sign-in pages', () => {
  it('escape what services and persons are called', () => {
    const view = {
      ...sampleSignIn,
      service: { name: evil, address: evil },
      person: { name: evil, method: evil },
      claims: [{ name: evil, value: evil }],
      decide: '/d',
    };
    const page = String(consentPage(request, view));
    expect(page).not.toContain('<img src=x');
    expect(page.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(6);
  });

  it('say a name once where the full name holds its parts, and leave nothing out where it does not', () => {
    const claimed = (name: string) => {
      const claims = [
        { name: 'name', value: name },
        { name: 'given_name', value: 'Nümunə' },
        { name: 'family_name', value: 'İşıqlı Şəxsova' },
      ];
      const person = { name: 'x', method: 'password' };
      return String(consentPage(request, { ...sampleSignIn, person, claims, decide: '/d' }));
    };
    expect(claimed('Nümunə İşıqlı Şəxsova').match(/<dt>/g)).toHaveLength(1);
    expect(claimed('Nümunə Şəxsova').match(/<dt>/g)).toHaveLength(2);
    expect(claimed('N. Ş.').match(/<dt>/g)).toHaveLength(3);
  });

  it('put the form token into every form that we answer', () => {
    for (const draw of Object.values(signInSamples)) {
      const page = String(draw(request));
      const forms = page.match(/<form method="post" action="\/s\//g)?.length ?? 0;
      expect(page.match(/name="csrf" value="token"/g)?.length ?? 0).toBe(forms);
    }
  });

  it('show who asks, by name and address, on every page of a running sign-in', () => {
    for (const name of ['choose', 'password', 'code', 'read-card', 'consent', 'phone-asked']) {
      const page = String(signInSamples[name]?.(request));
      expect(page).toContain(sampleSignIn.service.name);
      expect(page).toContain(sampleSignIn.service.address);
      expect(page).toContain('action="/s/extend"');
      expect(page).toContain('action="/s/cancel"');
    }
  });

  it('never print a password back, and take the code of the try before', () => {
    const page = String(signInSamples['password-wrong']?.(request));
    expect(page).toContain('value="12345678"');
    expect(page).not.toMatch(/type="password"[^>]* value=/);
  });

  it('offer an available way as a button and an unavailable one as text that says so', () => {
    const page = String(signInSamples['choose']?.(request));
    expect(Array.from(page.matchAll(/name="method" value="(\w+)"/g), (match) => match[1])).toEqual([
      'password',
      'card',
    ]);
    expect(page.match(/Hazırda mümkün deyil/g)).toHaveLength(2);
  });

  it('leave out the extension when the limit cannot be extended', () => {
    expect(String(signInSamples['code-resent']?.(request))).not.toContain('action="/s/extend"');
  });
});

describe('error page of the login origin', () => {
  const errorPage = createErrorPage({
    home: 'https://portal.example/',
    help: 'https://portal.example/help/sign-in',
    accessibility: 'https://portal.example/accessibility',
  });

  it.each([
    [404, 'http.not_found', 'Səhifə tapılmadı'],
    [403, 'http.forged_form', 'Forma qəbul edilmədi'],
    [400, 'http.bad_request', 'Sorğu başa düşülmədi'],
    [413, 'http.body_too_large', 'Göndərilən məlumat çox böyükdür'],
    [503, 'http.unavailable', 'Xidmət hazırda cavab verə bilmir'],
    [500, 'http.internal', 'Bizdə xəta baş verdi'],
    [400, 'invalid_redirect_uri', 'Xidmət girişi düzgün istəmədi'],
  ])('says for %i %s: %s', (status, code, title) => {
    const page = String(errorPage(request, status, code));
    expect(page).toContain(`<h1 class="ds-heading" data-size="lg">${title}</h1>`);
    expect(page).toContain(`${status} · ${code}`);
    expect(page).toContain('request-1');
    expect(page).toContain('href="https://portal.example/"');
  });
});
