import { randomUUID } from 'node:crypto';
import type { Clock } from '../../oidc/ports.ts';
import { statement } from '../../src/db/index.ts';
import { createMadeDocuments, type SignatureFollowing, type Signings } from '../../src/documents/index.ts';
import type { DocumentPerson } from '../../src/documents/model.ts';
import {
  createCourtDesk,
  createCourts,
  createHearings,
  createIssuing,
  type Hearings,
  type NoticeDeliveries,
  sendSigned,
} from '../../src/notices/index.ts';
import type { Court, StaffMember } from '../../src/notices/courts/index.ts';
import type { Issuing } from '../../src/notices/issuing/index.ts';
import {
  type ActingJudge,
  followUpsOf,
  type NoticeOrder,
  preparedTogether,
} from '../../src/notices/issuing/model.ts';
import { createRecorder } from '../../src/records/index.ts';
import { courtHours, enterCourts } from './court-world.ts';
import type { TestDatabase } from './test-database.ts';
import { type DocumentsWorld, from, startDocumentsWorld, type TestSignatureKey } from './documents-world.ts';

export interface WorldParticipant {
  readonly name: string;
  readonly role?: string;
  readonly code?: string | null;
  readonly mobile?: string | null;
  readonly email?: string | null;
  readonly language?: 'az' | 'en' | 'ru';
}

/** A judge with an account, an office at the first court, and a key as a card has it. */
export interface WorldJudge extends ActingJudge {
  readonly person: DocumentPerson;
  readonly accountId: string;
  readonly key: TestSignatureKey;
}

export interface NoticesWorld {
  readonly documents: DocumentsWorld;
  readonly hearings: Hearings;
  readonly issuing: Issuing;
  readonly signings: Signings;
  readonly following: SignatureFollowing;
  readonly rooms: readonly { readonly roomId: string; readonly name: string }[];
  addJudge(name?: string): Promise<WorldJudge>;
  /** A case that was registered and given to the judge; its id. */
  addCase(judge: WorldJudge, participants?: readonly WorldParticipant[]): Promise<string>;
  /** A summons to all at the next free time. */
  orderFor(judge: WorldJudge, caseId: string): Promise<NoticeOrder>;
  /** Prepares as the form would, and tells the ids. */
  prepare(judge: WorldJudge, caseId: string, order?: Partial<NoticeOrder>): Promise<readonly string[]>;
  /** Both answers of the card; how it ended. */
  sign(judge: WorldJudge, noticeIds: readonly string[], signings?: Signings): Promise<string>;
  /** Further nodes on the same database. */
  issuingWith(signings: Signings): Issuing;
  stop(): Promise<void>;
}

const insertCase = statement(
  'test.insert_case',
  `insert into court_case (case_id, court_id, kind, state, number, year, ordinal, subject, entered_by, entered_at, changed_by,
     changed_at, registered_at, judge_id, assigned_at)
   values ($1, $2, 'civil', 'assigned', $3, 2026, $4, 'Borcun qaytarılması haqqında', $5, $6, $5, $6, $6, $5, $6)`,
);
const insertParticipant = statement(
  'test.insert_participant',
  `insert into case_participant (participant_id, case_id, place, role, kind, code, name, mobile, email, language)
   values ($1, $2, $3, $4, 'person', $5, $6, $7, $8, $9)`,
);
const insertDelivery = statement(
  'test.insert_delivery',
  `insert into notice_delivery (delivery_id, notice_id, channel, recipient, state, created_at, changed_at)
   select gen_random_uuid(), id, 'portal', null, 'available', $2, $2 from unnest($1::uuid[]) as n(id)`,
);

const someParticipants: readonly WorldParticipant[] = [
  { name: 'Gülnarə İşıqlı Şəxsova', code: '7ABC123', mobile: '+994501112233', email: 'a@example.az' },
  { name: 'Иван Ёлкин', role: 'defendant', code: '8ABC123', mobile: '+994552223344', language: 'ru' },
  { name: 'Jane Sample', role: 'third_party', code: '9ABC123', language: 'en' },
];

/** Delivery's part, as far as the signing sees it: a row for each notice, in the same transaction. */
function rowDeliveries(clock: Clock): NoticeDeliveries {
  return {
    async queue(tx, noticeIds) {
      await tx.query(insertDelivery, [noticeIds, new Date(clock.now())]);
    },
  };
}

