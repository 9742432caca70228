import { randomBytes, randomUUID } from 'node:crypto';
import { statement } from '../../src/db/index.ts';
import { createContents } from '../../src/documents/index.ts';
import {
  createInbox,
  createMandates,
  createRepresentations,
  createValidity,
  endMandatesOf,
  type NoticeFiles,
  type OwnNoticesDeps,
  type RepresentationRegister,
} from '../../src/notices/index.ts';
import type { PortalDeps, PortalPerson } from '../../src/portal/index.ts';
import { createOwnRecords, createRecorder, recordSubject } from '../../src/records/index.ts';
import type { RecordedReport } from '../../src/verification/index.ts';
import { createCourtWorld } from './court-world.ts';
import { pdfOfText, signPdf } from './pdf-documents.ts';
import { createSigningWorld } from './signing-world.ts';
import { createTestVerification } from './verification-site.ts';

const insertPerson = statement(
  'test.notice_person',
  `insert into account (id, personal_code, given_name, family_name, birthdate, login_code, language, created_at)
   values ($1, $2, $3, $4, '1990-05-23', $2, 'az', now())`,
);
const insertCase = statement(
  'test.notice_case',
  `insert into court_case (case_id, court_id, kind, state, number, year, ordinal, subject, entered_by, entered_at,
     changed_by, changed_at, registered_at, judge_id, assigned_at)
   values ($1, $2, 'civil', 'assigned', $3, 2026, $4, $5, $6, $7, $6, $7, $7, $8, $7)`,
);
const insertParty = statement(
  'test.notice_party',
  `insert into case_participant (participant_id, case_id, place, role, kind, code, name)
   values ($1, $2, $3, 'defendant', $4, $5, $6)`,
);
const insertHearing = statement(
  'test.notice_hearing',
  `insert into hearing (hearing_id, case_id, room_id, room_number, judge_id, judge_number, starts_at, ends_at)
   select $1, $2, r.room_id, r.room_number, s.staff_id, s.staff_number, $4, $4::timestamptz + interval '1 hour'
     from court_room r, court_staff s where r.court_id = s.court_id and s.staff_id = $3 order by r.name limit 1`,
);
const insertNotice = statement(
  'test.notice',
  `insert into notice (notice_id, number, case_id, court_id, participant_id, hearing_id, kind, language, fields, state,
     replaces, document_id, judge_id, prepared_at, signed_at)
   select $1, $2, c.case_id, c.court_id, $3, $4, $5, 'az', '{}', $6, $7, $8, c.judge_id, $9::timestamptz,
     case when $6 = 'sent' then $9::timestamptz end from court_case c where c.case_id = $10`,
);

export interface TestParty {
  readonly participantId: string;
  readonly caseId: string;
}

export interface NoticeOrder {
  readonly kind?: string;
  readonly state?: 'sent' | 'prepared' | 'discarded';
  readonly hearingId?: string;
  readonly replaces?: string;
  /** In place of the signed PDF. */
  readonly document?: Uint8Array;
}

/** A register of organisations that says what a test wants. */
function createTestRegister() {
  const heads = new Map<string, string>();
  const asked: Parameters<RepresentationRegister['ask']>[0][] = [];
  return {
    asked,
    isAway: false,
    /** From now on this person represents the organisation; nobody else does. */
    setHead: (taxNumber: string, personalCode: string) => void heads.set(taxNumber, personalCode),
    async ask(question: Parameters<RepresentationRegister['ask']>[0]) {
      asked.push(question);
      const { taxNumber, personalCode } = question;
      const requestId = randomUUID();
      if (this.isAway) return { kind: 'failed', requestId, code: 'connector.gateway_unreachable' } as const;
      if (heads.get(taxNumber) !== personalCode) return { kind: 'nobody', requestId, records: [] } as const;
      const found = { taxNumber, personalCode, name: 'Nümunə İşıq MMC', position: 'Direktor' };
      return { kind: 'answered', requestId, records: [], found } as const;
    },
  };
}

export type NoticeWorld = Awaited<ReturnType<typeof createNoticeWorld>>;

/**
 * Two courts with cases and notices, and those who read them. The rooms that register, sign and send are not there: rows
 * are written as they leave them. PDFs are really signed, sealed and verified.
 */
