import type { Problem, ReadDigest, ReadSignature, ReadTimeStamp } from '../model.ts';
import type { Context } from './context.ts';
import type { JudgedTimeStamp, Step, SubIndication, Verdict } from './model.ts';
import type { StepCode, StepName } from './step-codes.ts';
import { isInOrder } from './time-stamps.ts';

/** What ends a judgement early, or spoils one that would have passed. */
export type Finding = Verdict & {
  readonly step: StepName;
  readonly code: StepCode;
  readonly what: string;
  readonly clause?: string;
};

function failed(subIndication: SubIndication, about: Omit<Finding, keyof Verdict>): Finding {
  return { indication: 'TOTAL-FAILED', subIndication, ...about };
}

function indeterminate(subIndication: SubIndication, about: Omit<Finding, keyof Verdict>): Finding {
  return { indication: 'INDETERMINATE', subIndication, ...about };
}

export const missingCertificate: Finding = indeterminate('NO_SIGNING_CERTIFICATE_FOUND', {
  step: 'identification',
  code: 'identification.no_certificate',
  what: "the signer's certificate is not at hand",
  clause: 'EN 319 102-1 5.2.3',
});

export function formatFinding({ problems }: ReadSignature, around: readonly Problem[]): Finding | undefined {
  const failure = [...problems, ...around].find(({ severity }) => severity === 'failure');
  if (!failure) return undefined;
  const { code, message: what, clause } = failure;
  return failed('FORMAT_FAILURE', {
    step: 'format',
    code,
    what,
    ...(clause === undefined ? {} : { clause }),
  });
}

/** EN 319 102-1 5.2.7. */
export function cryptographyFinding({ value, digests, signer }: ReadSignature): Finding | undefined {
  const clause = 'EN 319 102-1 5.2.7';
  const step = 'cryptography';
  const first = (outcome: ReadDigest['outcome']) => digests.find((digest) => digest.outcome === outcome);
  const differing = first('differs');
  if (differing)
    return failed('HASH_FAILURE', {
      step,
      code: 'cryptography.digest',
      what: `${differing.of} is not what was signed`,
      clause,
    });
  if (value === 'fails')
    return failed('SIG_CRYPTO_FAILURE', {
      step,
      code: 'cryptography.value',
      what: "the value is not by the certificate's key over the signed attributes",
      clause,
    });
  const absent = first('absent');
  if (absent)
    return indeterminate('SIGNED_DATA_NOT_FOUND', {
      step,
      code: 'cryptography.data_absent',
      what: `${absent.of} is not at hand`,
      clause,
    });
  const unobtainable = first('unobtainable');
  if (unobtainable)
    return indeterminate('SIGNED_DATA_NOT_FOUND', {
      step,
      code: 'cryptography.data_unobtainable',
      what: `${unobtainable.of} cannot be had by the reference and transforms that the signature names`,
      clause,
    });
  const unknown = first('unsupported');
  if (unknown ?? value === 'unsupported')
    return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', {
      step,
      code: 'cryptography.unsupported',
      what: unknown
        ? `${unknown.of}: ${unknown.hash} is not known here`
        : 'an algorithm or key that is not accepted',
      clause,
    });
  return value === 'no_key' || !signer.certificate ? missingCertificate : undefined;
}

/** EN 319 102-1 5.2.3. */
export function identificationFinding({ signer }: ReadSignature): Finding | undefined {
  const clause = 'EN 319 102-1 5.2.3';
  if (signer.reference === 'mismatch')
    return indeterminate('NO_SIGNING_CERTIFICATE_FOUND', {
      step: 'identification',
      code: 'identification.mismatch',
      what: 'the signed attributes name another certificate',
      clause,
    });
  if (signer.reference === 'absent')
    return indeterminate('SIG_CONSTRAINTS_FAILURE', {
      step: 'identification',
      code: 'identification.absent',
      what: 'no signed attribute names the certificate',
      clause,
    });
  return undefined;
}

/** When a signature is known to exist, and the time stamps that say so. */
export interface AtTime {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly isProved: boolean;
  readonly judged: readonly JudgedTimeStamp[];
}

