import { createPrivateKey, hash, X509Certificate } from 'node:crypto';
import type { Certificate } from '../../certs/index.ts';
import type { OwnIdentity } from '../http/index.ts';
import type { Sealer } from './seal.ts';

export interface OpenedIdentity {
  /** For TLS. */
  readonly tls: OwnIdentity;
  /** For signatures, with the same key: one certificate tells who a system is. */
  readonly sealer: Sealer;
  /** In DER. */
  readonly certificate: Uint8Array;
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

/**
 * A system as it shows itself: its certificate in PEM (those above it may follow), its key, and the authorities that it
 * believes, of which those that issued themselves are the roots.
 * @throws TypeError when they do not belong together
 */
export function openOwnIdentity(files: {
  readonly certificate: string;
  readonly key: string;
  readonly authorities: readonly Certificate[];
}): OpenedIdentity {
  const own = new X509Certificate(files.certificate);
  const key = createPrivateKey(files.key);
  if (!own.checkPrivateKey(key)) throw new TypeError('the key is not that of the certificate');
  const anchors = files.authorities.filter(isRoot);
  if (anchors.length === 0) throw new TypeError('no root is among the authorities');
  const intermediates = files.authorities.filter((one) => !isRoot(one));
  const above = intermediates.map(pemOf);
  return {
    tls: {
      // A peer that knows the root alone needs those between.
      certificate: [pemOf({ raw: own.raw }), ...above].join(''),
      key: files.key,
      authorities: files.authorities.map(pemOf),
    },
    sealer: { key, fingerprint: hash('sha256', own.raw, 'hex') },
    certificate: own.raw,
    anchors,
    intermediates,
  };
}

const isRoot = (one: Certificate) => one.issuer.key === one.subject.key;

function pemOf({ raw }: Pick<Certificate, 'raw'>): string {
  return new X509Certificate(raw).toString();
}
