import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpensslVerdict {
  readonly isAccepted: boolean;
  readonly text: string;
}

/** OpenSSL as a verifier of messages and time stamps; its files are in a folder that `remove` takes away. */
export interface OpensslCms {
  /** Signed attributes of CAdES are demanded; `content` for a detached signature. */
  verify(message: Uint8Array, content?: Uint8Array): OpensslVerdict;
  /** A value alone, by the key of a certificate in PEM; `options` are those of `dgst`, with the hash among them. */
  verifyValue(message: Uint8Array, value: Uint8Array, by: OpensslKey): OpensslVerdict;
  /** A token over the data. */
  verifyTimeStamp(token: Uint8Array, data: Uint8Array): OpensslVerdict;
  /** A CAdES signature as OpenSSL makes it, enveloping or not, maybe streamed in BER. */
  sign(options: OpensslSigning): Buffer;
  remove(): void;
}

export interface OpensslKey {
  readonly certificate: string;
  readonly options: readonly string[];
}

export interface OpensslSigning {
  readonly content: Uint8Array;
  readonly certificate: string;
  readonly key: string;
  readonly arguments: readonly string[];
}

export function createOpensslCms(rootPem: string, intermediatesPem: string): OpensslCms {
  const folder = mkdtempSync(join(tmpdir(), 'acar-cms-'));
  const put = (name: string, content: Uint8Array | string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const root = put('root.pem', rootPem);
  const intermediates = put('intermediates.pem', intermediatesPem);
  const run = (...args: readonly string[]): OpensslVerdict => {
    const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    return { isAccepted: status === 0, text: `${stdout}${stderr}` };
  };
  const trusted = ['-CAfile', root];
  return {
    verify(message, content) {
      const detached = content ? ['-content', put('content', content)] : [];
      const how = ['-inform', 'DER', '-binary', '-cades', '-purpose', 'any', '-out', '/dev/null'];
      return run('cms', '-verify', '-in', put('message.der', message), ...how, ...detached, ...trusted);
    },
    verifyValue(message, value, { certificate, options }) {
      const signer = put('signer.pem', certificate);
      const key = put('key.pem', execFileSync('openssl', ['x509', '-in', signer, '-noout', '-pubkey']));
      const given = ['-signature', put('value', value), put('message', message)];
      return run('dgst', ...options, '-verify', key, ...given);
    },
    verifyTimeStamp(token, data) {
      const given = ['-in', put('token.der', token), '-token_in', '-data', put('data', data)];
      return run('ts', '-verify', ...given, ...trusted, '-untrusted', intermediates);
    },
    sign({ content, certificate, key, arguments: others }) {
      const given = ['-in', put('content', content), '-signer', put('signer.pem', certificate)];
      const args = ['cms', '-sign', '-binary', '-cades', '-outform', 'DER', '-inkey', put('signer.key', key)];
      return execFileSync('openssl', [...args, ...given, ...others], { stdio: 'pipe' });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
