import { expect, test } from 'vitest';
import { parseJson } from '../../../certs/json/index.ts';

test.each([
  ['{"a":[1,{"b":null}],"c":"{\\"a\\":1}"}'],
  ['{"a":{"b":1},"c":{"b":1}}'],
  ['{"":0,"__proto__":1}'],
  [' "x" '],
])('%s is what it says', (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test.each([
  ['a member twice', '{"a":1,"a":2}'],
  ['a member twice, once with an escape', '{"a":1,"\\u0061":2}'],
  ['a member twice within', '[{"x":{"a":1,"b":{},"a":1}}]'],
  ['a comma too many', '{"a":1,}'],
  ['nothing', ''],
  ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`],
  ['very deep nesting', '['.repeat(5_000_000)],
  ['very many values', `[${'1,'.repeat(200_000)}1]`],
])('%s is refused (RFC 8259 4)', (_name, text) => {
  expect(parseJson(text)).toBeUndefined();
});
