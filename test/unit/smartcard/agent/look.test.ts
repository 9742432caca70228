import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const split = (css: string) => css.split('@media (prefers-color-scheme: dark)');
const ours = split(read('smartcard/agent/assets/agent.css'));
const portal = split(read('src/http/assets/theme.css'));

/** Which of the portal's colours each of the agent's is. */
const names: Readonly<Record<string, string>> = {
  ground: 'neutral-background-tinted',
  sheet: 'neutral-surface-default',
  edge: 'neutral-border-subtle',
  text: 'neutral-text-default',
  'text-subtle': 'neutral-text-subtle',
  press: 'accent-base-default',
  'press-hover': 'accent-base-hover',
  'press-text': 'accent-base-contrast-default',
  link: 'accent-text-subtle',
  brand: 'brand-text-subtle',
  focus: 'focus-outer',
  good: 'success-text-subtle',
  'good-ground': 'success-surface-tinted',
  care: 'warning-text-subtle',
  'care-ground': 'warning-surface-tinted',
  bad: 'danger-text-subtle',
  'bad-ground': 'danger-surface-tinted',
};

describe('the look of the agent', () => {
  it.each([
    ['light', 0],
    ['dark', 1],
  ])('has the colours of the portal, %s, whose contrast is tested there', (_, index) => {
    const css = ours[index] ?? '';
    const theme = portal[index] ?? '';
    const declared = Object.fromEntries(
      Array.from(css.matchAll(/^ *--([a-z-]+): (#[0-9a-f]{6});/gm), ([, name, value]) => [name, value]),
    );
    const expected = Object.fromEntries(
      Object.entries(names).map(([name, token]) => [
        name,
        new RegExp(`--ds-color-${token}: (#[0-9a-f]{6});`).exec(theme)?.[1],
      ]),
    );
    expect(declared).toEqual(expected);
  });
});
