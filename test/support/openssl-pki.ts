import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpensslPki {
  readonly folder: string;
  /** Makes `<name>.key` and `<name>.pem`; self-signed unless an issuer is named. A key may be another's. */
  issue(name: string, options: IssueOptions): Uint8Array;
  remove(): void;
}

export interface IssueOptions {
  readonly subject?: string;
  readonly issuer?: string;
  readonly keyOf?: string;
  readonly curve?: 'P-256' | 'P-384' | 'P-521';
  /** An RSA key of so many bits instead. */
  readonly rsaBits?: number;
  /** Lines of an OpenSSL extension section. */
  readonly extensions?: readonly string[];
  readonly days?: number;
}

const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' });

function keyOptions({ curve = 'P-256', rsaBits }: IssueOptions): readonly string[] {
  return rsaBits === undefined
    ? ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`]
    : ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${rsaBits}`];
}

/** A PKI made at test time by the openssl program, so that our reader meets another writer. */
export function createOpensslPki(): OpensslPki {
  const folder = mkdtempSync(join(tmpdir(), 'acar-pki-'));
  const path = (name: string) => join(folder, name);
  return {
    folder,
    issue(name, options) {
      const { subject = name, issuer, keyOf, extensions = [], days = 3650 } = options;
      const key = path(`${keyOf ?? name}.key`);
      if (!keyOf) openssl('genpkey', ...keyOptions(options), '-out', key);
      const config = ['[req]', 'distinguished_name=dn', '[dn]', '[ext]', ...extensions].join('\n');
      writeFileSync(path('ext.cnf'), config);
      const words = ['-new', '-key', key, '-subj', `/CN=${subject}`, '-config', path('ext.cnf')];
      openssl('req', ...words, '-out', path('request.pem'));
      const signing = issuer
        ? ['-CA', path(`${issuer}.pem`), '-CAkey', path(`${issuer}.key`), '-CAcreateserial']
        : ['-signkey', key];
      const validity = ['-days', String(days), '-extfile', path('ext.cnf'), '-extensions', 'ext'];
      const to = ['-outform', 'DER', '-out', path(`${name}.der`)];
      openssl('x509', '-req', '-in', path('request.pem'), ...signing, ...validity, ...to);
      openssl('x509', '-inform', 'DER', '-in', path(`${name}.der`), '-out', path(`${name}.pem`));
      if (keyOf) writeFileSync(path(`${name}.key`), readFileSync(key));
      return readFileSync(path(`${name}.der`));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
