import { join } from 'node:path';
import { der, oids } from '../../certs/asn1/index.ts';
import { type Certificate, readCertificate } from '../../certs/index.ts';
import type { SignatureAlgorithmName } from '../../certs/keys/index.ts';
import { type IssuingKey, issuingKey } from '../../certs/lint/index.ts';
import type { TimeStampUnit } from '../../certs/tsa/index.ts';
import { createOpensslPki, type IssueOptions, type OpensslPki } from './openssl-pki.ts';
import { testSigner } from './test-signer.ts';

export const testPolicy = '1.3.6.1.4.1.99999.1';

export interface TimeStampPki {
  readonly pki: OpensslPki;
  readonly root: Certificate;
  issue(name: string, options: IssueOptions): Certificate;
  keyOf(name: string, algorithm?: SignatureAlgorithmName): IssuingKey;
  unit(name: string, algorithm?: SignatureAlgorithmName): TimeStampUnit;
  remove(): void;
}

export const tsaExtensions: readonly string[] = [
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=critical,timeStamping',
];

/** A root, and time-stamping units under it: `tsa` with a P-256 key. */
export function createTimeStampPki(): TimeStampPki {
  const pki = createOpensslPki();
  const certificates = new Map<string, Certificate>();
  const issue = (name: string, options: IssueOptions) => {
    const read = readCertificate(pki.issue(name, options));
    if (read.kind !== 'read') throw new Error(read.message);
    certificates.set(name, read.value);
    return read.value;
  };
  const keyOf = (name: string, algorithm?: SignatureAlgorithmName) =>
    issuingKey(testSigner(join(pki.folder, `${name}.key`), algorithm));
  const root = issue('root', {
    extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'],
  });
  issue('tsa', { issuer: 'root', extensions: tsaExtensions });
  return {
    pki,
    root,
    issue,
    keyOf,
    unit(name, algorithm) {
      const certificate = certificates.get(name);
      if (!certificate) throw new Error(`no certificate ${name}`);
      return {
        certificate,
        chain: [],
        key: keyOf(name, algorithm),
        policies: [testPolicy],
        accuracyMs: 500,
        namesTsa: true,
        isQualified: false,
      };
    },
    remove: () => pki.remove(),
  };
}

export interface RequestParts {
  readonly version: number;
  readonly hash: string;
  readonly digest: Uint8Array;
  readonly policy: string;
  readonly nonce: bigint;
  readonly certReq: boolean;
  readonly extension: string;
}

/** A TimeStampReq; without a word it asks for a stamp of 32 zero octets. */
export function encodeRequest(parts: Partial<RequestParts> = {}): Uint8Array {
  const { version = 1, hash = oids.sha256, digest = new Uint8Array(32), certReq = true } = parts;
  const extension =
    parts.extension && der.sequence(der.oid(parts.extension), der.octetString(der.nullValue()));
  return der.sequence(
    der.integer(version),
    der.sequence(der.sequence(der.oid(hash), der.nullValue()), der.octetString(digest)),
    ...(parts.policy === undefined ? [] : [der.oid(parts.policy)]),
    ...(parts.nonce === undefined ? [] : [der.integer(parts.nonce)]),
    ...(certReq ? [der.boolean(true)] : []),
    ...(extension ? [der.implicit(0, der.sequence(extension))] : []),
  );
}
