import type { Database } from '../../db/index.ts';
import { changeContacts, changeState, type ContactsOrder } from './changes.ts';
import type { CasesDeps } from './deps.ts';
import { type CaseDetail, detailOf } from './detail.ts';
import { discard, register, type RegisterOutcome, saveDraft, type SaveOutcome } from './drafts.ts';
import { type ChangeOutcome, type Edition, isUuid } from './edition.ts';
import { type CaseEvent, findEvents, findNotices, type NoticeSummary } from './history-store.ts';
import type { Acting, CaseState, CourtCase, TypedCase } from './model.ts';
import { findNames } from './participant-store.ts';
import {
  addParticipant,
  type NewParticipantOrder,
  type ParticipantOutcome,
  type RemovalOrder,
  removeParticipant,
} from './participants.ts';
import { askedWords } from './search.ts';
import { listCases } from './search-store.ts';
import { findCase } from './store.ts';

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
  addParticipant(acting: Acting, order: NewParticipantOrder): Promise<ParticipantOutcome>;
  removeParticipant(acting: Acting, order: RemovalOrder): Promise<ParticipantOutcome>;
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
    addParticipant: (acting, order) => addParticipant(deps, acting, order),
    removeParticipant: (acting, order) => removeParticipant(deps, acting, order),
    close: (acting, order) => changeState(deps, acting, order, 'closed'),
    reopen: (acting, order) => changeState(deps, acting, order, 'reopened'),
  };
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
