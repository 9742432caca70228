import { contentStart } from '../../asn1/index.ts';
import {
  encodeData,
  encodeSignedData,
  encodeSignerInfo,
  hashIdentifier,
  type SignerInfo,
} from '../../cms/index.ts';
import type { SignatureScheme } from '../../keys/index.ts';
import { type Certificate, verifyByScheme } from '../../validation/index.ts';
import { SignatureError } from '../errors.ts';
import { makerOf, rememberMade } from '../made-values.ts';
import { digestOf } from './digests.ts';
import { messageHashOf } from './signed-attributes.ts';

/** A value with what it is over and whose it is. */
export interface SignedValue {
  /** The DER SET of signed attributes, as it was signed. */
  readonly signedAttributes: Uint8Array;
  readonly certificate: Certificate;
  readonly scheme: SignatureScheme;
  /** For ECDSA the DER of ECDSA-Sig-Value. */
  readonly value: Uint8Array;
}

/**
 * @throws SignatureError `signature.value_mismatch` when the value is not by the certificate's key over what was signed
 */
export function checkValue(
  message: Uint8Array,
  { certificate, scheme, value }: Pick<SignedValue, 'certificate' | 'scheme' | 'value'>,
): void {
  if (verifyByScheme(scheme, { key: certificate, message, signature: value }) === 'good') return;
  throw new SignatureError(
    'signature.value_mismatch',
    "the value is not by the certificate's key over what was prepared",
  );
}

/** The DER of one SignerInfo without unsigned attributes, of a value that was checked. */
export function signerInfoOf({ signedAttributes, certificate, scheme, value }: SignedValue): Uint8Array {
  const info = encodeSignerInfo({
    certificate,
    hash: messageHashOf(scheme),
    signedAttributes,
    algorithm: scheme.identifiers[0],
    signature: value,
  });
  rememberMade(digestOf(info.subarray(contentStart(info, 0))), certificate);
  return info;
}

/** The signer's certificate, if this process made the SignerInfo lately and so knows that its value verifies. */
export function makerOfInfo({ signedPart }: SignerInfo): Certificate | undefined {
  return makerOf(digestOf(signedPart));
}

/**
 * The DER of SignedData with one signer (EN 319 122-1 6.3): level B. With `content` it envelops it; without, it is
 * detached, as in PAdES and ASiC.
 */
export function assembleSignedData(
  signed: SignedValue,
  { chain, content }: { readonly chain: readonly Certificate[]; readonly content?: Uint8Array },
): Uint8Array {
  return encodeSignedData({
    digestAlgorithms: [hashIdentifier(messageHashOf(signed.scheme))],
    encapsulated: encodeData(content),
    certificates: [signed.certificate, ...chain].map(({ raw }) => raw),
    revocationInfos: [],
    signerInfos: [signerInfoOf(signed)],
  });
}
