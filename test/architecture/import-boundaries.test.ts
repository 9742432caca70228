import { describe, expect, it } from 'vitest';
import { checkBoundaries, describeViolation } from '../../scripts/import-boundaries.ts';
import { listedSourceFiles, readSourceFiles } from '../../scripts/source-files.ts';

/** Files that the planted imports may point at, so that only the planted rule speaks. */
const house: Readonly<Record<string, string>> = {
  'certs/index.ts': '',
  'certs/ca/index.ts': '',
  'certs/ca/profile.ts': '',
  'oidc/ports.ts': '',
  'oidc/login-methods/login-method.ts': '',
  'oidc/provider/index.ts': '',
  'oidc/provider/claims.ts': '',
  'oidc/interactions/index.ts': '',
  'smartcard/apdu/index.ts': '',
  'src/db/index.ts': '',
  'src/db/database.ts': '',
  'src/http/index.ts': '',
  'src/http/route.ts': '',
  'src/accounts/index.ts': '',
  'test/support/pki.ts': '',
};

function rulesBroken(planted: Readonly<Record<string, string>>, listed: readonly string[] = []): string[] {
  const files = Object.entries({ ...house, ...planted }).map(([path, text]) => ({ path, text }));
  return checkBoundaries(files, listed).map(({ rule, path }) => `${rule} ${path}`);
}

const bad: readonly [name: string, path: string, text: string, rule: string][] = [
  ['certs importing oidc', 'certs/ca/x.ts', `import '../../oidc/ports.ts';`, 'folder'],
  ['oidc importing src', 'oidc/clients/x.ts', `import { a } from '../../src/db/index.ts';`, 'folder'],
  [
    'oidc importing smartcard',
    'oidc/clients/x.ts',
    `export * from '../../smartcard/apdu/index.ts';`,
    'folder',
  ],
  ['src importing smartcard', 'src/portal/x.ts', `await import('../../smartcard/apdu/index.ts');`, 'folder'],
  ['src importing tests', 'src/portal/x.ts', `import '../../test/support/pki.ts';`, 'folder'],
  [
    'smartcard importing a value of certs',
    'smartcard/apdu/x.ts',
    `import { a } from '../../certs/index.ts';`,
    'types-only',
  ],
  [
    'personalisation importing a value of another folder',
    'smartcard/personalise/x.ts',
    `import { a } from '../../oidc/provider/index.ts';`,
    'folder',
  ],
  [
    'a reader of cards importing a value of certs through personalisation',
    'smartcard/pcsc/x.ts',
    `export { a } from '../../certs/index.ts';`,
    'types-only',
  ],
  ['a feature passing by a door', 'src/portal/x.ts', `import type { R } from '../http/route.ts';`, 'door'],
  ['the composition root passing by a door', 'src/app.ts', `import './db/database.ts';`, 'door'],
  ['src passing by a door of oidc', 'src/x.ts', `import '../oidc/provider/claims.ts';`, 'door'],
  ['oidc passing by a door of certs', 'oidc/clients/x.ts', `import '../../certs/ca/profile.ts';`, 'door'],
  [
    'a type import in the middle of a type',
    'src/portal/x.ts',
    `type R = import('../http/route.ts').Route;`,
    'door',
  ],
  ['a file that is not there', 'src/portal/x.ts', `import '../http/nowhere.ts';`, 'absent'],
  ['a computed import', 'src/portal/x.ts', `await import(name);`, 'computed'],
  ['a computed require', 'src/portal/x.ts', `require(name);`, 'computed'],
  ['Date.now', 'src/portal/x.ts', `export const a = Date.now();`, 'global'],
  ['Date.now by another way', 'src/portal/x.ts', `export const a = globalThis.Date['now']();`, 'global'],
  ['new Date()', 'src/portal/x.ts', `export const a = new Date();`, 'global'],
  ['Math.random', 'src/portal/x.ts', `export const a = Math.random();`, 'global'],
  ['process.env', 'src/portal/x.ts', `export const a = process.env['A'];`, 'global'],
  ['process.env taken apart', 'src/portal/x.ts', `const { env } = process;`, 'global'],
  ['process.env imported', 'src/portal/x.ts', `import { env } from 'node:process';`, 'global'],
  ['fetch', 'src/portal/x.ts', `await fetch('https://example.az');`, 'global'],
  ['fetch as a default', 'src/portal/x.ts', `export const a = given ?? fetch;`, 'global'],
  ['globalThis.fetch', 'src/portal/x.ts', `export const a = globalThis.fetch;`, 'global'],
];

