import {
  bitStringOf,
  countOf,
  type Der,
  decodeText,
  DerError,
  type DerLimits,
  fieldsOf,
  oids,
  readDer,
  tags,
} from '../asn1/index.ts';
import {
  type MessageInDer,
  parseMessage,
  parseTstInfo,
  type RevocationInfo,
  signedDataOf,
  type SignedData,
  type SignerInfo,
  type TstInfo,
} from '../cms/index.ts';
import { refuse, type TimeStampRefusal } from './errors.ts';
import { failureBits, type PkiFailure } from './failure.ts';

/** A time-stamp token (RFC 3161 2.4.2), read and not yet believed. */
export interface TimeStampToken {
  readonly raw: Uint8Array;
  /** The message that it is. */
  readonly message: SignedData;
  readonly tstInfo: TstInfo;
  /** The DER of the TSTInfo, which message-digest is the hash of. */
  readonly content: Uint8Array;
  readonly signer: SignerInfo;
  /** The DER of the certificates that came with it. */
  readonly certificates: readonly Uint8Array[];
  /** CRLs and OCSP answers that were put into it. */
  readonly revocationInfos: readonly RevocationInfo[];
}

export type ReadTimeStampToken = { readonly kind: 'read'; readonly token: TimeStampToken } | TimeStampRefusal;

/** Room for a few certificates and CRLs inside. */
const limits: DerLimits = { maxBytes: 1024 * 1024, maxDepth: 24, maxValues: 50_000 };

/**
 * A TimeStampToken from its DER, or from the BER of other makers, whose DER is then its `raw`; or why the bytes are
 * none. Bounded, and never throws.
 */
export function readTimeStampToken(bytes: Uint8Array): ReadTimeStampToken {
  return readInResponses.get(bytes) ?? attempt(() => tokenOf(parseMessage(bytes, limits)));
}

/** A source reads a response and hands out the bytes of its token, and who gets them reads them again. */
const readInResponses = new WeakMap<Uint8Array, ReadTimeStampToken>();

function tokenOf({ bytes, signedData }: MessageInDer): ReadTimeStampToken {
  const { contentType, content, certificates, revocationInfos, signerInfos, version } = signedData;
  // 5 where an OCSP answer was put into it afterwards (RFC 5652 5.1, RFC 5940 2).
  if (contentType !== oids.tSTInfo || !content || (version !== 3 && version !== 5))
    return refuse('time_stamp.content_type', 'the signed content is not a TSTInfo');
  const [signer, ...others] = signerInfos;
  if (!signer || others.length > 0)
    return refuse('time_stamp.signers', 'a time stamp has exactly one signer (RFC 3161 2.4.2)');
  return {
    kind: 'read',
    token: {
      raw: bytes,
      message: signedData,
      tstInfo: parseTstInfo(content),
      content,
      signer,
      certificates,
      revocationInfos,
    },
  };
}

export type ReadTimeStampResponse =
  | { readonly kind: 'granted'; readonly token: TimeStampToken }
  | {
      readonly kind: 'rejected';
      /** PKIStatus: 2 to 5, or a number that nobody knows. */
      readonly status: number;
      /** Those that have a name here. */
      readonly failures: readonly PkiFailure[];
      readonly text: string;
    }
  | TimeStampRefusal;

/** A TimeStampResp from its DER (RFC 3161 2.4.2). Bounded, and never throws. */
export function readTimeStampResponse(bytes: Uint8Array): ReadTimeStampResponse {
  return attempt((): ReadTimeStampResponse => {
    const fields = fieldsOf(readDer(bytes, limits));
    const info = parseStatus(fields.next(tags.sequence));
    const token = fields.optional(tags.sequence);
    fields.end();
    const isGranted = info.status === granted || info.status === grantedWithMods;
    if (isGranted !== (token !== undefined))
      return refuse('time_stamp.malformed', 'an answer has a token exactly when it is granted');
    if (!token) return { kind: 'rejected', ...info };
    const { bytes: inside } = token;
    const read = tokenOf({ bytes: inside, signedData: signedDataOf(token) });
    readInResponses.set(inside, read);
    return read.kind === 'read' ? { kind: 'granted', token: read.token } : read;
  });
}

const granted = 0;
const grantedWithMods = 1;

function parseStatus(value: Der) {
  const fields = fieldsOf(value);
  const status = countOf(fields.next(tags.integer));
  const texts = fields.optional(tags.sequence);
  const failInfo = fields.optional(tags.bitString);
  fields.end();
  const words = texts ? fieldsOf(texts).rest() : [];
  const text = words.map(({ tag, content }) => decodeText(tag, content)).join(' ');
  return { status, failures: failInfo ? failuresOf(failInfo) : [], text };
}

function failuresOf(value: Der): readonly PkiFailure[] {
  const { bytes } = bitStringOf(value);
  const isSet = (bit: number) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  return failures.filter((name) => isSet(failureBits[name]));
}

const failures: readonly PkiFailure[] = [
  'badAlg',
  'badRequest',
  'badDataFormat',
  'timeNotAvailable',
  'unacceptedPolicy',
  'unacceptedExtension',
  'addInfoNotAvailable',
  'systemFailure',
];

function attempt<T>(read: () => T): T | TimeStampRefusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return refuse('time_stamp.malformed', `${error.code}: ${error.message}`);
    throw error;
  }
}
