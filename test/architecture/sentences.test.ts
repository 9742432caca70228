import { describe, expect, it } from 'vitest';
import { readSourceFiles } from '../../scripts/source-files.ts';
import { languages } from '../../src/messages/index.ts';
import { refusals } from '../../src/verification/messages/refusals.ts';
import { sentences } from '../../src/verification/messages/sentences.ts';

/** Where codes are declared, which is not yet to raise them. */
const declarations = ['problem-codes.ts', 'step-codes.ts', 'model.ts'];

const raised = readSourceFiles()
  .filter(
    ({ path }) =>
      /^certs\/(signatures|tsa)\//.test(path) && !declarations.some((name) => path.endsWith(`/${name}`)),
  )
  .map(({ text }) => text)
  .join('\n');

/** A code as a literal, or as `passed` of a step, which is put together from the step's name. */
function isRaised(code: string): boolean {
  return raised.includes(`'${code}'`) || code.endsWith('.passed');
}

// That no code lacks a sentence, and no sentence stands for what is no code, is a matter of types.
describe('the sentences of the verification', () => {
  const said = { ...sentences.az, ...refusals.az };

  it('are of codes that something raises', () => {
    expect(Object.keys(said).filter((code) => !isRaised(code))).toEqual([]);
    expect(isRaised('cades.no_such_code')).toBe(false);
  });

  it('are whole sentences, in each language another', () => {
    const all = languages.map(
      (language) => new Map(Object.entries({ ...sentences[language], ...refusals[language] })),
    );
    for (const code of Object.keys(said)) {
      const texts = all.map((ofLanguage) => ofLanguage.get(code) ?? '');
      for (const text of texts) expect(text, code).toMatch(/^\p{Lu}.+\.$/u);
      expect(new Set(texts).size, code).toBe(languages.length);
    }
  });

  it.each(['az', 'en'] as const)('have no Cyrillic letter in %s', (language) => {
    const texts = Object.values({ ...sentences[language], ...refusals[language] });
    expect(texts.filter((text) => /\p{Script=Cyrillic}/u.test(text))).toEqual([]);
  });
});
