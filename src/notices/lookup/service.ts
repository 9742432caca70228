import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../oidc/ports.ts';
import { readPersonalCode } from '../../accounts/index.ts';
import type { Consumer } from '../../connector/index.ts';
import type { Database } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { ParticipantContacts } from '../cases/index.ts';
import { askThroughGateway, remotePersonRegister } from '../../registry/index.ts';
import { findLimitEnd, listLookupCounts, type LookupCount, type LookupLimits } from './limit-store.ts';
import {
  type LookupAnswers,
  type LookupExtract,
  lookupLaw,
  type LookupParticipant,
  lookupPurpose,
  type OfferedNumber,
  type PersonSearch,
} from './model.ts';
import {
  findCaseOfJudge,
  holdCaseOfJudge,
  insertLookup,
  listParticipants,
  type LookupCase,
} from './store.ts';

/** The register of the population behind the courts' connector and the gateway. */
export function createPersonSearch(connector: Pick<Consumer, 'request'>): PersonSearch {
  return {
    ask(name, { personalCode, caseNumber, judge }) {
      const terms = {
        service: `population.${name}`,
        purpose: lookupPurpose,
        basis: { kind: 'law', reference: lookupLaw } as const,
        case: caseNumber,
        user: judge,
      };
      return askThroughGateway(connector, terms, (ask) =>
        remotePersonRegister(ask).extract(personalCode, name),
      );
    },
  };
}

export interface LookupDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Undefined = there is no gateway to ask. */
  readonly search: PersonSearch | undefined;
  /** `recordSubject` of a personal code. */
  readonly subjectOf: (personalCode: string) => string;
  readonly contacts: ParticipantContacts;
  /** By which a number is known again that the register told. */
  readonly key: Uint8Array;
  /** Of one judge. */
  readonly limits: LookupLimits;
}

/** The judge who asks, and the case. */
export interface LookingJudge {
  readonly courtId: string;
  readonly caseId: string;
  readonly staffId: string;
  readonly name: string;
}

/** About whom, and what. */
export interface LookupOrder {
  /** A participant of the case; undefined where a code is given. */
  readonly participantId?: string | undefined;
  readonly personalCode?: string | undefined;
  /** Needed with a code. */
  readonly reason?: string | undefined;
  readonly extracts: readonly LookupExtract[];
}

export type LookupProblem = 'whom' | 'code' | 'reason' | 'what';
export type LookupOutcome =
  | { readonly kind: 'not_yours' | 'no_gateway' }
  | { readonly kind: 'refused'; readonly problem: LookupProblem }
  /** The judge has asked about as many persons as the limit allows. */
  | { readonly kind: 'limited'; readonly until: Date }
  | {
      readonly kind: 'asked';
      readonly personalCode: string;
      readonly participant: LookupParticipant | undefined;
      readonly answers: LookupAnswers;
      /** What can be taken over for the participant. */
      readonly numbers: readonly OfferedNumber[];
    };

export interface Lookups {
  readonly hasGateway: boolean;
  readonly limits: LookupLimits;
  /** Of the judges of a court. */
  counts(courtId: string): Promise<readonly LookupCount[]>;
  /** Undefined when it is not this judge's case now. */
  caseOf(
    judge: LookingJudge,
  ): Promise<{ readonly of: LookupCase; readonly participants: readonly LookupParticipant[] } | undefined>;
  /** Recorded before anything is asked; what is answered is shown and kept nowhere. */
  ask(judge: LookingJudge, order: LookupOrder): Promise<LookupOutcome>;
  /** A number that {@link ask} offered becomes the participant's. False when it was not offered, or the case is not the judge's any more. */
  take(judge: LookingJudge, taken: OfferedNumber & { readonly participantId: string }): Promise<boolean>;
}

export function createLookups(deps: LookupDeps): Lookups {
  return {
    hasGateway: deps.search !== undefined,
    limits: deps.limits,
    counts: (courtId) => listLookupCounts(deps.db, courtId, new Date(deps.clock.now())),
    async caseOf(judge) {
      const of = await findCaseOfJudge(deps.db, judge);
      return of && { of, participants: await listParticipants(deps.db, of.caseId) };
    },
    ask: (judge, order) => ask(deps, judge, order),
    take: (judge, taken) => take(deps, judge, taken),
  };
}

