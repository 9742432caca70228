import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClockReference, CrlSource, RevocationSource } from '../../certs/index.ts';
import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Authorities } from '../pki/authority/index.ts';
import {
  createListService,
  createPublished,
  defaultListSettings,
  type ListProducer,
  type ListSettings,
  startListProducer,
} from '../pki/lists/index.ts';
import { createOcspAnswering, createOwnRevocationSource, startDelegates } from '../pki/responders/index.ts';
import { startStatusSource } from '../pki/status/index.ts';
import { createTimeStampService } from '../pki/time-stamps/index.ts';
import { createPublishedTrustedLists } from '../pki/trusted-list/index.ts';
import type { Recorder } from '../records/index.ts';
import { createPkiHandler } from './handler.ts';
import { createOwnCrlSource } from './own-crls.ts';

export interface PkiServiceDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  /** Milliseconds of a clock that never steps, such as `performance.now`. */
  readonly monotonic: () => number;
  readonly recorder: Recorder;
  readonly authorities: Authorities;
  readonly onError: (error: unknown) => void;
  readonly settings?: Partial<PkiSettings>;
}

export interface PkiSettings {
  readonly ocspValidityMs: number;
  readonly bodyTimeoutMs: number;
  readonly lists: ListSettings;
  readonly timeStamps: {
    /** From 1 to 1000. */
    readonly accuracyMs: number;
    /** In production: nothing is stamped unless the reference confirms the clock. */
    readonly requiresReference: boolean;
    readonly reference?: (() => ClockReference | undefined) | undefined;
  };
}

const defaultPkiSettings: PkiSettings = {
  ocspValidityMs: 3_600_000,
  bodyTimeoutMs: 10_000,
  lists: defaultListSettings,
  timeStamps: { accuracyMs: 500, requiresReference: false },
};

export interface PkiService {
  /** Asked for every request of the origin; true when it took the request. */
  readonly handler: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** The same OCSP answers for this process. */
  readonly revocation: RevocationSource;
  /** The same lists for this process, by the addresses that certificates name. */
  readonly crls: CrlSource;
  /** The DER of the answer to a TimeStampReq, as over HTTP; undefined where no unit is. */
  readonly stamp: ((request: Uint8Array) => Promise<Uint8Array>) | undefined;
  /** Makes what is due of the lists now; how many. */
  produceLists(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts what answers and works on its own: responders, status feed, lists, time stamps. The keys are open already. */
export async function startPkiService(deps: PkiServiceDeps): Promise<PkiService> {
  const { db, clock, authorities, recorder, onError } = deps;
  const settings = { ...defaultPkiSettings, ...deps.settings };
  const lists = createListService({ db, clock, authorities, settings: settings.lists });
  let producer: ListProducer | undefined;
  const statuses = await startStatusSource({ db, clock, onError, onChange: () => producer?.wake() });
  const delegates = await startDelegates({ db, clock, recorder, authorities, onError });
  producer = startListProducer({ db, clock, authorities, lists, onError, settings: settings.lists });
  const { ocspValidityMs: validityMs, bodyTimeoutMs } = settings;
  const answerOcsp = createOcspAnswering({ clock, delegates, statuses, validityMs, onError });
  const published = createPublished({ db, clock });
  const timeStamps = openTimeStamps(deps, settings.timeStamps);
  const handler = createPkiHandler({
    clock,
    answerOcsp,
    published,
    trustedLists: createPublishedTrustedLists({ db, clock }),
    timeStamps,
    onError,
    bodyTimeoutMs,
  });
  const running = producer;
  return {
    handler,
    revocation: createOwnRevocationSource(answerOcsp),
    crls: createOwnCrlSource(published),
    stamp: timeStamps && ((request) => timeStamps.stamp(request)),
    produceLists: () => running.produceDue(),
    async stop() {
      delegates.stop();
      await Promise.all([running.stop(), statuses.stop()]);
    },
  };
}

function openTimeStamps(deps: PkiServiceDeps, settings: PkiSettings['timeStamps']) {
  const { db, clock, monotonic, onError } = deps;
  const [unit] = deps.authorities.units;
  return unit && createTimeStampService({ db, clock, monotonic, unit, onError, ...settings });
}
