import type { Database, Transaction } from '../../db/index.ts';
import { type CaseField, type CaseProblem, checkCase, readCode, readContacts } from './check.ts';
import { isOther, writeContacts } from './contacts.ts';
import { type CaseDetail, detailOf } from './detail.ts';
import { type CaseEvent, findEvents, findNotices, insertEvent, type NoticeSummary } from './history-store.ts';
import {
  type Acting,
  type CaseState,
  type CourtCase,
  longestReason,
  type Participant,
  type TypedCase,
  type TypedParticipant,
} from './model.ts';
import { type RegistrationDeps, registerCase, writeDraft } from './registration.ts';
import { findNames } from './participant-store.ts';
import { askedWords } from './search.ts';
import {
  deleteDraft,
  type FoundCase,
  findCase,
  holdCase,
  listCases,
  touchCase,
  updateState,
} from './store.ts';

export interface CasesDeps extends RegistrationDeps {
  /** As `acar_web`. */
  readonly db: Database;
}

/** What a clerk has before them: the case, and the version that they began from; 0 = it is not stored yet. */
export interface Edition {
  readonly caseId: string;
  readonly version: number;
}

/** Somebody else has changed, registered or thrown away the case since; undefined = it is gone. */
export interface Stale {
  readonly kind: 'stale';
  readonly now: CaseDetail | undefined;
}

export type SaveOutcome = { readonly kind: 'saved'; readonly version: number } | Stale;

export type RegisterOutcome =
  | { readonly kind: 'registered'; readonly number: string }
  | { readonly kind: 'wrong'; readonly problems: readonly CaseProblem[] }
  | { readonly kind: 'resembling'; readonly found: readonly FoundCase[] }
  | Stale;

export type ChangeOutcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong'; readonly problems: readonly CaseProblem[] }
  | Stale;

export interface ListedCase extends CourtCase {
  readonly asking: readonly string[];
  readonly asked: readonly string[];
}

export interface CaseSearch {
  readonly states: readonly CaseState[];
  readonly query: string;
  readonly before: string | undefined;
  readonly limit: number;
}

export interface CaseList {
  readonly cases: readonly ListedCase[];
  /** The key of the next page. */
  readonly next: string | undefined;
}

export interface CaseHistory {
  readonly events: readonly CaseEvent[];
  readonly notices: readonly NoticeSummary[];
}

export interface ContactsOrder extends Edition {
  /** By participant, in the order of their places. */
  readonly typed: readonly Pick<TypedParticipant, 'code' | 'mobile' | 'email' | 'language'>[];
}

/** Drafts and cases of a court. Ids are checked here: one that is no UUID is a case that is not there. */
export interface Cases {
  save(acting: Acting, order: Edition & { readonly typed: TypedCase }): Promise<SaveOutcome>;
  register(
    acting: Acting,
    order: Edition & { readonly typed: TypedCase; readonly reason?: string | undefined },
  ): Promise<RegisterOutcome>;
  /** True when the draft is gone now. */
  discard(acting: Acting, edition: Edition): Promise<boolean>;
  find(courtId: string, caseId: string): Promise<CaseDetail | undefined>;
  history(caseId: string): Promise<CaseHistory>;
  list(courtId: string, search: CaseSearch): Promise<CaseList>;
  changeContacts(acting: Acting, order: ContactsOrder): Promise<ChangeOutcome>;
  /** A case that waits for its judge cannot be closed. */
  close(acting: Acting, order: Edition & { readonly reason: string }): Promise<ChangeOutcome>;
  reopen(acting: Acting, order: Edition & { readonly reason: string }): Promise<ChangeOutcome>;
}

