import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What certificate-usage NSS is asked about. */
export type NssUsage = 'client' | 'server' | 'signer' | 'responder' | 'authority';

export interface Chain {
  readonly root: Uint8Array;
  /** From the leaf's issuer upwards; empty where the root issued the leaf. */
  readonly intermediates: readonly Uint8Array[];
  readonly leaf: Uint8Array;
  /** Milliseconds since 1970; GnuTLS asks about now, whatever it is. */
  readonly time: number;
  readonly usage: NssUsage;
}

export interface Verdict {
  readonly accepts: boolean;
  readonly output: string;
}

const usages: Readonly<Record<NssUsage, string>> = {
  client: '0',
  server: '1',
  signer: '4',
  responder: '10',
  authority: '3',
};

const pem = (bytes: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

const isThere = (program: string) => spawnSync('which', [program]).status === 0;

function run(program: string, words: readonly string[]): Verdict {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  return { accepts: status === 0, output: `${stdout}${stderr}` };
}

export interface Verifiers {
  /** By their names: those that are installed. */
  readonly programs: ReadonlyMap<string, (chain: Chain) => Verdict>;
  remove(): void;
}

/** Other people's path validation: OpenSSL, and GnuTLS and NSS where they are installed. */
export function createVerifiers(): Verifiers {
  const folder = mkdtempSync(join(tmpdir(), 'acar-verifiers-'));
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const seconds = (time: number) => String(Math.floor(time / 1000));
  const programs = new Map<string, (chain: Chain) => Verdict>();
  programs.set('OpenSSL', ({ root, intermediates, leaf, time }) =>
    run('openssl', [
      'verify',
      '-x509_strict',
      '-attime',
      seconds(time),
      '-CAfile',
      write('root.pem', pem(root)),
      '-untrusted',
      write('intermediates.pem', intermediates.map(pem).join('')),
      write('leaf.pem', pem(leaf)),
    ]),
  );
  if (isThere('certtool'))
    programs.set('GnuTLS', ({ root, intermediates, leaf }) =>
      run('certtool', [
        '--verify',
        '--load-ca-certificate',
        write('root.pem', pem(root)),
        '--infile',
        write('chain.pem', [leaf, ...intermediates].map(pem).join('')),
      ]),
    );
  if (isThere('vfychain') && isThere('certutil'))
    programs.set('NSS', (chain) => askNss(folder, write, chain));
  return { programs, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function askNss(folder: string, write: (name: string, content: Uint8Array) => string, chain: Chain): Verdict {
  const database = `sql:${mkdtempSync(join(folder, 'nss-'))}`;
  run('certutil', ['-N', '-d', database, '--empty-password']);
  const trust = ['-n', 'root', '-t', 'CT,C,C', '-i', write('root.der', chain.root)];
  const added = run('certutil', ['-A', '-d', database, ...trust]);
  if (!added.accepts) throw new Error(added.output);
  const time = new Date(chain.time).toISOString().replace(/[-:T]/g, '').slice(2, 12);
  const files = [chain.leaf, ...chain.intermediates].map((bytes, index) => write(`${index}.der`, bytes));
  return run('vfychain', ['-d', database, '-b', `${time}Z`, '-u', usages[chain.usage], '-v', ...files]);
}
