import { expect, it } from 'vitest';
import { toLocalPath } from '../../../src/relying-party/index.ts';

it.each([
  ['/sessions', '/sessions'],
  ['/history?page=2', '/history?page=2'],
  ['/', '/'],
])('goes on to %s after sign-in', (wanted, path) => {
  expect(toLocalPath(wanted)).toBe(path);
});

it.each([
  undefined,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/..//evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  `/${'a'.repeat(600)}`,
])('never leaves the site for %j', (wanted) => {
  const target = new URL(toLocalPath(wanted), 'https://portal.example.az');
  expect(target.origin).toBe('https://portal.example.az');
});
