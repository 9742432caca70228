import { type DerLimits, oids, readDer, tags } from '../asn1/index.ts';
import {
  type Crl,
  judgeOcsp,
  type OcspResponse,
  readOcspResponse,
  validatePath,
} from '../validation/index.ts';
import { refuse, type WebEidRefusal } from './errors.ts';
import type { VerifiedWebEidToken } from './verify.ts';

const certificateHold = 6;

function revoked(reason: number | undefined, message: string): WebEidRefusal {
  return refuse(reason === certificateHold ? 'webeid.suspended' : 'webeid.revoked', message);
}

/** An answer that was fetched for this very question. */
export interface OcspEvidence {
  /** The certificate as it was judged: its path has shown who issued it. */
  readonly verified: Pick<VerifiedWebEidToken, 'certificate' | 'path'>;
  /** DER. */
  readonly response: Uint8Array;
  /** What was asked with (RFC 9654); the answer must repeat it. */
  readonly nonce: Uint8Array;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Web eID's own limits: how old the status may be, and how far the responder's clock may be ahead of ours. */
const longestAgeSeconds = 120;
const clockSkewMs = 15 * 60_000;

/** Whether the holder's certificate is good now; undefined = it is. What does not say so plainly is a refusal. */
export function judgeOcspEvidence(evidence: OcspEvidence): WebEidRefusal | undefined {
  const { time } = evidence;
  const { certificate, path } = evidence.verified;
  const issuer = path.at(-2);
  if (!issuer) return refuse('webeid.status_unknown', 'an anchor has no status');
  const read = readOcspResponse(evidence.response);
  if (read.kind === 'malformed') return refuse('webeid.status_unknown', `${read.code}: ${read.message}`);
  const { value: response } = read;
  if (response.kind === 'error')
    return refuse('webeid.status_unknown', `the responder answered ${response.status}`);
  const [single, ...others] = response.basic.responses;
  if (!single || others.length > 0)
    return refuse('webeid.status_unknown', 'the answer is not about one certificate');
  if (!hasNonce(response.basic, evidence.nonce))
    return refuse('webeid.status_unknown', 'the answer does not repeat our nonce');
  const judged = judgeOcsp({
    response,
    issuer,
    certificate,
    isIssuedByPath: true,
    time: Math.max(time, Math.min(single.thisUpdate, time + clockSkewMs)),
    maxAgeSeconds: longestAgeSeconds,
  });
  switch (judged.status) {
    case 'good':
      return undefined;
    case 'revoked':
      return revoked(judged.reason, `revoked at ${new Date(judged.revocationTime).toISOString()}`);
    case 'unknown':
      return refuse('webeid.status_unknown', 'the responder does not know the certificate');
    case 'invalid':
      return refuse('webeid.status_unknown', `${judged.code}: ${judged.message}`);
  }
}

type BasicResponse = Extract<OcspResponse, { kind: 'basic' }>['basic'];

function hasNonce({ extensions }: BasicResponse, nonce: Uint8Array): boolean {
  const found = extensions.find(({ oid }) => oid === oids.ocspNonce);
  return found !== undefined && Buffer.compare(octets(found.value), nonce) === 0;
}

const nonceLimits: DerLimits = { maxBytes: 256, maxDepth: 2, maxValues: 2 };

function octets(value: Uint8Array): Uint8Array {
  try {
    const content = readDer(value, nonceLimits);
    return content.tag === tags.octetString ? content.content : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

/** Evidence that lies before us, as for a question about the past. */
export interface KeptEvidence {
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** The same by CRLs and OCSP answers that were kept: they must say good of every certificate below the anchor. */
export function judgeKeptEvidence(
  { certificate, path }: VerifiedWebEidToken,
  { crls, ocspResponses, time }: KeptEvidence,
): WebEidRefusal | undefined {
  const [anchor, ...intermediates] = path.slice(0, -1);
  const result = validatePath({
    leaf: certificate,
    anchors: [anchor ?? certificate],
    intermediates,
    crls,
    ocspResponses,
    time,
    revocation: true,
  });
  if (result.kind === 'valid') return undefined;
  const message = `${result.code}: ${result.message}`;
  const isHolders = result.code === 'path.revoked' && result.certificate === certificate;
  return isHolders ? revoked(result.revocationReason, message) : refuse('webeid.status_unknown', message);
}
