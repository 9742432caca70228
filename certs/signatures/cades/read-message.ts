import { DerError, type DerErrorCode, type DerLimits, oids } from '../../asn1/index.ts';
import { parseMessage, type SignedData, type SignerInfo } from '../../cms/index.ts';
import type { ReadResult } from '../model.ts';

/** Room for a document of 64 MiB with all the evidence that it may collect. */
export const largestMessage = 80 * 1024 * 1024;

const limits: DerLimits = { maxBytes: largestMessage, maxDepth: 64, maxValues: 500_000 };

/** A few hundred signatures are a petition; what is more is an attack. */
const mostSigners = 500;
const mostCertificates = 2000;
const mostRevocationInfos = 1000;
const mostValues = 10_000;
/** Each is of all that the message has. */
const mostArchiveTimeStamps = 1000;
/** Octets of signers that archive time stamps are of, each of them once for each of its time stamps. */
const mostArchivedOctets = 1024 * 1024 * 1024;

export type ReadMessage =
  | { readonly kind: 'read'; readonly signedData: SignedData }
  | Extract<ReadResult, { readonly kind: 'refused' }>;

/** SignedData in DER, or in the BER of other makers, whose signed attributes stay as they are. Never throws. */
export function readMessage(bytes: Uint8Array): ReadMessage {
  try {
    const { signedData } = parseMessage(bytes, limits);
    return isBounded(signedData)
      ? { kind: 'read', signedData }
      : refuse('signature.too_complex', 'more signers, certificates or revocation data than are read');
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return refusalOf(bytes, error);
  }
}

function isBounded({ signerInfos, certificateChoices, revocationInfos }: SignedData): boolean {
  return (
    signerInfos.length <= mostSigners &&
    certificateChoices.length <= mostCertificates &&
    revocationInfos.length <= mostRevocationInfos &&
    countValues(signerInfos) <= mostValues &&
    countValues(signerInfos, oids.archiveTimeStampV3) <= mostArchiveTimeStamps &&
    archivedOctets(signerInfos) <= mostArchivedOctets
  );
}

function countValues(signerInfos: readonly SignerInfo[], oid?: string): number {
  let count = 0;
  for (const { signedAttributes = [], unsignedAttributes } of signerInfos)
    for (const attribute of [...signedAttributes, ...unsignedAttributes])
      if (oid === undefined || attribute.oid === oid) count += attribute.values.length;
  return count;
}

function archivedOctets(signerInfos: readonly SignerInfo[]): number {
  return signerInfos.reduce(
    (sum, info) => sum + info.signedPart.length * countValues([info], oids.archiveTimeStampV3),
    0,
  );
}

const ownCodes: Readonly<Partial<Record<DerErrorCode, 'signature.too_large' | 'signature.too_complex'>>> = {
  'asn1.too_large': 'signature.too_large',
  'asn1.too_deep': 'signature.too_complex',
  'asn1.too_many_values': 'signature.too_complex',
};

function refusalOf(bytes: Uint8Array, error: DerError): ReadMessage {
  const code = ownCodes[error.code];
  if (code) return refuse(code, error.message);
  return isContentInfo(bytes)
    ? refuse('signature.malformed', `${error.code}: ${error.message}`)
    : refuse('signature.not_this_format', 'the bytes are no SignedData');
}

/** A SEQUENCE that begins with the identifier of SignedData, behind a length of any form. */
function isContentInfo(bytes: Uint8Array): boolean {
  const header = Buffer.from(bytes.subarray(0, 24));
  return header[0] === 0x30 && header.includes(signedDataIdentifier);
}

const signedDataIdentifier = Buffer.from('06092a864886f70d010702', 'hex');

function refuse(code: Extract<ReadResult, { kind: 'refused' }>['code'], message: string): ReadMessage {
  return { kind: 'refused', code, message };
}
