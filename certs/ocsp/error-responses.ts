import { der } from '../asn1/index.ts';
import type { OcspErrorStatus } from '../validation/index.ts';

const refusal = (status: number) => der.sequence(der.enumerated(status));

/** Answers that are no answer (RFC 6960 4.2.1), whole and unsigned. */
export const ocspErrorResponses: Readonly<Record<OcspErrorStatus, Uint8Array>> = {
  malformedRequest: refusal(1),
  internalError: refusal(2),
  tryLater: refusal(3),
  sigRequired: refusal(5),
  unauthorized: refusal(6),
};
