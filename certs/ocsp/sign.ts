import { SigningError } from '../keys/index.ts';
import { type Finding, type IssuingKey, type Linted } from '../lint/index.ts';
import { lintOcspResponse } from '../lint/rfc6960/index.ts';
import { certIdsOf } from './cert-id.ts';
import {
  encodeResponse,
  encodeResponseData,
  type OcspAnswer,
  type OcspAnswers,
  type OcspResponder,
} from './response.ts';

/**
 * Signs data that the linter passed, with the responder's own key.
 * @throws SigningError when the key is not the responder's, or cannot sign
 */
export async function signOcspResponse(
  key: IssuingKey,
  linted: Linted<'ocsp-response'>,
  responder: OcspResponder,
): Promise<Uint8Array> {
  if (Buffer.compare(key.publicKey, responder.certificate.spki) !== 0)
    throw new SigningError('keys.mismatch', 'the key is not that of the responder certificate');
  return encodeResponse(responder, linted.tbs, await key.sign(linted));
}

export type OcspSigned =
  | { readonly kind: 'signed'; readonly response: Uint8Array }
  /** The answer would break a rule; nothing was signed. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Builds, lints and signs the answers of one responder. */
export interface OcspSigner {
  /** What a client asked, with its nonce if it sent one (RFC 9654). */
  answer(answers: OcspAnswers): Promise<OcspSigned>;
  /** One certificate's answer to keep for all who ask without a nonce, by its SHA-1 CertID (RFC 5019 2.1.1). */
  presign(
    certificate: Omit<OcspAnswer, 'certId'> & { readonly serialNumber: bigint; readonly producedAt: number },
  ): Promise<OcspSigned>;
}

export function createOcspSigner(options: {
  readonly responder: OcspResponder;
  readonly key: IssuingKey;
}): OcspSigner {
  const { responder, key } = options;
  const certIdOf = certIdsOf(responder.issuer, 'sha1');
  const answer = async (answers: OcspAnswers): Promise<OcspSigned> => {
    const result = lintOcspResponse(encodeResponseData(responder, answers), {
      responder: responder.certificate,
      issuer: responder.issuer,
      algorithm: responder.algorithm,
      asked: answers.answers.map(({ certId }) => certId),
      nonce: answers.nonce,
      now: answers.producedAt,
    });
    if (result.kind === 'refused') return result;
    return { kind: 'signed', response: await signOcspResponse(key, result.linted, responder) };
  };
  return {
    answer,
    presign: ({ serialNumber, producedAt, ...status }) =>
      answer({ answers: [{ ...status, certId: certIdOf(serialNumber) }], producedAt }),
  };
}
