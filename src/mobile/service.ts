import type { PhoneRequests } from '../../oidc/phone-ports.ts';
import type { AttemptLimiter, Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Notifier } from '../notify/index.ts';
import type { Recorder } from '../records/index.ts';
import { type Answering, createAnswering } from './answering/index.ts';
import { abandonPhones, deleteCodes, type PhonesDeps } from './phones/index.ts';
import { createPhoneRequests, type PhoneNews, startPhoneNews, sweepPhoneRequests } from './requests/index.ts';
import {
  createDocumentSignatures,
  createMobileSessions,
  type DocumentSignatures,
  type MobileSessions,
} from './sessions/index.ts';

export interface MobileDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  readonly randomBelow: (bound: number) => number;
  readonly limiter: AttemptLimiter;
  readonly recorder: Recorder;
  readonly notifier: Notifier;
  readonly keys: { readonly codes: Buffer; readonly persons: Buffer; readonly secrets: Buffer };
  readonly walletOrigin: string;
}

/** The rooms for phones on one node. */
export interface MobileRooms {
  readonly requests: PhoneRequests;
  readonly sessions: MobileSessions;
  readonly documents: DocumentSignatures;
  readonly phones: PhonesDeps;
  readonly answering: Answering;
  readonly news: PhoneNews;
  stop(): Promise<void>;
}

export async function openMobile(deps: MobileDeps): Promise<MobileRooms> {
  const { keys, walletOrigin, ...rest } = deps;
  const news = await startPhoneNews(deps.db);
  const phones: PhonesDeps = { ...rest, news, secretsKey: keys.secrets };
  return {
    requests: createPhoneRequests({ ...phones, codeKey: keys.codes, walletOrigin }),
    sessions: createMobileSessions({ ...phones, personKey: keys.persons }),
    documents: createDocumentSignatures({ ...phones, personKey: keys.persons }),
    phones,
    answering: createAnswering({ ...phones, codeKey: keys.codes }),
    news,
    stop: () => news.stop(),
  };
}

const dayMs = 86_400_000;
const sweepBatch = 1_000;

/** Removes what is over, as `acar_worker`: requests after a day, codes of enrolment and unfinished phones too. */
export async function sweepMobile(db: Database, now: number): Promise<void> {
  await sweepPhoneRequests(db, now);
  await abandonPhones(db, new Date(now - dayMs), new Date(now));
  for (;;) {
    const removed = await deleteCodes(db, new Date(now - dayMs), sweepBatch);
    if (removed < sweepBatch) return;
  }
}