/** Documents with the real certificate service, two courts, and a judge's use-cases. */
export async function startNoticesWorld(
  clock: Clock,
  { database: given }: { readonly database?: TestDatabase } = {},
): Promise<NoticesWorld> {
  const documents = await startDocumentsWorld(clock, given);
  const deliveries = rowDeliveries(clock);
  const { database, db } = documents;
  const { courtIds } = await enterCourts(database, clock);
  const [courtId] = courtIds;
  const courts = createCourts({ db });
  const court = (await courts.find(courtId)) ?? never();
  const rooms = await courts.roomsOf(courtId);
  const recorder = createRecorder({ clock });
  const desk = createCourtDesk({ db: database.open({ role: 'acar_operator' }), clock, recorder });
  const hearings = createHearings({
    db,
    clock,
    recorder,
    courts,
    hours: courtHours,
    leadDays: 7,
    aheadDays: 366,
  });
  const subjectOf = (code: string) => code.toLowerCase().charCodeAt(0).toString(16).padStart(64, '0');
  const following = sendSigned({ recorder, hearings, deliveries, subjectOf });
  const signings = documents.signingsWith({}, following);
  const made = createMadeDocuments({ db, contents: documents.contents, kind: 'notice' });
  const verifyAt = 'https://verify.example.az';
  const issuingWith = (others: Signings) =>
    createIssuing({ db, clock, documents: made, hearings, verifyAt, signings: others });
  const issuing = issuingWith(signings);
  const owner = database.owner();
  let ordinal = 0;
  const world: NoticesWorld = {
    documents,
    hearings,
    issuing,
    issuingWith,
    signings,
    following,
    rooms,
    async addJudge(name = 'Rəşad Nümunə Hakim') {
      const person = await documents.addPerson();
      const { personalCode, accountId } = person;
      await desk.appoint({ courtId, personalCode, name, office: 'judge' });
      const member = await memberOf(court, personalCode);
      const key = await documents.issueKey(personalCode);
      return { court, member, person: { ...person, name }, accountId, key };
    },
    async addCase({ member }, participants = someParticipants) {
      const caseId = randomUUID();
      ordinal += 1;
      const at = new Date(clock.now());
      const number = `2(001)-${ordinal}/2026`;
      await owner.query(insertCase, [caseId, courtId, number, ordinal, member.staffId, at]);
      for (const [place, one] of participants.entries())
        await owner.query(insertParticipant, [
          randomUUID(),
          caseId,
          place,
          one.role ?? 'claimant',
          one.code ?? null,
          one.name,
          one.mobile ?? null,
          one.email ?? null,
          one.language ?? 'az',
        ]);
      return caseId;
    },
    async prepare(judge, caseId, order = {}) {
      const detail = (await issuing.caseOf(judge, caseId)) ?? never();
      const about = preparedTogether(detail.notices, order.aboutNoticeId ?? '');
      const followUps = followUpsOf(detail.notices, about).length;
      const whole = { ...(await orderFor(judge, caseId)), followUps, ...order };
      const outcome = await issuing.prepare(judge, detail, whole);
      if (outcome.kind === 'refused') throw new Error(outcome.code);
      return outcome.noticeIds;
    },
    async sign(judge, noticeIds, by = signings) {
      const begun = await issuing.beginSigning(judge, noticeIds);
      if (begun.kind === 'refused') return begun.code;
      const { person, key } = judge;
      const { certificate } = key;
      const { stage } = (await by.find(person, begun.signingId)) ?? never();
      if (stage === 'certificate') {
        const fit = { certificate, algorithms: ['ES256'], showsFiles: true };
        const advanced = await by.takeCertificate(person, begun.signingId, fit);
        if (advanced.kind === 'refused') return advanced.code;
      }
      const signing = await by.find(person, begun.signingId);
      const values = (signing?.items ?? []).map(({ toBeSigned }) => key.sign(toBeSigned ?? Buffer.alloc(0)));
      const finished = await by.takeValues(person, begun.signingId, values, from);
      return finished.kind === 'signed' ? 'signed' : finished.code;
    },
    orderFor,
    stop: () => documents.stop(),
  };

  async function memberOf(of: Court, personalCode: string): Promise<StaffMember> {
    const staff = await courts.staffOf(of.courtId);
    return staff.find((one) => one.personalCode === personalCode) ?? never();
  }

  async function orderFor(judge: WorldJudge, caseId: string): Promise<NoticeOrder> {
    const detail = (await issuing.caseOf(judge, caseId)) ?? never();
    const [slot] = await hearings.nextFree(judge.member, { minutes: 60, count: 1 });
    const local = new Date((slot?.startsAt.getTime() ?? 0) + 4 * 3_600_000).toISOString();
    return {
      kind: 'summons',
      participantIds: detail.participants.map(({ participantId }) => participantId),
      text: '',
      roomId: slot?.roomId ?? '',
      date: local.slice(0, 10),
      time: local.slice(11, 16),
      minutes: 60,
      formerHearingId: '',
      due: '',
      aboutNoticeId: '',
      followUps: 0,
    };
  }
  return world;
}

function never(): never {
  throw new Error('it is not there');
}
