import { randomUUID } from 'node:crypto';
import { findUnprintable } from '../../../certs/signatures/pades/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { MadeDocuments } from '../../documents/index.ts';
import { dateText, type FitTime, type Hearings, readDate, readMinutes } from '../hearings/index.ts';
import {
  encodeNotice,
  longestText,
  type NoticeContent,
  noticeTemplates,
  type NoticeTemplate,
} from '../templates/index.ts';
import {
  type ActingJudge,
  type CaseDetail,
  type CaseNotice,
  type CaseParticipant,
  noticeNumber,
  type NoticeOrder,
  type NoticeRefusal,
  preparedTogether,
  refuse,
} from './model.ts';
import { findFooting } from './footing.ts';
import { insertNotices, lockCaseOf, takeNumbers } from './store.ts';

export interface PrepareDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  /** Of the kind `notice`. */
  readonly documents: MadeDocuments;
  readonly hearings: Hearings;
  /** The verification page, as the QR code of a notice has it. */
  readonly verifyAt: string;
}

export type Prepared = { readonly kind: 'prepared'; readonly noticeIds: readonly string[] } | NoticeRefusal;

/** What an order comes to once it was found to be in order. */
export interface JudgedOrder {
  readonly order: NoticeOrder;
  readonly participants: readonly CaseParticipant[];
  readonly text: string;
  readonly time: FitTime | undefined;
  readonly former: { readonly hearingId: string; readonly startsAt: Date } | undefined;
  readonly due: Date | undefined;
  /** The notice that each participant's is about. */
  readonly about: ReadonlyMap<string, CaseNotice>;
}

/**
 * Fills in a notice for each participant: PDF, number, and the hearing's time, which is taken from now on. Either all
 * are prepared or nothing is; nobody but the judge sees them before they are signed.
 */
export async function prepareNotices(
  deps: PrepareDeps,
  judge: ActingJudge,
  of: CaseDetail,
  order: NoticeOrder,
): Promise<Prepared> {
  const judged = await judgeOrder(deps, judge, of, order);
  if ('code' in judged) return judged;
  const preparedAt = new Date(deps.clock.now());
  const contents = await numbered(deps, judge, of, judged, preparedAt);
  const made: Made[] = [];
  let prepared: Prepared | undefined;
  try {
    for (const content of contents) made.push(await make(deps, judge, content));
    prepared = await keep(deps, { judge, of, judged, preparedAt }, made);
    return prepared;
  } finally {
    // If it fails nobody knows whether the documents are there by then; the sweep looks.
    if (prepared?.kind === 'refused') await deps.documents.takeBack(made.map(({ contentId }) => contentId));
  }
}

async function judgeOrder(
  deps: PrepareDeps,
  { court, member }: ActingJudge,
  of: CaseDetail,
  order: NoticeOrder,
): Promise<JudgedOrder | NoticeRefusal> {
  if (of.isClosed) return refuse('notice.case_closed');
  const template = noticeTemplates[order.kind];
  const participants = of.participants.filter((one) => order.participantIds.includes(one.participantId));
  if (participants.length === 0 || participants.length < new Set(order.participantIds).size)
    return refuse('notice.participants');
  const wrong = judgeWords(template, order, [
    ...of.participants.map(({ name }) => name),
    member.name,
    of.subject,
  ]);
  if (wrong) return wrong;
  const about = aboutOf(template, of, order, participants);
  if ('code' in about) return about;
  const former = [...of.hearings, ...of.untold].find(({ hearingId }) => hearingId === order.formerHearingId);
  if (order.kind === 'postponement' && !former)
    return refuse(order.formerHearingId === '' ? 'notice.no_hearing' : 'notice.postponed_already');
  const time = template.hasHearing ? await timeOf(deps, court.courtId, order) : undefined;
  if (time && 'code' in time) return time;
  const ofCourt = [...Object.values(court.names), court.address, time?.room.name ?? ''];
  if (ofCourt.some(isUnprintable)) return refuse('notice.court_unprintable');
  const due = template.hasDue ? dueOf(order, deps.clock.now()) : undefined;
  if (due && 'code' in due) return due;
  const text = order.text.trim();
  return {
    order,
    participants,
    text,
    time,
    former: order.kind === 'postponement' ? former : undefined,
    due,
    about,
  };
}

function judgeWords(
  { text: wanted }: NoticeTemplate,
  { text }: NoticeOrder,
  names: readonly string[],
): NoticeRefusal | undefined {
  if (text.trim() === '' && wanted === 'required') return refuse('notice.text_missing');
  if (text.length > longestText) return refuse('notice.text_too_long');
  if (findUnprintable(text) !== undefined) return refuse('notice.text_unprintable');
  return names.some(isUnprintable) ? refuse('notice.name_unprintable') : undefined;
}

const isUnprintable = (line: string) => findUnprintable(line) !== undefined;

