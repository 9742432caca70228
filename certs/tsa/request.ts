import {
  booleanOf,
  contextConstructed,
  type Der,
  DerError,
  type DerLimits,
  type Fields,
  fieldsOf,
  integerOf,
  oidOf,
  readDer,
  tags,
} from '../asn1/index.ts';
import { type HashName, hashNameOf, hashOctets, parseMessageImprint } from '../cms/index.ts';
import { parseExtensions } from '../validation/index.ts';
import { reject, type Rejection } from './failure.ts';

/** What is asked of a time-stamping service (RFC 3161 2.4.1). */
export interface TimeStampRequest {
  /** The DER, to be echoed as it came. */
  readonly messageImprint: Uint8Array;
  readonly hash: Exclude<HashName, 'sha1'>;
  readonly digest: Uint8Array;
  readonly policy: string | undefined;
  /** The DER of the INTEGER. */
  readonly nonce: Uint8Array | undefined;
  /** Whether the certificate is to be in the token. */
  readonly certReq: boolean;
}

export type ReadTimeStampRequest = { readonly kind: 'read'; readonly request: TimeStampRequest } | Rejection;

/** A request is a hash and a few numbers; nothing of it grows. */
const limits: DerLimits = { maxBytes: 4096, maxDepth: 8, maxValues: 64 };
const longestNonce = 64;

/** A TimeStampReq from its DER, or what the requester is to be told. Bounded, and never throws. */
export function readTimeStampRequest(bytes: Uint8Array): ReadTimeStampRequest {
  try {
    return parseRequest(bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return reject('badDataFormat', `the request is not a TimeStampReq in DER: ${error.message}`);
  }
}

function parseRequest(bytes: Uint8Array): ReadTimeStampRequest {
  const fields = fieldsOf(readDer(bytes, limits));
  const version = integerOf(fields.next(tags.integer));
  const imprint = parseMessageImprint(fields.next(tags.sequence));
  const rest = parseRest(fields);
  if (version !== 1n) return reject('badRequest', `version ${version} is not known`);
  const hash = hashNameOf(imprint.algorithm);
  if (!hash || hash === 'sha1') return reject('badAlg', `hash ${imprint.algorithm.oid} is not accepted`);
  const { digest } = imprint;
  if (digest.length !== hashOctets(hash))
    return reject('badDataFormat', `an imprint by ${hash} has ${hashOctets(hash)} octets`);
  if (rest.extension !== undefined)
    return reject('unacceptedExtension', `extension ${rest.extension} is not accepted`);
  if (rest.nonce && rest.nonce.content.length > longestNonce)
    return reject('badRequest', `a nonce has at most ${longestNonce} octets`);
  const { policy, nonce, certReq } = rest;
  return {
    kind: 'read',
    request: { messageImprint: imprint.raw, hash, digest, policy, nonce: nonce?.bytes, certReq },
  };
}

interface RequestRest {
  readonly policy: string | undefined;
  readonly nonce: Der | undefined;
  readonly certReq: boolean;
  /** The first extension; none is known. */
  readonly extension: string | undefined;
}

function parseRest(fields: Fields): RequestRest {
  const policy = fields.optional(tags.oid);
  const nonce = fields.optional(tags.integer);
  const certReq = fields.optional(tags.boolean);
  const extensions = fields.optional(contextConstructed(0));
  fields.end();
  return {
    policy: policy && oidOf(policy),
    nonce,
    // FALSE is the default and should be left out; common clients write it all the same.
    certReq: certReq ? booleanOf(certReq) : false,
    extension: extensions && parseExtensions(extensions, contextConstructed(0))[0]?.oid,
  };
}
