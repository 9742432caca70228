import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownPath } from '../../../src/portal/index.ts';

describe('ownPath', () => {
  it.each(['/', '/me', '/me/history?before=a%20b', '/agencies/a-b?x=//y'])('takes %s', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    '',
    'me',
    'https://other.example/',
    '//other.example',
    '/\\other.example',
    '\\/other.example',
    '/..//other.example',
    '/.//other.example/',
    '/\tother',
    '/ə',
    '/a b',
    ' /me',
    '/\n/other.example',
    'javascript:alert(1)',
    `/${'a'.repeat(1000)}`,
  ])('refuses %j', (path) => {
    expect(ownPath(path)).toBeUndefined();
  });

  it('never leads to another origin', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '//',
      'a',
      ':',
      '@',
      '?',
      '#',
      '%2f',
      '%5c',
      '\t',
      'x.example',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = ownPath(parts.join(''));
        if (path === undefined) return;
        expect(new URL(path, 'https://own.example').origin).toBe('https://own.example');
      }),
    );
  });
});
