import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningWorld } from './signing-world.ts';

const packages: Readonly<Record<string, string>> = {
  openssl: 'openssl',
  certtool: 'gnutls-bin',
  pk12util: 'libnss3-tools',
  gpgsm: 'gpgsm',
  xmlsec1: 'xmlsec1',
  pdfsig: 'poppler-utils',
};

/** Debian's packages of the programs that are not there. */
export const absentSigners: readonly string[] = [
  ...new Set(
    Object.entries(packages)
      .filter(([program]) => spawnSync('which', [program]).status !== 0)
      .map(([, name]) => name),
  ),
];

/** How a message lies to what it signs. */
export type MessageForm = 'enveloping' | 'detached';

/** Programs of others that sign with the RSA key of a signing world, in a folder that `remove` takes away. */
export interface OtherSigners {
  openssl(content: Uint8Array, form: MessageForm, options?: readonly string[]): Buffer;
  gnutls(content: Uint8Array, form: MessageForm, options?: readonly string[]): Buffer;
  gpgsm(content: Uint8Array, form: MessageForm): Buffer;
  /** Fills in the digests and the value of a template. */
  xmlsec(template: string): Buffer;
  /** A signature in the file, as poppler and NSS make it. */
  poppler(pdf: Uint8Array): Buffer;
  remove(): void;
}

const password = 'samples';

export function createOtherSigners(world: SigningWorld): OtherSigners {
  const folder = mkdtempSync(join(tmpdir(), 'acar-signers-'));
  const path = (name: string) => join(folder, name);
  const put = (name: string, content: Uint8Array | string) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const run = (program: string, words: readonly string[]) =>
    execFileSync(program, words, { cwd: folder, stdio: 'pipe' });
  const made = (name: string) => readFileSync(path(name));
  const key = put('key.pem', world.keyPemOf('pkcs1'));
  const certificate = put('certificate.pem', world.pemOf('pkcs1'));
  const issuers = put('issuers.pem', world.intermediatesPem + world.rootPem);
  const archive = makeArchive({ key, certificate, issuers, target: path('signer.p12') });
  const database = once(() => makeDatabase(run, { archive, root: put('root.pem', world.rootPem) }));
  const keyring = once(() => makeKeyring(world, { archive, folder: path('keys') }));
  return {
    openssl(content, form, options = []) {
      const how = [...(form === 'enveloping' ? ['-nodetach'] : []), ...options];
      const given = ['-in', put('content', content), '-signer', certificate, '-inkey', key];
      return run('openssl', ['cms', '-sign', '-binary', '-outform', 'DER', ...given, ...how]);
    },
    gnutls(content, form, options = []) {
      const what = form === 'enveloping' ? '--p7-sign' : '--p7-detached-sign';
      const given = ['--load-privkey', key, '--load-certificate', certificate];
      const files = ['--infile', put('content', content), '--outder', '--outfile', path('gnutls.p7')];
      run('certtool', [what, ...given, ...files, ...options]);
      return made('gnutls.p7');
    },
    gpgsm(content, form) {
      const what = form === 'enveloping' ? '--sign' : '--detach-sign';
      const words = ['--local-user', 'Əliyev', '--output', path('gpgsm.p7'), '--yes', what];
      keyring().run([...words, put('content', content)]);
      return made('gpgsm.p7');
    },
    xmlsec(template) {
      const keys = ['--privkey-pem', `${key},${certificate},${path('issuers.pem')}`];
      const ids = ['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'];
      const files = ['--output', path('signed.xml'), put('template.xml', template)];
      run('xmlsec1', ['--sign', ...keys, ...ids, ...files]);
      return made('signed.xml');
    },
    poppler(pdf) {
      const words = ['-nssdir', database(), '-nss-pwd', '', '-add-signature', '-nick', 'signer'];
      run('pdfsig', [...words, put('plain.pdf', pdf), path('poppler.pdf')]);
      return made('poppler.pdf');
    },
    remove() {
      if (keyring.isMade()) keyring().stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Run = (program: string, words: readonly string[]) => Buffer;

/** PKCS #12 by the algorithms that all of them read. */
function makeArchive(files: {
  readonly key: string;
  readonly certificate: string;
  readonly issuers: string;
  readonly target: string;
}): string {
  const given = ['-inkey', files.key, '-in', files.certificate, '-certfile', files.issuers];
  const old = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
  const how = ['-name', 'signer', '-passout', `pass:${password}`, '-out', files.target];
  execFileSync('openssl', ['pkcs12', '-export', ...given, ...old, ...how], { stdio: 'pipe' });
  return files.target;
}

function makeDatabase(run: Run, { archive, root }: { readonly archive: string; readonly root: string }) {
  const database = 'sql:.';
  run('certutil', ['-N', '-d', database, '--empty-password']);
  run('certutil', ['-A', '-d', database, '-n', 'root', '-t', 'CT,CT,CT', '-i', root]);
  run('pk12util', ['-i', archive, '-d', database, '-W', password]);
  return database;
}

/** A home of GnuPG with the key in it; its agent is ended by `stop`. */
function makeKeyring(
  { root }: SigningWorld,
  { archive, folder }: { readonly archive: string; readonly folder: string },
) {
  mkdirSync(folder, { mode: 0o700 });
  const settings = ['disable-crl-checks', 'disable-policy-checks', 'include-certs -1', ''].join('\n');
  writeFileSync(join(folder, 'gpgsm.conf'), settings);
  writeFileSync(join(folder, 'gpg-agent.conf'), 'allow-loopback-pinentry\n');
  const fingerprint = createHash('sha1').update(root.raw).digest('hex').toUpperCase();
  writeFileSync(join(folder, 'trustlist.txt'), `${fingerprint} S relax\n`);
  const env = { ...process.env, GNUPGHOME: folder };
  const quietly = ['--batch', '--pinentry-mode', 'loopback', '--passphrase-fd', '0'];
  const run = (words: readonly string[]) =>
    execFileSync('gpgsm', [...quietly, ...words], {
      env,
      input: `${password}\n`,
      stdio: 'pipe',
      timeout: 60_000,
    });
  run(['--import', archive]);
  return {
    run,
    stop: () => {
      for (const part of ['gpg-agent', 'dirmngr']) execFileSync('gpgconf', ['--kill', part], { env });
    },
  };
}

function once<T>(make: () => T): (() => T) & { isMade(): boolean } {
  let made: { readonly value: T } | undefined;
  const get = () => (made ??= { value: make() }).value;
  return Object.assign(get, { isMade: () => made !== undefined });
}
