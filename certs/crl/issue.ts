import { der, readDer } from '../asn1/index.ts';
import { type Finding, type IssuingKey, type Linted, lintCrl } from '../lint/index.ts';
import { parseAlgorithm, verifySignature } from '../validation/index.ts';
import { buildTbsCertList, type CrlContent } from './build.ts';
import type { CrlRefusal } from './errors.ts';

/** A CRL that the linter has passed and nobody has signed: what a store keeps before the signature. */
export interface PreparedCrl {
  readonly kind: 'prepared';
  readonly linted: Linted<'crl'>;
  readonly content: CrlContent;
}

export type PrepareCrlResult =
  | PreparedCrl
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/**
 * Builds a CRL and judges it.
 * @param previousNumber the number of the CRL before it, full or delta, of the same scope
 * @throws RangeError for an address that is not ASCII, a number or a time that cannot be written
 */
export function prepareCrl(content: CrlContent, previousNumber: bigint | undefined): PrepareCrlResult {
  const { issuer, algorithm, scope, baseNumber } = content;
  const context = {
    issuer,
    algorithm,
    previousNumber,
    baseNumber,
    distributionPoint: scope?.distributionPoint,
  };
  const result = lintCrl(buildTbsCertList(content), context);
  return result.kind === 'passed' ? { kind: 'prepared', linted: result.linted, content } : result;
}

export type IssuedCrl = { readonly kind: 'issued'; readonly crl: Uint8Array } | CrlRefusal;

/**
 * Signs a prepared CRL. Its signature is verified once with the issuer's certificate before it leaves: a device that answers wrongly must not publish.
 * @throws SigningError when the key cannot sign
 */
export async function issueCrl(key: IssuingKey, { linted, content }: PreparedCrl): Promise<IssuedCrl> {
  const signature = await key.sign(linted);
  const innerAlgorithm = parseAlgorithm(readDer(content.algorithm.identifier));
  const signatureAlgorithm = parseAlgorithm(readDer(key.algorithm.identifier));
  const signed = { tbs: linted.tbs, innerAlgorithm, signatureAlgorithm, signature };
  const verdict = verifySignature(signed, content.issuer, { allowsSha1: false });
  if (verdict === 'good')
    return {
      kind: 'issued',
      crl: der.sequence(linted.tbs, key.algorithm.identifier, der.bitString(signature)),
    };
  const message = `the issuer's certificate does not verify the signature that the key gave: ${verdict}`;
  return { kind: 'refused', code: 'crl.signature_wrong', message };
}
