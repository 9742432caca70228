import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';

const paths = globSync('{certs,oidc,scripts,smartcard,src,test}/**/decisions/*.md');

describe('the decisions of a room', () => {
  it('have each a number of its own, by which comments and READMEs name it', () => {
    expect(paths.length).toBeGreaterThan(50);
    const numbers = paths.map((path) => `${dirname(path)} ${/^\d{4}(?=-)/.exec(basename(path))?.[0]}`);
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
    expect(numbers.filter((number) => number.endsWith('undefined'))).toEqual([]);
  });
});
