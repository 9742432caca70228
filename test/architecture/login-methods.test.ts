import { describe, expect, it } from 'vitest';
import { findMethodNames, methodIds } from '../../scripts/method-names.ts';
import { readSourceFiles } from '../../scripts/source-files.ts';

const ids = ['password', 'card'];
const find = (path: string, text: string, allowed: readonly string[] = []) =>
  findMethodNames([{ path, text }], ids, allowed);

describe('login methods', () => {
  it.each([
    ['a comparison', `if (method === 'password') run();`],
    ['a comparison the other way round', `if ('card' !== flow.methodId) run();`],
    ['a case', `switch (outcome.method) { case 'card': run(); }`],
    ['a property', `start({ method: 'card' });`],
    ['a default', `const start = (wayId = 'card') => wayId;`],
    ['a type', `type Method = 'password' | 'other';`],
    ['a declared property', `interface Row { methodId: 'password' | 'other' }`],
    ['a list', `const methods = ['card'];`],
    ['a look-up', `const found = registry.methods.find('password');`],
    ['a test of the amr', `if (amr.includes('card')) run();`],
    ['what a function returns', `function wayOf(value: string) { return 'card'; }`],
    ['a template', 'const methodId = `password`;'],
    ['an import', `import { p } from '../../oidc/login-methods/password/index.ts';`],
  ])('are named nowhere else: %s is found', (_name, text) => {
    expect(find('src/identity/service.ts', text)).toHaveLength(1);
  });

  it.each([
    ['their own folder', 'oidc/login-methods/password/index.ts', `const method = { id: 'password' };`],
    ['the registry', 'oidc/login-methods/registry.ts', `import { p } from './password/index.ts';`],
    ['tests', 'test/unit/x.test.ts', `start({ method: 'password' });`],
    [
      'a composition root',
      'src/app-identity.ts',
      `import { p } from '../oidc/login-methods/password/index.ts';`,
    ],
    [
      'the types of what a method needs',
      'src/accounts/service.ts',
      `import type { P } from '../../oidc/login-methods/password/index.ts';`,
    ],
    ['the type of an input', 'src/accounts/pages.ts', `field({ name: 'password', type: 'password' });`],
    ['the declared type of an input', 'src/http/forms.ts', `interface Field { type?: 'text' | 'password' }`],
    ['a field of a form', 'src/accounts/routes.ts', `const secret = body['password'];`],
    ['a step', 'src/accounts/recovery.ts', `const next = { step: 'password' };`],
    ['words in a text', 'src/accounts/messages.ts', `const hint = 'Enter your password';`],
  ])('may be named in %s', (_name, path, text) => {
    expect(find(path, text)).toEqual([]);
  });

  it('may be named by a listed file, which must then need it', () => {
    const path = 'src/identity/messages.ts';
    expect(find(path, `const names = { method: 'card' };`, [path])).toEqual([]);
    expect(find(path, '', [path])).toEqual([`${path}: is listed in mayNameMethods without need`]);
  });

  it('are the folders beside the registry', () => {
    const paths = ['oidc/login-methods/registry.ts', 'oidc/login-methods/qr/index.ts', 'oidc/provider/x.ts'];
    expect(methodIds(paths)).toEqual(['qr']);
  });

  it('are named nowhere else in the real tree', () => {
    const files = readSourceFiles();
    expect(findMethodNames(files, methodIds(files.map(({ path }) => path)))).toEqual([]);
  });
});
