/** Why no CRL is made. */
export type CrlErrorCode = 'crl.signature_wrong';

/** An expected "no", with what is wrong in one sentence. */
export interface CrlRefusal {
  readonly kind: 'refused';
  readonly code: CrlErrorCode;
  readonly message: string;
}