const libraries: readonly [library: string, wrong: string, right: string][] = [
  ['oidc-provider', 'src/portal/x.ts', 'oidc/provider/x.ts'],
  ['pg', 'src/portal/x.ts', 'src/portal/store.ts'],
  ['pkijs', 'certs/ca/x.ts', 'certs/ca/codec.ts'],
  ['asn1js', 'certs/ca/x.ts', 'certs/asn1/x.ts'],
  ['node-forge', 'certs/ca/x.ts', 'certs/asn1/x.ts'],
  ['koffi', 'smartcard/apdu/x.ts', 'smartcard/pcsc/x.ts'],
  ['koffi', 'certs/keys/x.ts', 'certs/keys/pkcs11-module.ts'],
  ['koffi', 'smartcard/drivers/x.ts', 'smartcard/pkcs11/x.ts'],
  ['koa', 'src/portal/x.ts', 'src/http/x.ts'],
  ['@koa/router', 'oidc/interactions/x.ts', 'oidc/interactions/routes.ts'],
  ['openid-client', 'src/accounts/x.ts', 'src/demo/tax/x.ts'],
  ['undici', 'src/demo/x.ts', 'src/http/x.ts'],
  ['nodemailer', 'src/accounts/x.ts', 'src/notify/x.ts'],
  ['smpp', 'src/accounts/x.ts', 'src/notify/x.ts'],
  ['smtp-server', 'src/notify/x.ts', 'src/demo/x.ts'],
  ['@node-rs/argon2', 'oidc/login-methods/password/x.ts', 'src/accounts/x.ts'],
  ['bowser', 'src/accounts/x.ts', 'src/portal/x.ts'],
  ['prom-client', 'src/http/x.ts', 'src/operations/x.ts'],
  ['pino/file', 'src/http/x.ts', 'src/operations/x.ts'],
  ['vitest', 'src/http/x.ts', 'test/unit/x.ts'],
];

const good: readonly [name: string, path: string, text: string][] = [
  ['a door', 'src/portal/x.ts', `import { route } from '../http/index.ts';`],
  ['a seam', 'src/accounts/x.ts', `import type { Clock } from '../../oidc/ports.ts';`],
  ['a neighbour in the same feature', 'src/http/x.ts', `import './route.ts';`],
  [
    'values of certs in personalisation',
    'smartcard/personalise/x.ts',
    `import { a } from '../../certs/index.ts';`,
  ],
  ['types of certs in smartcard', 'smartcard/apdu/x.ts', `import { type A } from '../../certs/index.ts';`],
  [
    'anything in tests',
    'test/unit/x.ts',
    `import '../../src/http/route.ts'; new Date(); fetch(''); import 'pg';`,
  ],
  ['a moment made from a number', 'src/portal/x.ts', `export const at = (ms: number) => new Date(ms);`],
  [
    'a fetch that was handed in',
    'src/portal/x.ts',
    `export const f = (fetch: (u: string) => void) => fetch('x');`,
  ],
  ['the type of fetch', 'src/portal/x.ts', `export type Fetch = typeof globalThis.fetch;`],
  [
    'words in texts',
    'src/portal/x.ts',
    '// new Date()\nexport const a = "import x from \'pg\'; Date.now()";',
  ],
];

describe('import boundaries', () => {
  it.each(bad)('refuse %s', (_name, path, text, rule) => {
    expect(rulesBroken({ [path]: text })).toEqual([`${rule} ${path}`]);
  });

  it.each(libraries)('keep %s to its importer', (library, wrong, right) => {
    const text = `import * as library from '${library}';`;
    expect(rulesBroken({ [wrong]: text })).toEqual([`library ${wrong}`]);
    expect(rulesBroken({ [right]: text })).toEqual([]);
  });

  it.each(good)('allow %s', (_name, path, text) => {
    expect(rulesBroken({ [path]: text })).toEqual([]);
  });

  it('refuse features that import each other, however long the way round', () => {
    const planted = {
      'src/accounts/index.ts': `import '../notify/index.ts';`,
      'src/notify/index.ts': `import type { A } from '../portal/index.ts';`,
      'src/portal/index.ts': `import '../accounts/index.ts';`,
    };
    expect(rulesBroken(planted)).toEqual(['cycle src/accounts/index.ts']);
  });

  it('fail when a listed file was not read', () => {
    expect(rulesBroken({}, ['src/forgotten/index.ts'])).toEqual(['unread src/forgotten/index.ts']);
  });

  it('hold in the real tree', () => {
    const files = readSourceFiles();
    expect(files.length).toBeGreaterThan(30);
    expect(checkBoundaries(files, listedSourceFiles()).map(describeViolation)).toEqual([]);
  });
});