export async function createNoticeWorld() {
  const court = await createCourtWorld();
  const signing = await createSigningWorld();
  const owner = court.test.owner();
  const { clock } = court;
  let sent: string[] = [];
  const db = court.test.open({ onStatement: (name) => void sent.push(name) });
  const recorder = createRecorder({ clock });
  const subjectOf = (code: string) => recordSubject(Buffer.alloc(32, 7), code);
  const contents = createContents({ db: court.test.open(), clock, key: randomBytes(32) });
  const contentOf = new Map<string, string>();
  const files: NoticeFiles = {
    async open(documentId) {
      const contentId = contentOf.get(documentId);
      return contentId === undefined ? undefined : contents.open(contentId);
    },
  };
  const recorded: RecordedReport[] = [];
  const verification = createTestVerification(signing, { recorded });
  const signed = await signPdf(signing, pdfOfText('Bildiris'));
  let ordinal = 0;
  const register = createTestRegister();
  const representationsBelieved = (beliefHours: number) =>
    createRepresentations({
      db,
      clock,
      recorder,
      subjectOf,
      newId: randomUUID,
      beliefHours,
      register,
      endMandates: endMandatesOf({ clock, recorder, subjectOf }),
    });
  const rooms = {
    inbox: createInbox({ db, clock, recorder, subjectOf }),
    mandates: createMandates({ db, clock, recorder, subjectOf, newId: randomUUID }),
    representations: representationsBelieved(4),
    representationsBelieved,
    files,
    validity: createValidity({
      clock,
      files,
      verification: {
        verify: (file) => verification.verify([file]),
        verifyFor: (_, file) => verification.verify([file]),
      },
      onError(error) {
        throw error;
      },
    }),
  };
  return {
    ...court,
    ...rooms,
    db,
    owner,
    register,
    subjectOf,
    signedPdf: (text: string) => signPdf(signing, pdfOfText(text)),
    records: createOwnRecords(court.test.open()),
    /** What the verification recorded. */
    recorded,
    /** Loses the bytes of a notice's document. */
    loseDocument: (documentId: string) => void contentOf.set(documentId, randomUUID()),
    /** Names of the statements since the last call. */
    statements() {
      const since = sent;
      sent = [];
      return since;
    },
    async person(personalCode: string, name = 'Sınaq Nümunəyeva'): Promise<PortalPerson> {
      const accountId = randomUUID();
      const [given, family = ''] = name.split(' ');
      await owner.query(insertPerson, [accountId, personalCode, given, family]);
      const signedInAt = new Date(clock.now());
      return { accountId, personalCode, name, method: 'password', level: 'substantial', signedInAt };
    },
    /** A case at a court with one party; of the first court, unless another is named. */
    async party(
      code: string | undefined,
      options: { readonly court?: string; readonly kind?: 'person' | 'organisation' } = {},
    ): Promise<TestParty> {
      const [caseId, participantId] = [randomUUID(), randomUUID()];
      const { court: courtId = 'binaqadi', kind = 'person' } = options;
      const staff = courtId === 'binaqadi' ? court.staffIds.judge : court.staffIds.otherClerk;
      const at = new Date(clock.now());
      ordinal += 1;
      const number = `2(00${courtId === 'binaqadi' ? 1 : 2})-${ordinal}/2026`;
      await owner.query(insertCase, [caseId, courtId, number, ordinal, 'Borcun alınması', staff, at, staff]);
      await owner.query(insertParty, [participantId, caseId, 1, kind, code ?? null, 'Nümunəyev Sınaq']);
      return { caseId, participantId };
    },
    async hearing({ caseId }: TestParty, startsAt: Date): Promise<string> {
      const hearingId = randomUUID();
      await owner.query(insertHearing, [hearingId, caseId, court.staffIds.judge, startsAt]);
      return hearingId;
    },
    /** A minute later than the one before. */
    async notice(party: TestParty, order: NoticeOrder = {}): Promise<string> {
      const [noticeId, documentId] = [randomUUID(), randomUUID()];
      const {
        kind = 'summons',
        state = 'sent',
        hearingId = null,
        replaces = null,
        document = signed,
      } = order;
      ordinal += 1;
      clock.at += 60_000;
      const number = `B-001-2026-${String(ordinal).padStart(6, '0')}`;
      const at = new Date(clock.now());
      const ids = [noticeId, number, party.participantId, hearingId, kind, state, replaces, documentId];
      await owner.query(insertNotice, [...ids, at, party.caseId]);
      const stored = await contents.put(bytesOf(document), 1_000_000);
      if (stored) contentOf.set(documentId, stored.contentId);
      return noticeId;
    },
    /** The portal's own pages around it, for whoever `portal` says is signed in. */
    deps: (portal: PortalDeps): OwnNoticesDeps => ({
      portal,
      ...rooms,
      origin: 'https://portal.example.az',
    }),
  };
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
