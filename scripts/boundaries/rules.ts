import type { ForbiddenGlobal } from './parse.ts';

/** The rules of the house as tables; scripts/import-boundaries.ts applies them. A path pattern's `*` stays in a folder, `**` does not. */

export const topFolders = ['certs', 'smartcard', 'oidc', 'src', 'test', 'scripts'] as const;
export type TopFolder = (typeof topFolders)[number];

/** Which top folder may import which; `types` = only with `import type`. A folder may always import itself. */
export const folderGraph: Readonly<Record<TopFolder, Readonly<Partial<Record<TopFolder, 'all' | 'types'>>>>> =
  {
    certs: {},
    smartcard: { certs: 'types' },
    oidc: { certs: 'all' },
    src: { oidc: 'all', certs: 'all' },
    test: { certs: 'all', smartcard: 'all', oidc: 'all', src: 'all', scripts: 'all' },
    scripts: { certs: 'all', smartcard: 'all', oidc: 'all', src: 'all', test: 'all' },
  };

/** Parts of a folder that may import more than the rest of it, with the door that they may use. */
export const folderExceptions: readonly { readonly from: string; readonly to: TopFolder }[] = [
  // The registration office's program makes certificate requests; it is not on the citizen's computer.
  { from: 'smartcard/personalise/**', to: 'certs' },
];

/** Folders that are divided into features, each with a door. */
export const foldersWithFeatures: readonly TopFolder[] = ['certs', 'smartcard', 'oidc', 'src'];

/** Seams that stand beside the doors: any feature may import them. */
export const seams: readonly string[] = [
  'oidc/ports.ts',
  'oidc/phone-ports.ts',
  'oidc/login-methods/login-method.ts',
  'smartcard/pcsc/transport.ts',
  'smartcard/drivers/card.ts',
];

interface LibraryRule {
  readonly library: RegExp;
  readonly importers: readonly string[];
}

/** One importer per library. Tests and scripts may import any library. */
export const libraryRules: readonly LibraryRule[] = [
  { library: /^oidc-provider$/, importers: ['oidc/provider/**'] },
  { library: /^pg$/, importers: ['src/db/**', '**/store.ts'] },
  { library: /^(pkijs|asn1js|node-forge)$/, importers: ['certs/asn1/**', '**/codec.ts'] },
  {
    library: /^koffi$/,
    importers: ['smartcard/pcsc/**', 'smartcard/pkcs11/**', 'certs/keys/pkcs11-module.ts'],
  },
  { library: /^(koa|@koa\/.+)$/, importers: ['src/http/**', 'oidc/provider/**', '**/routes.ts'] },
  { library: /^openid-client$/, importers: ['src/demo/**', 'src/portal/**', 'src/relying-party/**'] },
  { library: /^undici$/, importers: ['src/http/**'] },
  { library: /^(nodemailer|smpp)$/, importers: ['src/notify/**', 'src/demo/**'] },
  { library: /^smtp-server$/, importers: ['src/demo/**'] },
  { library: /^@node-rs\/argon2$/, importers: ['src/accounts/**'] },
  { library: /^bowser$/, importers: ['src/portal/**'] },
  { library: /^(prom-client|pino)$/, importers: ['src/operations/**'] },
  {
    library: /^qr(\/.+)?$/,
    importers: ['src/http/qr-picture.ts', 'src/mobile/wallet/browser/**', 'certs/signatures/pades/stamp/**'],
  },
  {
    library: /^@noble\/curves(\/.+)?$/,
    importers: [
      'src/mobile/answering/approval.ts',
      'src/demo/operator/authority.ts',
      'src/mobile/wallet/browser/**',
    ],
  },
  { library: /^(playwright-core|axe-core|vitest|fast-check)$/, importers: [] },
];

/** Programs and the places where they are put together. */
const entryPoints = [
  'src/app.ts',
  'src/cli/wiring.ts',
  'src/demo/start.ts',
  'src/demo/seed.ts',
  'src/demo/agencies/agency.ts',
  'src/mobile/wallet/worker/service-worker.ts',
  '**/main.ts',
];

/** Where a global may be touched; everywhere else it is handed in. Tests and scripts are free. */
export const globalRules: Readonly<Record<ForbiddenGlobal, readonly string[]>> = {
  'Date.now': entryPoints,
  'new Date()': entryPoints,
  'Math.random': ['src/app.ts'],
  'process.env': [...entryPoints, 'src/config/**'],
  fetch: [...entryPoints, 'src/http/outbound.ts'],
};

/** Folders whose programs may import every library and touch every global. */
export const freeFolders: ReadonlySet<string> = new Set(['test', 'scripts']);

export function matches(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => toRegExp(pattern).test(path));
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '(.+/)?')
    .replaceAll('**', '.+')
    .replace(/(?<!\.)\*/g, '[^/]*');
  return new RegExp(`^${source}$`);
}
