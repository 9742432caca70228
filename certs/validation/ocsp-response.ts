import {
  context,
  contextConstructed,
  countOf,
  type Der,
  DerError,
  type DerLimits,
  expectTag,
  fieldsOf,
  integerOf,
  oidOf,
  oids,
  onlyElement,
  readDer,
  someOf,
  tags,
  timeOf,
} from '../asn1/index.ts';
import { parseCertId } from './cert-id.ts';
import { parseCertificate, wholeBytes } from './certificate.ts';
import { parseReason } from './crl-entries.ts';
import { parseAlgorithm, parseExtensions } from './extensions.ts';
import type { Certificate, Extension } from './model.ts';
import { parseName } from './names.ts';
import type {
  BasicOcspResponse,
  CertificateStatus,
  OcspErrorStatus,
  OcspResponse,
  ResponderId,
  ResponseData,
  SingleResponse,
} from './ocsp-model.ts';

const limits: DerLimits = { maxBytes: 256 * 1024, maxDepth: 28, maxValues: 20_000 };
const mostResponses = 1000;
const mostCertificates = 10;

const errorStatuses: ReadonlyMap<number, OcspErrorStatus> = new Map([
  [1, 'malformedRequest'],
  [2, 'internalError'],
  [3, 'tryLater'],
  [5, 'sigRequired'],
  [6, 'unauthorized'],
]);

/**
 * An OCSP answer (RFC 6960 4.2.1) from its DER.
 * @throws DerError when the bytes are not one, or the response is of another type than basic
 */
export function parseOcspResponse(bytes: Uint8Array): OcspResponse {
  const fields = fieldsOf(readDer(bytes, limits));
  const code = countOf(fields.next(tags.enumerated));
  const body = fields.optional(contextConstructed(0));
  fields.end();
  if (code === 0 && body) return { kind: 'basic', raw: bytes, basic: parseResponseBytes(onlyElement(body)) };
  const status = errorStatuses.get(code);
  if (!status || body) throw new DerError('asn1.structure', 'no such status, or a status that has no answer');
  return { kind: 'error', raw: bytes, status };
}

function parseResponseBytes(value: Der): BasicOcspResponse {
  const fields = fieldsOf(value);
  const type = oidOf(fields.next(tags.oid));
  const content = fields.next(tags.octetString).content;
  fields.end();
  if (type !== oids.ocspBasic) throw new DerError('asn1.structure', `a response of type ${type}`);
  return parseBasicResponse(readDer(content, limits));
}

function parseBasicResponse(value: Der): BasicOcspResponse {
  const fields = fieldsOf(value);
  const data = fields.next(tags.sequence);
  const algorithm = parseAlgorithm(fields.next(tags.sequence));
  const signature = wholeBytes(fields.next(tags.bitString));
  const certificates = fields.optional(contextConstructed(0));
  fields.end();
  return {
    ...parseData(data),
    tbs: data.bytes,
    innerAlgorithm: algorithm,
    signatureAlgorithm: algorithm,
    signature,
    certificates: certificates ? parseCertificates(onlyElement(certificates)) : [],
  };
}

function parseCertificates(value: Der): readonly Certificate[] {
  const all = fieldsOf(value).rest();
  if (all.length > mostCertificates) throw new DerError('asn1.too_many_values', 'too many certificates');
  return all.map(({ bytes }) => parseCertificate(bytes));
}

/**
 * The part of an answer that is signed, from its DER.
 * @throws DerError
 */
export function parseResponseData(bytes: Uint8Array): ResponseData {
  return parseData(readDer(bytes, limits));
}

function parseData(value: Der): ResponseData {
  const fields = fieldsOf(value);
  const version = fields.optional(contextConstructed(0));
  if (version && integerOf(onlyElement(version, tags.integer)) !== 0n)
    throw new DerError('asn1.structure', 'no such version of an OCSP response');
  const responderId = parseResponderId(fields.next(contextConstructed(1), contextConstructed(2)));
  const producedAt = timeOf(fields.next(tags.generalizedTime));
  const responses = someOf(fields.next(tags.sequence));
  const extensions = parseTail(fields.optional(contextConstructed(1)));
  fields.end();
  if (responses.length > mostResponses) throw new DerError('asn1.too_many_values', 'too many statuses');
  return { responderId, producedAt, responses: responses.map(parseSingleResponse), extensions };
}

/** Some responders write an empty list where they have no extension to give (RFC 5280 4.1 has at least one). */
function parseTail(value: Der | undefined): readonly Extension[] {
  const list = value && onlyElement(value);
  const isEmpty = !list || (list.tag === tags.sequence && list.content.length === 0);
  return isEmpty ? [] : parseExtensions(list);
}

const keyHashBytes = 20;

function parseResponderId(value: Der): ResponderId {
  const inner = onlyElement(value);
  if (value.tag === contextConstructed(1)) return { kind: 'byName', name: parseName(inner) };
  expectTag(inner, tags.octetString);
  if (inner.content.length !== keyHashBytes)
    throw new DerError('asn1.structure', 'the hash of a responder has the wrong length');
  return { kind: 'byKey', keyHash: inner.content };
}

function parseSingleResponse(value: Der): SingleResponse {
  const fields = fieldsOf(value);
  const certId = parseCertId(fields.next(tags.sequence));
  const status = parseStatus(fields.optional(context(0)) ?? fields.next(contextConstructed(1), context(2)));
  const thisUpdate = timeOf(fields.next(tags.generalizedTime));
  const next = fields.optional(contextConstructed(0));
  const extensions = parseTail(fields.optional(contextConstructed(1)));
  fields.end();
  return {
    certId,
    status,
    thisUpdate,
    nextUpdate: next && timeOf(onlyElement(next, tags.generalizedTime)),
    extensions,
  };
}

function parseStatus(value: Der): CertificateStatus {
  if (value.tag === contextConstructed(1)) return parseRevoked(value);
  if (value.content.length > 0) throw new DerError('asn1.null', 'a NULL has content');
  return { kind: value.tag === context(0) ? 'good' : 'unknown' };
}

function parseRevoked(value: Der): CertificateStatus {
  const fields = fieldsOf(value, contextConstructed(1));
  const revocationTime = timeOf(fields.next(tags.generalizedTime));
  const reason = fields.optional(contextConstructed(0));
  fields.end();
  return { kind: 'revoked', revocationTime, reason: reason && parseReason(onlyElement(reason)) };
}