async function ask(deps: LookupDeps, judge: LookingJudge, order: LookupOrder): Promise<LookupOutcome> {
  const { db, search } = deps;
  const of = await findCaseOfJudge(db, judge);
  if (!of) return { kind: 'not_yours' };
  if (!search) return { kind: 'no_gateway' };
  const whom = await readWhom(deps, of, order);
  if (typeof whom === 'string') return { kind: 'refused', problem: whom };
  if (order.extracts.length === 0) return { kind: 'refused', problem: 'what' };
  const { personalCode, participant } = whom;
  const noted = { personalCode, participantId: participant?.participantId, reason: whom.reason };
  const until = await note(deps, judge, noted);
  if (until) return { kind: 'limited', until };
  const about = { personalCode, caseNumber: of.number, judge: judge.name };
  const answers = await askAll(search, about, order.extracts);
  const { contacts } = answers;
  const numbers =
    participant && contacts?.kind === 'answered'
      ? contacts.found.mobileNumbers.map((mobile) =>
          offer(deps, judge, participant, { mobile, exchange: contacts.requestId }),
        )
      : [];
  return { kind: 'asked', personalCode, participant, answers, numbers };
}

interface Whom {
  readonly personalCode: string;
  readonly participant: LookupParticipant | undefined;
  readonly reason: string | undefined;
}

async function readWhom(
  { db }: LookupDeps,
  of: LookupCase,
  order: LookupOrder,
): Promise<Whom | LookupProblem> {
  if (order.participantId !== undefined) {
    const found = (await listParticipants(db, of.caseId)).find(
      ({ participantId }) => participantId === order.participantId,
    );
    return found ? { personalCode: found.code, participant: found, reason: undefined } : 'whom';
  }
  if (order.personalCode === undefined || order.personalCode.trim() === '') return 'whom';
  const personalCode = readPersonalCode(order.personalCode);
  if (personalCode === undefined) return 'code';
  const reason = order.reason?.trim() ?? '';
  if (reason === '' || reason.length > 500 || !reason.isWellFormed()) return 'reason';
  return { personalCode, participant: undefined, reason };
}

/** That the judge asks, whatever becomes of it; when the judge may ask again, where the limit is reached. */
function note(
  { db, clock, recorder, subjectOf, limits }: LookupDeps,
  { courtId, caseId, staffId }: LookingJudge,
  of: {
    readonly personalCode: string;
    readonly participantId: string | undefined;
    readonly reason: string | undefined;
  },
): Promise<Date | undefined> {
  const lookupId = randomUUID();
  const { participantId, reason } = of;
  return db.transaction(async (tx) => {
    const now = new Date(clock.now());
    const until = await findLimitEnd(tx, staffId, limits, now);
    if (until) return until;
    await insertLookup(tx, { lookupId, caseId, staffId, participantId, reason }, now);
    const facts = {
      court: courtId,
      case: caseId,
      lookup: lookupId,
      subject: subjectOf(of.personalCode),
      by: staffId,
    };
    await recorder.record(tx, { type: 'case.person_sought', facts });
    return undefined;
  });
}

/** Each question is an exchange of its own; one that fails leaves the others. */
async function askAll(
  search: PersonSearch,
  about: Parameters<PersonSearch['ask']>[1],
  extracts: readonly LookupExtract[],
): Promise<LookupAnswers> {
  const [contacts, residence, identity] = await Promise.all([
    extracts.includes('contacts') ? search.ask('contacts', about) : undefined,
    extracts.includes('residence') ? search.ask('residence', about) : undefined,
    extracts.includes('identity') ? search.ask('identity', about) : undefined,
  ]);
  return { ...(contacts && { contacts }), ...(residence && { residence }), ...(identity && { identity }) };
}

type Number = Omit<OfferedNumber, 'proof'>;

function offer(
  deps: LookupDeps,
  judge: LookingJudge,
  { participantId }: Pick<LookupParticipant, 'participantId'>,
  number: Number,
): OfferedNumber {
  return { ...number, proof: proofOf(deps, judge, participantId, number).toString('base64url') };
}

/** For this judge, case and participant alone. */
function proofOf(
  { key }: LookupDeps,
  { caseId, staffId }: LookingJudge,
  participantId: string,
  { mobile, exchange }: Number,
): Buffer {
  const lines = ['acar court look-up v1', staffId, caseId, participantId, mobile, exchange];
  return createHmac('sha256', key).update(lines.join('\n')).digest();
}

async function take(
  deps: LookupDeps,
  judge: LookingJudge,
  { participantId, mobile, exchange, proof }: OfferedNumber & { readonly participantId: string },
): Promise<boolean> {
  const expected = proofOf(deps, judge, participantId, { mobile, exchange });
  const given = Buffer.from(proof, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const { courtId, caseId, staffId } = judge;
  const acting = { court: { courtId }, member: { staffId } };
  return deps.db.transaction(async (tx) => {
    if (!(await holdCaseOfJudge(tx, judge))) return false;
    const order = { caseId, participantId, contacts: { mobile } };
    if (!(await deps.contacts.correct(tx, acting, order))) return false;
    const facts = { court: courtId, case: caseId, participant: participantId, exchange, by: staffId };
    await deps.recorder.record(tx, { type: 'case.contact_taken', facts });
    return true;
  });
}