export function createCases(deps: CasesDeps): Cases {
  const { db } = deps;
  return {
    save: (acting, order) => db.transaction((tx) => saveDraft(deps, tx, acting, order)),
    register: (acting, order) => register(deps, acting, order),
    discard: (acting, edition) => db.transaction((tx) => discard(tx, acting, edition)),
    find: async (courtId, caseId) => {
      const found = isUuid(caseId) ? await findCase(db, courtId, caseId) : undefined;
      return found && detailOf(db, found);
    },
    async history(caseId) {
      const [events, notices] = await Promise.all([findEvents(db, caseId), findNotices(db, caseId)]);
      return { events, notices };
    },
    list: (courtId, search) => list(db, courtId, search),
    changeContacts: (acting, order) => changeContacts(deps, acting, order),
    close: (acting, order) => changeState(deps, acting, order, 'closed'),
    reopen: (acting, order) => changeState(deps, acting, order, 'reopened'),
  };
}

/** The draft that the clerk began from, held; `entry` is undefined where nothing is stored yet. */
async function holdDraft(
  tx: Transaction,
  { court }: Acting,
  { caseId, version }: Edition,
): Promise<{ readonly kind: 'held'; readonly entry: string | undefined } | Stale> {
  if (!isUuid(caseId)) return { kind: 'stale', now: undefined };
  const there = await holdCase(tx, court.courtId, caseId);
  if (!there) return version === 0 ? { kind: 'held', entry: undefined } : { kind: 'stale', now: undefined };
  if (there.version === version && there.state === 'draft') return { kind: 'held', entry: there.entry };
  return { kind: 'stale', now: await detailOf(tx, there) };
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

async function saveDraft(
  deps: CasesDeps,
  tx: Transaction,
  acting: Acting,
  order: Edition & { readonly typed: TypedCase },
): Promise<SaveOutcome> {
  const held = await holdDraft(tx, acting, order);
  if (held.kind === 'stale') return held;
  const { caseId, typed, version } = order;
  const entry = await writeDraft(deps, tx, acting, { caseId, entry: held.entry, typed });
  if (entry !== undefined) return { kind: 'saved', version: version + 1 };
  return staleNow(tx, acting, caseId);
}

/** The same form was sent twice at the same moment; or the id is that of another court's case, which nobody is told. */
async function staleNow(tx: Transaction, { court }: Acting, caseId: string): Promise<Stale> {
  const there = await holdCase(tx, court.courtId, caseId);
  return { kind: 'stale', now: there && (await detailOf(tx, there)) };
}

/** Thrown to undo what a transaction wrote; caught where it began. */
class Undone extends Error {
  readonly found: readonly FoundCase[];
  constructor(found: readonly FoundCase[]) {
    super('another case resembles it');
    this.found = found;
  }
}

async function register(
  deps: CasesDeps,
  acting: Acting,
  order: Edition & { readonly typed: TypedCase; readonly reason?: string | undefined },
): Promise<RegisterOutcome> {
  const checked = checkCase(order.typed);
  if (checked.kind === 'wrong') return checked;
  try {
    return await deps.db.transaction(async (tx): Promise<RegisterOutcome> => {
      const held = await holdDraft(tx, acting, order);
      if (held.kind === 'stale') return held;
      const { caseId, typed, reason } = order;
      const entry = await writeDraft(deps, tx, acting, { caseId, entry: held.entry, typed });
      if (entry === undefined) return staleNow(tx, acting, caseId);
      const entered = checked.entry;
      const outcome = await registerCase(deps, tx, acting, { caseId, entry, entered, typed, reason });
      if (outcome.kind === 'resembling') throw new Undone(outcome.found);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone) return { kind: 'resembling', found: error.found };
    throw error;
  }
}

async function discard(tx: Transaction, acting: Acting, edition: Edition): Promise<boolean> {
  const held = await holdDraft(tx, acting, edition);
  if (held.kind === 'stale' || held.entry === undefined) return false;
  await deleteDraft(tx, edition.caseId);
  return true;
}

async function list(db: Database, courtId: string, search: CaseSearch): Promise<CaseList> {
  const { states, before, query, limit } = search;
  const words = askedWords(query);
  // Nothing that could stand in a name or number: nothing is found.
  if (words.length === 0 && query.trim() !== '') return { cases: [], next: undefined };
  const found = await listCases(db, { courtId, states, before, words, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const names =
    shown.length === 0
      ? []
      : await findNames(
          db,
          shown.map(({ caseId }) => caseId),
        );
  const namesOf = (caseId: string, roles: readonly string[]) =>
    names.filter((one) => one.caseId === caseId && roles.includes(one.role)).map(({ name }) => name);
  return {
    cases: shown.map((one) => ({
      ...one,
      asking: namesOf(one.caseId, ['claimant', 'victim']),
      asked: namesOf(one.caseId, ['defendant', 'accused']),
    })),
    next: found.length > limit ? shown.at(-1)?.entry : undefined,
  };
}

/** A registered case in the version that the person began from, held. */
async function holdRegistered(
  tx: Transaction,
  { court }: Acting,
  { caseId, version }: Edition,
): Promise<{ readonly kind: 'held'; readonly detail: CaseDetail } | Stale> {
  const there = isUuid(caseId) ? await holdCase(tx, court.courtId, caseId) : undefined;
  if (!there) return { kind: 'stale', now: undefined };
  const detail = await detailOf(tx, there);
  if (there.state === 'draft' || there.version !== version) return { kind: 'stale', now: detail };
  return { kind: 'held', detail };
}

async function changeContacts(deps: CasesDeps, acting: Acting, order: ContactsOrder): Promise<ChangeOutcome> {
  return deps.db.transaction(async (tx): Promise<ChangeOutcome> => {
    const held = await holdRegistered(tx, acting, order);
    if (held.kind === 'stale') return held;
    const { detail } = held;
    const problems: CaseProblem[] = [];
    const changed: Participant[] = [];
    const wrong = (field: CaseField, code: CaseProblem['code']) => void problems.push({ field, code });
    detail.participants.forEach((one, index) => {
      const typed = order.typed[index];
      if (!typed) return;
      const contacts = readContacts(typed, index + 1, wrong);
      // A code that is known stays: another code is another person.
      const code = one.code ?? readCode({ code: typed.code, kind: one.kind }, index + 1, wrong);
      if (contacts && code !== 'malformed' && isOther(one, { ...contacts, code }))
        changed.push({ ...one, ...contacts, code });
    });
    if (problems.length > 0) return { kind: 'wrong', problems };
    if (changed.length > 0) await writeContacts(deps, tx, acting, { detail, changed });
    return { kind: 'changed' };
  });
}

async function changeState(
  { db, clock, recorder }: CasesDeps,
  acting: Acting,
  order: Edition & { readonly reason: string },
  what: 'closed' | 'reopened',
): Promise<ChangeOutcome> {
  const reason = order.reason.trim().replace(/\s+/g, ' ').slice(0, longestReason);
  if (reason === '') return { kind: 'wrong', problems: [{ field: 'reason', code: 'case.reason_missing' }] };
  const { courtId } = acting.court;
  const { staffId } = acting.member;
  return db.transaction(async (tx): Promise<ChangeOutcome> => {
    const held = await holdRegistered(tx, acting, order);
    if (held.kind === 'stale') return held;
    const { detail } = held;
    const { caseId, state, judgeId } = detail.case;
    if ((state === 'closed') === (what === 'closed')) return { kind: 'stale', now: detail };
    // Its draw is asked for: closing would take it out of the urn, and opened again it would be in none.
    if (judgeId === undefined)
      return { kind: 'wrong', problems: [{ field: 'reason', code: 'case.judge_awaited' }] };
    const at = new Date(clock.now());
    await updateState(
      tx,
      caseId,
      what === 'closed' ? 'closed' : 'assigned',
      what === 'closed' ? at : undefined,
    );
    await touchCase(tx, caseId, { staffId, at });
    await insertEvent(tx, { caseId, what, staffId, at, reason });
    await recorder.record(tx, {
      type: `case.${what}`,
      facts: { court: courtId, case: caseId, staff: staffId },
    });
    return { kind: 'changed' };
  });
}
