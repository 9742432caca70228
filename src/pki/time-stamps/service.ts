import {
  type ClockReading,
  type ClockReference,
  type ClockVerdict,
  createTimeStampAuthority,
  encodeRejection,
  type Finding,
  judgeClock,
  readTimeStampRequest,
  reject,
  type Rejection,
  type TimeStampRequest,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { type BatchLimits, createBatching, type Database } from '../../db/index.ts';
import type { TimeStampingUnit } from '../authority/index.ts';
import { insertTimeStamps, type NewTimeStamp } from './store.ts';

export interface TimeStampServiceDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  /** Milliseconds of a clock that never steps. */
  readonly monotonic: () => number;
  readonly unit: TimeStampingUnit;
  /** What is promised, from 1 to 1000. */
  readonly accuracyMs: number;
  /** The last word of a time service about the wall clock; undefined while it is silent. */
  readonly reference?: (() => ClockReference | undefined) | undefined;
  /** Without a word of it nothing is stamped: in production. */
  readonly requiresReference: boolean;
  readonly onError: (error: unknown) => void;
  readonly limits?: BatchLimits;
}

export interface TimeStampService {
  /** The DER of the TimeStampResp for the DER of a request, a rejection too; never throws. */
  stamp(request: Uint8Array): Promise<Uint8Array>;
}

/** EN 319 421: the policy of units that are not qualified, for requests that ask for it. */
const bestPractices = '0.4.0.2023.1.1';
const referenceMaxAgeMs = 15 * 60_000;
const driftPerMillion = 100;
// One statement at a time: serial numbers must grow on a node in the order of the moments.
const defaultLimits: BatchLimits = { statementsInFlight: 1, keysPerStatement: 500 };

/** Order of effects: judge the request and the clock; store the row, whose identity is the serial number; sign. */
export function createTimeStampService(deps: TimeStampServiceDeps): TimeStampService {
  const { db, unit, accuracyMs, onError } = deps;
  const policies: [string, ...string[]] = [
    unit.certificate.known.certificatePolicies?.[0] ?? bestPractices,
    bestPractices,
  ];
  const authority = createTimeStampAuthority({
    key: unit.key,
    certificate: unit.certificate,
    accuracyMs,
    policies,
    chain: unit.chain.slice(1, -1),
    // The certificate tells who it is; a second name would be written and judged in every stamp.
    namesTsa: false,
    isQualified: false,
  });
  const judge = createClockJudge(deps);
  const store = createBatching(deps.limits ?? defaultLimits).open<NewTimeStamp, bigint>({
    isRead: false,
    speaker: 'first',
    echo: (serial) => serial,
    run: (stamps) => insertTimeStamps(db, stamps),
  });
  let turn = 0;

  const give = async (request: TimeStampRequest): Promise<Uint8Array> => {
    const policy = request.policy ?? policies[0];
    if (!policies.includes(policy))
      return encodeRejection(reject('unacceptedPolicy', `policy ${policy} is not offered`));
    const clock = judge(authority.lastGenTime);
    if (clock.kind === 'untrusted') return encodeRejection(reject('timeNotAvailable', clock.text));
    const row = { givenAt: Math.floor(clock.time), policy, hash: request.hash, imprint: request.digest };
    turn += 1;
    const serialNumber = await store(String(turn), row);
    const prepared = authority.prepare({ request, serialNumber, clock });
    if (prepared.kind === 'prepared') return authority.complete(prepared);
    report(onError, prepared);
    return encodeRejection(prepared);
  };
  return {
    async stamp(bytes) {
      const read = readTimeStampRequest(bytes);
      if (read.kind === 'rejected') return encodeRejection(read);
      try {
        return await give(read.request);
      } catch (error) {
        onError(error);
        return encodeRejection(reject('systemFailure', 'no time stamp can be made now'));
      }
    },
  };
}

/** Reads both clocks and asks the rule of certs/tsa. */
function createClockJudge(deps: TimeStampServiceDeps): (lastGenTime: number | undefined) => ClockVerdict {
  const { clock, monotonic, reference, requiresReference, accuracyMs } = deps;
  const readClocks = (): ClockReading => ({ wall: clock.now(), monotonic: monotonic() });
  const start = readClocks();
  const rule = { accuracyMs, requiresReference, referenceMaxAgeMs, driftPerMillion };
  return (lastGenTime) =>
    judgeClock(rule, { now: readClocks(), reference: reference?.(), start, lastGenTime });
}

function report(
  onError: (error: unknown) => void,
  refused: Rejection & { readonly findings?: readonly Finding[] },
): void {
  const rules = refused.findings?.map(({ rule, message }) => `${rule}: ${message}`) ?? [];
  onError(new Error(`a time stamp was refused: ${refused.failure} ${rules.join('; ')}`));
}
