import {
  contextConstructed,
  der,
  type Nest,
  nest,
  type NestPart,
  oids,
  tags,
  writeNest,
} from '../asn1/index.ts';
import type { SignatureAlgorithm } from '../keys/index.ts';
import { type Certificate, responderKeyHash } from '../validation/index.ts';

/** A key that answers for one authority: the authority's own, or that of a certificate which it issued for OCSP. */
export interface OcspResponder {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly algorithm: SignatureAlgorithm;
  /** Constant parts of every answer. */
  readonly encoded: { readonly responderId: Uint8Array; readonly certificates: Uint8Array };
}

/** Prepares what all answers of a responder share. */
export function prepareOcspResponder(options: {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly algorithm: SignatureAlgorithm;
}): OcspResponder {
  const { certificate, issuer } = options;
  const isDelegate = Buffer.compare(certificate.raw, issuer.raw) !== 0;
  return {
    ...options,
    encoded: {
      responderId: der.explicit(2, der.octetString(responderKeyHash(certificate))),
      certificates: isDelegate ? der.explicit(0, der.sequence(certificate.raw)) : new Uint8Array(),
    },
  };
}

/** `never-issued` is the extended meaning of revoked (RFC 6960 2.2). Times in milliseconds since 1970. */
export type OcspStatus =
  | { readonly kind: 'good' | 'unknown' | 'never-issued' }
  /** `reason` is a CRLReason; unspecified is left out. */
  | { readonly kind: 'revoked'; readonly since: number; readonly reason: number | undefined };

export interface OcspAnswer {
  /** The DER of the CertID as it was asked. */
  readonly certId: Uint8Array;
  readonly status: OcspStatus;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** From when on expired certificates are still answered for (RFC 6960 4.4.4). */
  readonly archiveCutoff?: number;
}

export interface OcspAnswers {
  readonly answers: readonly OcspAnswer[];
  readonly producedAt: number;
  readonly nonce?: Uint8Array | undefined;
}

/** The DER of a ResponseData (RFC 6960 4.2.1): what is linted and then signed. */
export function encodeResponseData(
  { encoded }: OcspResponder,
  { answers, producedAt, nonce }: OcspAnswers,
): Uint8Array {
  const extensions: NestPart[] = [];
  if (nonce)
    extensions.push(nest(tags.sequence, nonceOid, nest(tags.octetString, nest(tags.octetString, nonce))));
  if (answers.some(({ status }) => status.kind === 'never-issued')) extensions.push(extendedRevoke);
  return writeNest(
    nest(
      tags.sequence,
      encoded.responderId,
      timeOf(producedAt),
      nest(tags.sequence, ...answers.map(encodeAnswer)),
      ...explicitList(extensions),
    ),
  );
}

const nonceOid = der.oid(oids.ocspNonce);
const extendedRevoke = der.sequence(der.oid(oids.ocspExtendedRevoke), der.octetString(der.nullValue()));
const archiveCutoffOid = der.oid(oids.ocspArchiveCutoff);

/** Extensions under [1], or nothing. */
function explicitList(extensions: readonly NestPart[]): readonly NestPart[] {
  return extensions.length > 0 ? [nest(contextConstructed(1), nest(tags.sequence, ...extensions))] : [];
}

function encodeAnswer(answer: OcspAnswer): Nest {
  const { archiveCutoff } = answer;
  const extensions =
    archiveCutoff === undefined
      ? []
      : [nest(tags.sequence, archiveCutoffOid, nest(tags.octetString, timeOf(archiveCutoff)))];
  return nest(
    tags.sequence,
    answer.certId,
    encodeStatus(answer.status),
    timeOf(answer.thisUpdate),
    nest(contextConstructed(0), timeOf(answer.nextUpdate)),
    ...explicitList(extensions),
  );
}

const mostTimes = 256;
const times = new Map<number, Uint8Array>();

/** The moments of one second are the same few for all who ask in it. */
function timeOf(moment: number): Uint8Array {
  const second = Math.floor(moment / 1000);
  const known = times.get(second);
  if (known) return known;
  if (times.size >= mostTimes) times.clear();
  const encoded = der.generalizedTime(second * 1000);
  times.set(second, encoded);
  return encoded;
}

const good = Uint8Array.of(0x80, 0);
const unknown = Uint8Array.of(0x82, 0);
const certificateHold = 6;

function encodeRevoked(since: number, reason: number | undefined): Uint8Array {
  const parts = [der.generalizedTime(since)];
  if (reason) parts.push(der.explicit(0, der.enumerated(reason)));
  return der.encode(contextConstructed(1), ...parts);
}

/** RFC 6960 2.2: so that nobody takes it for a certificate which was in order once. */
const neverIssued = encodeRevoked(0, certificateHold);

function encodeStatus(status: OcspStatus): Uint8Array {
  switch (status.kind) {
    case 'good':
      return good;
    case 'unknown':
      return unknown;
    case 'never-issued':
      return neverIssued;
    case 'revoked':
      return encodeRevoked(status.since, status.reason);
  }
}

const basicOid = der.oid(oids.ocspBasic);
const successful = der.enumerated(0);
const noUnusedBits = Uint8Array.of(0);

/** The whole answer around signed data. */
export function encodeResponse(
  { algorithm, encoded }: OcspResponder,
  data: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const signed = nest(tags.bitString, noUnusedBits, signature);
  const basic = nest(tags.sequence, data, algorithm.identifier, signed, encoded.certificates);
  const bytes = nest(tags.sequence, basicOid, nest(tags.octetString, basic));
  return writeNest(nest(tags.sequence, successful, nest(contextConstructed(0), bytes)));
}
