import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { type BulkRecorder, oneLine } from '../../records/index.ts';
import {
  type Envelope,
  isNoticeId,
  type OwnNotice,
  type Reader,
  type ReaderOrigin,
  readListKey,
  writeListKey,
} from './model.ts';
import {
  countUnread,
  findOwnNotice,
  insertReading,
  listInboxCourts,
  listNotices,
  listReadings,
  writeReadingRecord,
} from './store.ts';

export interface InboxDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
  /** The keyed digest of a personal code, as records have it. */
  readonly subjectOf: (personalCode: string) => string;
}

export interface InboxPage {
  readonly notices: readonly Envelope[];
  /** The `before` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

type Person = Pick<Reader, 'personalCode'>;

/**
 * The notices that a person may read: their own, those of mandates in force, and those of organisations that they
 * represent. The lists of an organisation stand apart, under its `representationId`.
 */
export interface Inbox {
  /** The newest first; `limit` from 1 to 100. A `before` that is no key gives the first page. */
  page(
    person: Person,
    query: {
      readonly before?: string | undefined;
      readonly court?: string | undefined;
      readonly representationId?: string | undefined;
      readonly limit: number;
    },
  ): Promise<InboxPage>;
  /** The courts of that list, for the filter. */
  courts(person: Person, representationId?: string): Promise<readonly Envelope['court'][]>;
  /** Counted up to 100. */
  countUnread(person: Person, representationId?: string): Promise<number>;
  /** Undefined when the person may not read it. Reads nothing out: what is unread stays so. */
  find(person: Person, noticeId: string): Promise<OwnNotice | undefined>;
  /**
   * The person opens a notice: the first time, the reading and its record commit together. False when the person may not
   * read it.
   */
  open(reader: Reader, noticeId: string, from: ReaderOrigin): Promise<boolean>;
}

const mostCounted = 100;

export function createInbox(deps: InboxDeps): Inbox {
  const { db, clock } = deps;
  const listOf = ({ personalCode }: Person, representationId: string | undefined) => ({
    personalCode,
    representationId,
    now: new Date(clock.now()),
  });
  return {
    async page(person, { before, court, representationId, limit }) {
      const query = { before: readListKey(before), court, limit: limit + 1 };
      const found = await listNotices(db, listOf(person, representationId), query);
      const notices = found.slice(0, limit);
      const last = notices.at(-1);
      return { notices, next: found.length > limit && last ? writeListKey(last) : undefined };
    },
    courts: (person, representationId) => listInboxCourts(db, listOf(person, representationId)),
    countUnread: (person, representationId) => countUnread(db, listOf(person, representationId), mostCounted),
    async find({ personalCode }, noticeId) {
      const found = await findNotice(deps, personalCode, noticeId);
      if (!found) return undefined;
      const others = found.mandateId === undefined;
      return { ...found, readings: await listReadings(db, noticeId, { personalCode, others }) };
    },
    open: (reader, noticeId, from) => open(deps, reader, { noticeId, from }),
  };
}

async function findNotice({ db, clock }: InboxDeps, personalCode: string, noticeId: string) {
  if (!isNoticeId(noticeId)) return undefined;
  return findOwnNotice(db, { personalCode, noticeId, now: new Date(clock.now()) });
}

async function open(
  deps: InboxDeps,
  reader: Reader,
  { noticeId, from }: { readonly noticeId: string; readonly from: ReaderOrigin },
): Promise<boolean> {
  if (!isNoticeId(noticeId)) return false;
  const { accountId, personalCode, method, level } = reader;
  const isFirst = await deps.db.transaction(async (tx) => {
    const at = new Date(deps.clock.now());
    const first = await insertReading(tx, { noticeId, personalCode, at });
    if (!first) return false;
    const { court, partyCode, mandateId: mandate, representationId: representation } = first;
    const isOwn = mandate === undefined && representation === undefined;
    const facts = {
      notice: noticeId,
      court,
      subject: deps.subjectOf(partyCode),
      as: mandate !== undefined ? 'representative' : isOwn ? 'party' : 'head',
      mandate,
      ...(representation !== undefined && { organisation: partyCode, representation }),
      method,
      level,
      // The party, and later heads of an organisation, may open the record of another's reading: where that one was is
      // not theirs to know.
      ...(isOwn ? { address: from.address, userAgent: oneLine(from.userAgent) } : {}),
    } as const;
    const [recordId] = await deps.recorder.recordAll(tx, [{ type: 'notice.read', accountId, facts }]);
    if (recordId !== undefined) await writeReadingRecord(tx, { noticeId, personalCode, recordId });
    return true;
  });
  return isFirst || (await findNotice(deps, personalCode, noticeId)) !== undefined;
}
