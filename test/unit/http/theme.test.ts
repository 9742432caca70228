import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../../src/http/assets/', import.meta.url);
const theme = readFileSync(new URL('theme.css', folder), 'utf8');
const contrast = readFileSync(new URL('contrast.css', folder), 'utf8');
const sheet = readFileSync(new URL('sheet.css', folder), 'utf8');
const colours = ['accent', 'brand', 'neutral', 'info', 'success', 'warning', 'danger'];
const grounds = ['background-default', 'background-tinted', 'surface-default', 'surface-tinted'];
/** Every ground that carries the foreground in a component, and the ratio of WCAG 2.2 (1.4.3, 1.4.6, 1.4.11). */
const pairs: readonly (readonly [string, readonly string[], number])[] = [
  ['text-default', [...grounds, 'surface-hover', 'surface-active'], 7],
  ['text-subtle', [...grounds, 'surface-hover'], 4.5],
  ['border-default', grounds, 3],
  ['border-strong', grounds, 4.5],
  ['base-contrast-default', ['base-default', 'base-hover', 'base-active'], 4.5],
  ['base-default', ['background-default', 'background-tinted', 'surface-tinted'], 3],
];

function tokensOf(css: string): Map<string, string> {
  const found = css.matchAll(/--ds-color-([\w-]+):\s*(#[0-9a-f]{6})/g);
  return new Map(Array.from(found, (match) => [match[1] ?? '', match[2] ?? '']));
}

function ratio(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance (WCAG 2.2, definitions). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const [light = '', dark = ''] = theme.split('@media (prefers-color-scheme: dark)');
const [, moreLight = '', moreDark = ''] = contrast.split('@media (prefers-contrast: more)');
const schemes: readonly (readonly [string, Map<string, string>])[] = [
  ['light', tokensOf(light)],
  ['dark', tokensOf(dark)],
  ['light with more contrast', new Map([...tokensOf(light), ...tokensOf(moreLight)])],
  ['dark with more contrast', new Map([...tokensOf(dark), ...tokensOf(moreDark)])],
];

describe.each(schemes)('theme, %s', (_, tokens) => {
  it.each(colours)(
    '%s: text and edges stand out from every ground they are used on (WCAG 1.4.3, 1.4.11)',
    (colour) => {
      const weak = pairs.flatMap(([front, backs, least]) =>
        backs.flatMap((back) => {
          const [a, b] = [tokens.get(`${colour}-${front}`), tokens.get(`${colour}-${back}`)];
          if (!a || !b) return [`${colour}-${front} or -${back} is missing`];
          return ratio(a, b) >= least ? [] : [`${front} on ${back}: ${ratio(a, b).toFixed(2)} < ${least}`];
        }),
      );
      expect(weak).toEqual([]);
    },
  );

  it('neutral subdued text is readable on the grounds of the other colours', () => {
    const front = tokens.get('neutral-text-subtle') ?? '';
    const weak = colours.filter(
      (colour) => ratio(front, tokens.get(`${colour}-background-tinted`) ?? front) < 4.5,
    );
    expect(weak).toEqual([]);
  });
});

describe("the portal's opening", () => {
  it('is readable on its own ground, light and dark (WCAG 1.4.6)', () => {
    const [grounds, texts] = ['ground', 'text'].map((part) =>
      Array.from(
        sheet.matchAll(new RegExp(`--acar-hero-${part}: (#[0-9a-f]{6})`, 'g')),
        ([, hex = '']) => hex,
      ),
    );
    expect(grounds).toHaveLength(2);
    expect(grounds?.map((ground, index) => ratio(ground, texts?.[index] ?? ground) >= 7)).toEqual([
      true,
      true,
    ]);
  });
});
