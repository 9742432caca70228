import { randomBytes } from 'node:crypto';
import { der } from '../asn1/index.ts';
import {
  encodeTimeStampQuery,
  readTimeStampResponse,
  type TimeStampToken,
  verifyTimeStamp,
} from '../tsa/index.ts';
import type { Certificate } from '../validation/index.ts';
import { SignatureError } from './errors.ts';
import type { TimestampSource } from './model.ts';

export interface TimestampService {
  readonly hash: TimestampSource['hash'];
  /** Takes the DER of a TimeStampReq to the service and brings the DER of its TimeStampResp; rejects when none came. */
  readonly send: (request: Uint8Array) => Promise<Uint8Array>;
  /** The policy that is asked for; the service's own choice when left out. */
  readonly policy?: string;
  /** Certificates of its units, where the tokens come without. */
  readonly certificates?: readonly Certificate[];
}

const nonceOctets = 16;
const drawnAtOnce = 256;
let drawn = Buffer.alloc(0);

/** One call of the generator for many numbers. */
function drawNonce(): Uint8Array {
  if (drawn.length === 0) drawn = randomBytes(nonceOctets * drawnAtOnce);
  const nonce = drawn.subarray(0, nonceOctets);
  drawn = drawn.subarray(nonceOctets);
  return nonce;
}

/**
 * Time stamps from a service by its protocol (RFC 3161 2.4). Of an answer it is checked that it is to the question and
 * signed by the certificate that it names; whether that certificate may be believed shows the evidence about it.
 */
export function createTimestampSource(service: TimestampService): TimestampSource {
  return {
    hash: service.hash,
    async stamp(digest) {
      const nonce = der.unsignedInteger(drawNonce());
      const { hash, policy } = service;
      const request = encodeTimeStampQuery({
        hash,
        digest,
        nonce,
        ...(policy === undefined ? {} : { policy }),
      });
      const token = tokenOf(await send(service, request));
      const verdict = verifyTimeStamp({
        token,
        stamped: { digest },
        certificates: service.certificates ?? [],
        asked: { nonce, policy },
      });
      if (verdict.kind === 'refused') throw unavailable(`${verdict.code}: ${verdict.message}`);
      return token.raw;
    },
  };
}

async function send(service: TimestampService, request: Uint8Array): Promise<Uint8Array> {
  try {
    return await service.send(request);
  } catch (cause) {
    throw new SignatureError('signature.time_stamp_unavailable', 'the time-stamping service did not answer', {
      cause,
    });
  }
}

function tokenOf(response: Uint8Array): TimeStampToken {
  const read = readTimeStampResponse(response);
  switch (read.kind) {
    case 'granted':
      return read.token;
    case 'rejected':
      throw unavailable(`the service said no: ${[...read.failures, read.text].join(' ')}`);
    case 'refused':
      throw unavailable(`${read.code}: ${read.message}`);
  }
}

function unavailable(message: string): SignatureError {
  return new SignatureError('signature.time_stamp_unavailable', message);
}
