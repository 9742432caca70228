import {
  type Certificate,
  judgeOcspEvidence,
  type RevocationSource,
  type WebEidRefusal,
} from '../../certs/index.ts';
import type { Clock, Random } from '../ports.ts';

export interface StatusDependencies {
  readonly revocation: RevocationSource;
  readonly random: Random;
  readonly clock: Clock;
}

export type CertificateStatus =
  /** DER of the answer that says so. */
  | { readonly kind: 'good'; readonly response: Uint8Array }
  /** No answer could be had. */
  | { readonly kind: 'unavailable' }
  | WebEidRefusal;

const ocspNonceBytes = 32;

/** Whether a certificate that was judged and whose key signed is still good now; one fresh question for each sign-in. */
export async function askStatus(
  { revocation, random, clock }: StatusDependencies,
  verified: { readonly certificate: Certificate; readonly path: readonly Certificate[] },
): Promise<CertificateStatus> {
  const { certificate, path } = verified;
  const issuer = path.at(-2);
  if (!issuer) return { kind: 'refused', code: 'webeid.untrusted', message: 'nobody issued the certificate' };
  const nonce = random.bytes(ocspNonceBytes);
  const response = await revocation.fetch({ certificate, issuer, nonce }).catch(() => undefined);
  if (!response) return { kind: 'unavailable' };
  const refusal = judgeOcspEvidence({ response, nonce, verified, time: clock.now() });
  return refusal ?? { kind: 'good', response };
}
