import { describe, expect, it } from 'vitest';
import {
  document,
  errorSummary,
  field,
  html,
  passwordField,
  table,
  timeLimitNotice,
} from '../../../src/http/index.ts';
import { languages } from '../../../src/messages/index.ts';

const request = { language: 'az', path: '/x' } as const;

describe('document', () => {
  it.each(languages)(
    'says its language, its title and the site, and links the other languages (%s)',
    (language) => {
      const page = String(
        document({ ...request, language }, { title: 'A & B', site: 'Portal', main: 'text' }),
      );
      expect(page).toContain(`<html lang="${language}"`);
      expect(page).toContain('<title>A &amp; B – Portal</title>');
      for (const other of languages) expect(page).toContain(`href="?lang=${other}" lang="${other}"`);
    },
  );

  it('keeps the query in the language links, escaped', () => {
    const query = { q: 'ə & "x"', page: 2, nothing: undefined, object: {} };
    const page = String(document({ ...request, query }, { title: 'T', site: 'S', main: '' }));
    expect(page).toContain('href="?q=%C9%99+%26+%22x%22&amp;page=2&amp;lang=ru"');
  });

  it.each([
    ['az', 'Xəta'],
    ['en', 'Error'],
    ['ru', 'Ошибка'],
  ] as const)('starts the title with the error word when a form came back (%s)', (language, word) => {
    const options = { title: 'T', site: 'S', main: '', hasErrors: true };
    expect(String(document({ ...request, language }, options))).toContain(`<title>${word}: T – S</title>`);
  });

  it('escapes the name of a person and shows how they signed in', () => {
    const person = { name: '<b>Ş</b>', method: 'kod', signOut: html`<button>x</button>` };
    const page = String(document(request, { title: 'T', site: 'S', main: '', person }));
    expect(page).toContain('<strong>&lt;b&gt;Ş&lt;/b&gt;</strong> <span>kod</span>');
  });
});

describe('forms', () => {
  it('ties hint and error to the input', () => {
    const input = String(field({ name: 'code', label: 'Kod', hint: 'h', error: 'e', value: '"><script>' }));
    expect(input).toContain('aria-describedby="code-hint code-error"');
    expect(input).toContain('aria-invalid="true"');
    expect(input).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it('hides the reveal button of a password until the script shows it', () => {
    const input = String(passwordField({ name: 'password', label: 'Parol' }, { show: 'S', hide: 'H' }));
    expect(input).toMatch(/<button[^>]* hidden[^>]* data-reveals="password"/);
    expect(input).toContain('type="password"');
  });

  it('gives the focus to the list of errors', () => {
    const list = String(errorSummary('Heading', [{ field: 'code', text: 'wrong' }]));
    expect(list).toContain('tabindex="-1" autofocus');
    expect(list).toContain('<a class="ds-link" href="#code">wrong</a>');
  });
});

describe('components', () => {
  it('names the column in every cell of a table, for phones', () => {
    const columns = [
      { heading: 'Ad', cell: (row: number) => `n${row}` },
      { heading: 'Say', cell: (row: number) => row, isNumber: true },
    ];
    const text = String(table('C', columns, [1]));
    expect(text).toContain('<th scope="row">n1</th><td data-label="Say" class="acar-number">1</td>');
  });

  it('shows the end of a time limit in Baku without script', () => {
    const texts = {
      until: (end: string) => `until ${end}.`,
      minutes: '{n} m',
      seconds: '{n} s',
      extended: 'x',
    };
    const limit = { endsAt: new Date('2026-11-22T10:05:00Z'), secondsLeft: 59.9 };
    const text = String(timeLimitNotice(limit, 'az', texts));
    expect(text).toContain('until 14:05.');
    expect(text).toContain('data-seconds-left="59"');
  });
});