/** The latest time that was stamped before the signature was made. */
export function contentTime(judged: readonly JudgedTimeStamp[]): number | undefined {
  const times = judged.flatMap(({ kind, indication, time }) =>
    kind === 'content' && indication === 'TOTAL-PASSED' && time !== undefined ? [time] : [],
  );
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** A stamp that is broken was changed, or comes from elsewhere; one that is only not believed proves nothing. */
export function timeStampFinding(judged: readonly JudgedTimeStamp[]): Finding | undefined {
  const broken = judged.find(({ indication }) => indication === 'TOTAL-FAILED');
  if (!broken) return undefined;
  return indeterminate('SIG_CONSTRAINTS_FAILURE', {
    step: 'time_stamps',
    code: 'time_stamps.broken',
    what: `time stamp ${broken.id} is broken: ${broken.subIndication ?? 'GENERIC'}`,
    clause: 'EN 319 102-1 5.2.8',
  });
}

export function orderFinding(
  stamps: readonly ReadTimeStamp[],
  judged: readonly JudgedTimeStamp[],
): Finding | undefined {
  if (isInOrder(stamps, judged)) return undefined;
  return indeterminate('TIMESTAMP_ORDER_FAILURE', {
    step: 'time_stamp_order',
    code: 'time_stamp_order.wrong',
    what: 'a time stamp that was made later tells an earlier time',
    clause: 'EN 319 102-1 5.5.4',
  });
}

/** Cryptographic constraints (EN 319 102-1 5.2.8.4.2) at the time at which the signature is known to have existed. */
export function acceptanceFinding(
  { scheme, algorithm, digests, signer }: ReadSignature,
  { time, judged }: AtTime,
  { policy }: Context,
): Finding | undefined {
  const { algorithms } = policy;
  const { certificate } = signer;
  const ends = [
    { name: algorithm, end: scheme && certificate && algorithms.signature(scheme, certificate) },
    ...digests.map(({ hash }) => ({ name: hash, end: algorithms.hash(hash) })),
  ];
  const about = { step: 'acceptance', clause: 'EN 319 102-1 5.2.8.4' } as const;
  const unknown = ends.find(({ end }) => end === undefined);
  if (unknown)
    return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', {
      ...about,
      code: 'acceptance.algorithm',
      what: `${unknown.name} is not in the suite`,
    });
  const ended = ends.find(({ end }) => (end ?? -Infinity) < time);
  if (!ended) return undefined;
  const isMadeAfter = (contentTime(judged) ?? -Infinity) > (ended.end ?? -Infinity);
  return indeterminate(isMadeAfter ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', {
    ...about,
    code: 'acceptance.algorithm_ended',
    what: `${ended.name} is not believed after ${new Date(ended.end ?? 0).toISOString()}, and the signature is not known to be older`,
  });
}

/** How far a claimed time may lie after the time that is proved. */
const claimedAfterMs = 300_000;

const warn = (step: StepName, about: Pick<Step, 'code' | 'what' | 'clause'>): Step => ({
  step,
  outcome: 'warning',
  ...about,
});

/** What must be told and changes nothing. */
export function warningsOf(
  { problems, claimedTime, claims }: ReadSignature,
  around: readonly Problem[],
  { time, judged }: AtTime,
): readonly Step[] {
  const ofFormat = [...problems, ...around].filter(({ severity }) => severity === 'warning');
  const unbelieved = judged.filter(({ indication }) => indication === 'INDETERMINATE');
  return [
    ...ofFormat.map(({ code, message: what, clause }) =>
      warn('format', { code, what, ...(clause === undefined ? {} : { clause }) }),
    ),
    ...unbelieved.map(({ id, subIndication }) =>
      warn('time_stamps', {
        code: 'time_stamps.not_believed',
        what: `time stamp ${id} proves nothing: ${subIndication ?? 'GENERIC'}`,
        clause: 'EN 319 102-1 5.5.4',
      }),
    ),
    ...(claimedTime !== undefined && claimedTime > time + claimedAfterMs
      ? [
          warn('acceptance', {
            code: 'acceptance.claimed_time',
            what: 'the signer claims a time after the one that is proved',
          }),
        ]
      : []),
    ...(claims.policy && claims.policy.implied !== true
      ? [
          warn('acceptance', {
            code: 'acceptance.policy_not_checked',
            what: `the signature policy ${claims.policy.id} is not known here and was not checked`,
            clause: 'EN 319 102-1 5.2.4',
          }),
        ]
      : []),
  ];
}
