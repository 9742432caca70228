import {
  contextConstructed,
  type Der,
  DerError,
  type DerLimits,
  fieldsOf,
  integerOf,
  oids,
  onlyElement,
  readDer,
  someOf,
  tags,
} from '../asn1/index.ts';
import {
  type CertId,
  type Extension,
  parseAlgorithm,
  parseCertId,
  parseExtensions,
} from '../validation/index.ts';

/** What a client asks (RFC 6960 4.1.1). */
export interface OcspRequest {
  /** At least one. */
  readonly certIds: readonly CertId[];
  /** To be repeated in the answer (RFC 9654); without one a pre-signed answer will do. */
  readonly nonce: Uint8Array | undefined;
}

/** Why a request is answered with `malformedRequest`. */
export type OcspRequestErrorCode =
  | 'ocsp.request_malformed'
  | 'ocsp.request_encoding'
  | 'ocsp.request_extension'
  | 'ocsp.request_nonce';

export type OcspRequestRead =
  | { readonly kind: 'read'; readonly request: OcspRequest }
  | { readonly kind: 'refused'; readonly code: OcspRequestErrorCode; readonly message: string };

/** A signed request with its certificates still fits. */
const limits: DerLimits = { maxBytes: 16 * 1024, maxDepth: 20, maxValues: 1000 };
const mostCertIds = 16;
const longestSerial = 20;
const longestNonce = 128;

/**
 * An OCSP request from its DER. Who asks does not change the answer: a requestor's name and signature are passed over
 * (RFC 5019 2.1.2 allows it), though they must be well formed. Never throws.
 */
export function readOcspRequest(bytes: Uint8Array): OcspRequestRead {
  try {
    return { kind: 'read', request: parseRequest(bytes) };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', code: error.code, message: error.message };
    if (error instanceof DerError)
      return { kind: 'refused', code: 'ocsp.request_malformed', message: `${error.code}: ${error.message}` };
    throw error;
  }
}

class Refused extends Error {
  readonly code: OcspRequestErrorCode;

  constructor(code: OcspRequestErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

function parseRequest(bytes: Uint8Array): OcspRequest {
  const outer = fieldsOf(readDer(bytes, limits));
  const tbs = fieldsOf(outer.next(tags.sequence));
  const signature = outer.optional(contextConstructed(0));
  outer.end();
  if (signature) checkSignatureForm(onlyElement(signature));
  const version = tbs.optional(contextConstructed(0));
  const requestor = tbs.optional(contextConstructed(1));
  const list = someOf(tbs.next(tags.sequence));
  const extensions = parseTail(tbs.optional(contextConstructed(2)));
  tbs.end();
  if (version && integerOf(onlyElement(version, tags.integer)) !== 0n)
    throw new Refused('ocsp.request_malformed', 'no such version of a request');
  if (requestor) onlyElement(requestor);
  if (list.length > mostCertIds)
    throw new Refused('ocsp.request_malformed', `more than ${mostCertIds} certificates are asked for`);
  checkExtensions(extensions, knownExtensions);
  const nonce = extensions.find(({ oid }) => oid === oids.ocspNonce);
  return { certIds: list.map(parseSingle), nonce: nonce && parseNonce(nonce) };
}

function parseTail(value: Der | undefined): readonly Extension[] {
  return value ? parseExtensions(onlyElement(value)) : [];
}

function checkSignatureForm(value: Der): void {
  const fields = fieldsOf(value);
  parseAlgorithm(fields.next(tags.sequence));
  fields.next(tags.bitString);
  const certificates = fields.optional(contextConstructed(0));
  fields.end();
  if (certificates) fieldsOf(onlyElement(certificates)).rest();
}

function parseSingle(value: Der): CertId {
  const fields = fieldsOf(value);
  const certIdField = fields.next(tags.sequence);
  const extensions = parseTail(fields.optional(contextConstructed(0)));
  fields.end();
  checkExtensions(extensions, new Set());
  const serial = fieldsOf(certIdField).rest()[3];
  // RFC 5280 4.1.2.2; the octet more is the sign.
  if (serial && serial.content.length > longestSerial + 1)
    throw new Refused('ocsp.request_malformed', 'a serial number is too long');
  return parseCertId(certIdField);
}

/** The basic response, which everyone must accept, is the only type here; no algorithm can be chosen. */
const knownExtensions: ReadonlySet<string> = new Set([
  oids.ocspNonce,
  oids.ocspAcceptableResponses,
  oids.ocspPreferredSignatureAlgorithms,
]);

/** RFC 6960 4.4: what is not understood is passed over unless it is critical. */
function checkExtensions(extensions: readonly Extension[], known: ReadonlySet<string>): void {
  const unknown = extensions.find(({ oid, isCritical }) => isCritical && !known.has(oid));
  if (unknown) throw new Refused('ocsp.request_extension', `unknown critical extension ${unknown.oid}`);
}

/** RFC 9654 2.1: an OCTET STRING of 1 to 128 octets; shorter ones than the 16 asked for are repeated as well. */
function parseNonce({ value }: Extension): Uint8Array {
  const nonce = readDer(value, limits);
  if (nonce.tag !== tags.octetString || nonce.content.length === 0 || nonce.content.length > longestNonce)
    throw new Refused('ocsp.request_nonce', `a nonce has 1 to ${longestNonce} octets`);
  return nonce.content;
}
