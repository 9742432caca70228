import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate } from '../../certs/index.ts';
import type { OpensslPki } from './openssl-pki.ts';

export interface OpensslAnswer {
  readonly issuer: string;
  readonly about: string;
  /** The issuer itself when absent. */
  readonly signer?: string;
  /** A line of the status database begins with it: V, or R with a reason. */
  readonly status?: 'good' | 'unknown' | { readonly reason: string };
  /** Of the CertID. */
  readonly hash?: 'sha1' | 'sha256' | 'sha384';
  /** Days until nextUpdate; null leaves it out. */
  readonly days?: number | null;
  readonly isSpoilt?: boolean;
}

function run(folder: string, words: readonly string[]) {
  return execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
}

/** An OCSP answer of now, made by the openssl program from its own status database. */
export function answerByOpenssl({ folder }: OpensslPki, options: OpensslAnswer): Uint8Array {
  const { issuer, about, signer = issuer, status = 'good', hash = 'sha1', days = 7 } = options;
  const read = readCertificate(readFileSync(join(folder, `${about}.der`)));
  if (read.kind !== 'read') throw new Error(read.message);
  const hex = read.value.serialNumber.toString(16).toUpperCase();
  const serial = hex.length % 2 === 0 ? hex : `0${hex}`;
  const revoked = typeof status === 'object' ? `260101000000Z,${status.reason}` : '';
  const line = [revoked ? 'R' : 'V', '490101000000Z', revoked, serial, 'unknown', `/CN=${about}`].join('\t');
  writeFileSync(join(folder, 'index.txt'), status === 'unknown' ? '' : `${line}\n`);
  const ask = ['-issuer', `${issuer}.pem`, '-cert', `${about}.pem`, '-no_nonce'];
  run(folder, ['ocsp', `-${hash}`, ...ask, '-reqout', 'question.der']);
  const sign = ['-rsigner', `${signer}.pem`, '-rkey', `${signer}.key`];
  const until = days === null ? [] : ['-ndays', String(days)];
  const how = [...sign, ...until, ...(options.isSpoilt ? ['-badsig'] : [])];
  const asked = ['-index', 'index.txt', '-CA', `${issuer}.pem`, '-reqin', 'question.der'];
  run(folder, ['ocsp', ...asked, ...how, '-respout', 'answer.der']);
  return readFileSync(join(folder, 'answer.der'));
}

/** A request that the openssl program makes, with a nonce unless told otherwise. */
export function askByOpenssl(
  { folder }: OpensslPki,
  issuer: string,
  about: string,
  ...more: readonly string[]
) {
  const ask = ['-issuer', `${issuer}.pem`, '-cert', `${about}.pem`];
  run(folder, ['ocsp', ...ask, ...more, '-reqout', 'asked.der']);
  return readFileSync(join(folder, 'asked.der'));
}

/** What a program prints of an answer, on both streams. */
export function tell(folder: string, program: string, words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}