function aboutOf(
  { isAboutNotice }: NoticeTemplate,
  { notices }: CaseDetail,
  { aboutNoticeId }: NoticeOrder,
  participants: readonly CaseParticipant[],
): ReadonlyMap<string, CaseNotice> | NoticeRefusal {
  if (!isAboutNotice) return new Map();
  const about = new Map(
    preparedTogether(notices, aboutNoticeId).map((notice) => [notice.participantId, notice]),
  );
  const isWhole = participants.every(({ participantId }) => about.has(participantId));
  return isWhole ? about : refuse('notice.about_unknown');
}

async function timeOf(
  { hearings }: PrepareDeps,
  courtId: string,
  { date, time, roomId, minutes }: NoticeOrder,
): Promise<FitTime | NoticeRefusal> {
  const [day, from] = [readDate(date), readMinutes(time)];
  if (day === undefined || from === undefined) return refuse('notice.date');
  const judged = await hearings.judgeTime(courtId, { roomId, startsAt: day + from * 60_000, minutes });
  return judged.kind === 'fit' ? judged : refuse(judged.code);
}

function dueOf({ due }: NoticeOrder, now: number): Date | NoticeRefusal | undefined {
  if (due === '') return undefined;
  const day = readDate(due);
  return day !== undefined && day > now ? new Date(day) : refuse('notice.due');
}

interface ForParticipant {
  readonly participant: CaseParticipant;
  readonly content: NoticeContent;
}

async function numbered(
  { db, verifyAt }: PrepareDeps,
  { court, member }: ActingJudge,
  of: CaseDetail,
  judged: JudgedOrder,
  preparedAt: Date,
): Promise<readonly ForParticipant[]> {
  const { participants, order, text, time, former, due, about } = judged;
  const year = Number(dateText(preparedAt.getTime()).slice(0, 4));
  const first = await takeNumbers(db, court.courtId, year, participants.length);
  return participants.map((participant, index) => {
    const { language } = participant;
    const earlier = about.get(participant.participantId);
    const content = {
      kind: order.kind,
      language,
      number: noticeNumber(court.code, year, first + index),
      court: { name: court.names[language], address: court.address },
      caseNumber: of.number,
      subject: of.subject,
      parties: of.participants,
      addressee: participant,
      hearing: time && { startsAt: time.startsAt, room: time.room.name },
      formerly: former?.startsAt,
      about: earlier && { ...earlier, signedAt: earlier.signedAt ?? earlier.preparedAt },
      text,
      due,
      judge: member.name,
      preparedAt,
      verifyAt,
    };
    return { participant, content };
  });
}

interface Made {
  readonly participant: CaseParticipant;
  readonly noticeId: string;
  readonly number: string;
  readonly documentId: string;
  readonly contentId: string;
  readonly name: string;
  readonly ownerCode: string;
}

async function make(
  { documents }: PrepareDeps,
  { member }: ActingJudge,
  { participant, content }: ForParticipant,
): Promise<Made> {
  const { contentId } = await documents.put(encodeNotice(content));
  const { number } = content;
  const [noticeId, documentId] = [randomUUID(), randomUUID()];
  const name = `${number}.pdf`;
  return { participant, noticeId, number, documentId, contentId, name, ownerCode: member.personalCode };
}

function keep(
  { db, hearings, documents }: PrepareDeps,
  {
    judge,
    of,
    judged,
    preparedAt,
  }: {
    readonly judge: ActingJudge;
    readonly of: CaseDetail;
    readonly judged: JudgedOrder;
    readonly preparedAt: Date;
  },
  made: readonly Made[],
): Promise<Prepared> {
  const { order, time, former, text, due, about } = judged;
  const { court, member } = judge;
  return db.transaction(async (tx): Promise<Prepared> => {
    // The chair may have given the case to another since it was read.
    if (!(await lockCaseOf(tx, of.caseId, member.staffId))) return refuse('notice.case_lost');
    const footing = await findFooting(tx, member.staffId, of, judged);
    if (footing.kind === 'hindered') return refuse(footing.code);
    // A summons may tell somebody who joined the case of a hearing that is planned, and a postponement those whom it was
    // not sent to; other notices take a time anew.
    const isThere = footing.kind === 'further';
    const mayJoin = order.kind === 'summons' || isThere;
    const joining = mayJoin ? made.map(({ participant }) => participant.participantId) : [];
    const booked = time && (await hearings.book(tx, { caseId: of.caseId, joining, isThere }, member, time));
    if (booked?.kind === 'refused') return refuse(booked.code);
    await documents.insert(tx, made, preparedAt);
    await insertNotices(tx, {
      caseId: of.caseId,
      courtId: court.courtId,
      judgeId: member.staffId,
      hearingId: booked?.hearingId,
      kind: order.kind,
      fields: {
        ...(text && { text }),
        ...(due && { due: dateText(due.getTime()) }),
        ...(former && { formerHearing: former.hearingId }),
      },
      preparedAt,
      notices: made.map(({ participant, noticeId, number, documentId }) => ({
        noticeId,
        number,
        documentId,
        participantId: participant.participantId,
        language: participant.language,
        replaces: about.get(participant.participantId)?.noticeId,
      })),
    });
    return { kind: 'prepared', noticeIds: made.map(({ noticeId }) => noticeId) };
  });
}
