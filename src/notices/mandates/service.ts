import type { Clock, Level } from '../../../oidc/ports.ts';
import { readPersonalCode } from '../../accounts/index.ts';
import type { Database, Transaction } from '../../db/index.ts';
import { type BulkRecorder, oneLine, type RecordEvent, type Recorder } from '../../records/index.ts';
import {
  type Mandate,
  type MandateCase,
  type MandateTrouble,
  mostGiven,
  mostGivenInDay,
  mostHeld,
} from './model.ts';
import {
  type ChangedMandate,
  countGiven,
  countHeld,
  countOffers,
  findOrganisationOf,
  insertMandate,
  listMandates,
  listOwnCases,
  writeAccepted,
  writeAllEnded,
  writeEnded,
} from './store.ts';

export interface MandatesDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The keyed digest of a personal code, as records have it. */
  readonly subjectOf: (personalCode: string) => string;
  readonly newId: () => string;
}

/** Who acts, how they signed in, and where the request came from. */
export interface MandateActor {
  readonly accountId: string;
  readonly personalCode: string;
  readonly method: string;
  readonly level: Level;
  readonly address: string;
  readonly userAgent: string;
}

export type MandateOutcome = 'done' | MandateTrouble | 'unknown';

type Person = Pick<MandateActor, 'personalCode'>;

/** Who may read whose notices. A change and its record commit together. */
export interface Mandates {
  /** Of both sides, with those that have ended. */
  list(person: Person): Promise<readonly Mandate[]>;
  /** Mandates that wait for this person's answer, counted up to 100. */
  countOffers(person: Person): Promise<number>;
  /** The cases that a mandate of this person, or of an organisation that they represent, may be for; at most 200. */
  cases(person: Person, representationId?: string): Promise<readonly MandateCase[]>;
  /**
   * Offers a mandate to whoever has the code, with an account or without; the answer is the same. Nothing may be read
   * before it is accepted. With a representation it is for the notices of that organisation.
   */
  give(actor: MandateActor, order: MandateOrder): Promise<MandateOutcome>;
  /** By the representative. From then on the principal's notices can be read. */
  accept(actor: MandateActor, mandateId: string): Promise<MandateOutcome>;
  /** By either side; before it was accepted, that declines it or takes it back. The next request reads nothing. */
  end(actor: MandateActor, mandateId: string): Promise<MandateOutcome>;
}

export interface MandateOrder {
  readonly typedCode: string;
  readonly caseId: string | undefined;
  readonly representationId?: string | undefined;
}

const dayMs = 86_400_000;

export function createMandates(deps: MandatesDeps): Mandates {
  const { db } = deps;
  return {
    list: ({ personalCode }) => listMandates(db, personalCode),
    countOffers: ({ personalCode }) => countOffers(db, personalCode),
    async cases(person, representationId) {
      const principalCode = await principalOf(deps, person, representationId);
      return principalCode === undefined ? [] : listOwnCases(db, principalCode);
    },
    give: (actor, order) => give(deps, actor, order),
    accept: (actor, mandateId) => accept(deps, actor, mandateId),
    end: (actor, mandateId) => end(deps, actor, mandateId),
  };
}

/** Whose notices a mandate is for; undefined when the person does not represent the organisation at this moment. */
async function principalOf(
  { db, clock }: MandatesDeps,
  { personalCode }: Person,
  representationId: string | undefined,
): Promise<string | undefined> {
  if (representationId === undefined) return personalCode;
  return findOrganisationOf(db, { representationId, personalCode, now: new Date(clock.now()) });
}

async function give(
  deps: MandatesDeps,
  actor: MandateActor,
  { typedCode, caseId, representationId }: MandateOrder,
): Promise<MandateOutcome> {
  const representativeCode = readPersonalCode(typedCode);
  if (representativeCode === undefined) return 'code';
  if (representativeCode === actor.personalCode) return 'self';
  const principalCode = await principalOf(deps, actor, representationId);
  if (principalCode === undefined) return 'not_head';
  const own = await listOwnCases(deps.db, principalCode);
  if (caseId !== undefined && !own.some((one) => one.caseId === caseId)) return 'case';
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const { live, recent } = await countGiven(tx, principalCode, new Date(now - dayMs));
    if (live >= mostGiven) return 'too_many';
    if (recent >= mostGivenInDay) return 'too_many_today';
    const mandate = { mandateId: deps.newId(), principalCode, representativeCode, caseId, representationId };
    if (!(await insertMandate(tx, { ...mandate, at: new Date(now) }))) return 'present';
    await record(deps, tx, { type: 'mandate.given', actor, mandate });
    return 'done';
  });
}

function accept(deps: MandatesDeps, actor: MandateActor, mandateId: string): Promise<MandateOutcome> {
  const { personalCode } = actor;
  return deps.db.transaction(async (tx) => {
    if ((await countHeld(tx, personalCode)) >= mostHeld) return 'too_many';
    const at = new Date(deps.clock.now());
    const accepted = await writeAccepted(tx, { mandateId, personalCode, at });
    if (!accepted) return 'unknown';
    await record(deps, tx, { type: 'mandate.accepted', actor, mandate: { ...accepted, mandateId } });
    return 'done';
  });
}

function end(deps: MandatesDeps, actor: MandateActor, mandateId: string): Promise<MandateOutcome> {
  const { personalCode } = actor;
  return deps.db.transaction(async (tx) => {
    const at = new Date(deps.clock.now());
    const ended = await writeEnded(tx, { mandateId, personalCode, at });
    if (!ended) return 'unknown';
    await record(deps, tx, { type: 'mandate.ended', actor, mandate: { ...ended, mandateId } });
    return 'done';
  });
}

interface Step {
  readonly type: 'mandate.given' | 'mandate.accepted' | 'mandate.ended';
  readonly actor: MandateActor;
  readonly mandate: ChangedMandate & { readonly mandateId: string };
}

function record(deps: MandatesDeps, tx: Transaction, { type, actor, mandate }: Step): Promise<void> {
  const { accountId, method, level, address } = actor;
  const isPrincipal = actor.personalCode !== mandate.representativeCode;
  const isOwn = isPrincipal && mandate.representationId === undefined;
  const facts = {
    ...factsOf(deps, mandate),
    side: isPrincipal ? 'principal' : 'representative',
    method,
    level,
    // The principal may open the record of the representative's step, and a later head that of an earlier one's: where
    // that one was is not theirs to know.
    ...(isOwn ? { address, userAgent: oneLine(actor.userAgent) } : {}),
  } as const;
  return deps.recorder.record(tx, { type, accountId, facts });
}

function factsOf({ subjectOf }: Pick<MandatesDeps, 'subjectOf'>, mandate: Step['mandate']) {
  return {
    mandate: mandate.mandateId,
    subject: subjectOf(mandate.principalCode),
    representative: subjectOf(mandate.representativeCode),
    case: mandate.caseId,
    ...(mandate.representationId !== undefined && { organisation: mandate.principalCode }),
  };
}

/**
 * Ends what was given by a representation that the register says is over, in the transaction that ends it. Of each mandate
 * one record.
 */
export function endMandatesOf(deps: {
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
  readonly subjectOf: (personalCode: string) => string;
}): (tx: Transaction, representationId: string) => Promise<void> {
  return async (tx, representationId) => {
    const ended = await writeAllEnded(tx, representationId, new Date(deps.clock.now()));
    const events = ended.map(
      (mandate): RecordEvent => ({
        type: 'mandate.ended',
        facts: { ...factsOf(deps, mandate), side: 'register' },
      }),
    );
    await deps.recorder.recordAll(tx, events);
  };
}
