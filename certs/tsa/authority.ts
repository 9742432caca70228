import { type Finding, type IssuingKey, type Linted, lintTimeStamp } from '../lint/index.ts';
import { type ClockVerdict } from './clock.ts';
import { encodeGranted, reject, type Rejection } from './failure.ts';
import { readTimeStampRequest, type TimeStampRequest } from './request.ts';
import { createTokenTemplate, type TokenProfile } from './token.ts';

export interface TimeStampUnit extends Omit<TokenProfile, 'algorithm'> {
  readonly key: IssuingKey;
  /** The policies under which it stamps; the first is that of requests that name none. */
  readonly policies: readonly [string, ...string[]];
}

export interface TimeStampOrder {
  /** The bytes of a TimeStampReq, or what was read from them. */
  readonly request: Uint8Array | TimeStampRequest;
  /** New, and larger than every one before it on every node: from a sequence of the database. */
  readonly serialNumber: bigint;
  readonly clock: ClockVerdict;
}

/** A time stamp that the linter has passed and nobody has signed. */
export interface PreparedTimeStamp {
  readonly kind: 'prepared';
  readonly linted: Linted<'time-stamp'>;
  readonly tstInfo: Uint8Array;
  readonly serialNumber: bigint;
  readonly genTime: number;
  readonly request: TimeStampRequest;
}

/** What the linter found goes to the log, not to the requester. */
export type NotPrepared = Rejection & { readonly findings?: readonly Finding[] };

export interface TimeStampAuthority {
  /** Takes the order and judges the time stamp that answers it; on one node serial numbers and time only grow. */
  prepare(order: TimeStampOrder): PreparedTimeStamp | NotPrepared;
  /**
   * Signs, and gives the DER of the TimeStampResp.
   * @throws SigningError when the key cannot sign; the answer is then a rejection with systemFailure
   */
  complete(prepared: PreparedTimeStamp): Promise<Uint8Array>;
  /** genTime of the last time stamp that was prepared here, for the rule of the clock. */
  readonly lastGenTime: number | undefined;
}

/** @throws RangeError for a unit whose key or accuracy no time stamp can have */
export function createTimeStampAuthority(unit: TimeStampUnit): TimeStampAuthority {
  const { key, policies, certificate } = unit;
  const template = createTokenTemplate({ ...unit, algorithm: key.algorithm });
  let previous: { readonly serialNumber: bigint; readonly genTime: number } | undefined;
  return {
    get lastGenTime() {
      return previous?.genTime;
    },
    prepare({ request: given, serialNumber, clock }) {
      const read =
        given instanceof Uint8Array
          ? readTimeStampRequest(given)
          : ({ kind: 'read', request: given } as const);
      if (read.kind === 'rejected') return read;
      const { request } = read;
      const policy = request.policy ?? policies[0];
      if (!policies.includes(policy)) return reject('unacceptedPolicy', `policy ${policy} is not offered`);
      if (clock.kind === 'untrusted') return reject('timeNotAvailable', clock.text);
      const genTime = Math.floor(clock.time);
      const { messageImprint, nonce } = request;
      const tstInfo = template.encodeTstInfo({ policy, messageImprint, serialNumber, genTime, nonce });
      const context = { tstInfo, certificate, algorithm: key.algorithm, request, policies, previous };
      const result = lintTimeStamp(template.encodeSignedAttributes(tstInfo), context);
      if (result.kind === 'refused')
        return { ...reject('systemFailure', 'no time stamp can be made now'), findings: result.findings };
      previous = { serialNumber, genTime };
      return { kind: 'prepared', linted: result.linted, tstInfo, serialNumber, genTime, request };
    },
    async complete({ linted, tstInfo, request }) {
      const signature = await key.sign(linted);
      const hasCertificates = request.certReq;
      const parts = { tstInfo, signedAttributes: linted.tbs, signature, hasCertificates };
      return encodeGranted(template.encodeToken(parts));
    },
  };
}
