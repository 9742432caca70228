import type { Clock, Level } from '../../../oidc/ports.ts';
import { readPersonalCode } from '../../accounts/index.ts';
import type { Database, Transaction } from '../../db/index.ts';
import { oneLine, type Recorder } from '../../records/index.ts';
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
  insertMandate,
  listMandates,
  listOwnCases,
  writeAccepted,
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
  /** The cases that a mandate of this person may be for, at most 200. */
  cases(person: Person): Promise<readonly MandateCase[]>;
  /**
   * Offers a mandate to whoever has the code, with an account or without; the answer is the same. Nothing may be read
   * before it is accepted.
   */
  give(
    actor: MandateActor,
    order: { readonly typedCode: string; readonly caseId: string | undefined },
  ): Promise<MandateOutcome>;
  /** By the representative. From then on the principal's notices can be read. */
  accept(actor: MandateActor, mandateId: string): Promise<MandateOutcome>;
  /** By either side; before it was accepted, that declines it or takes it back. The next request reads nothing. */
  end(actor: MandateActor, mandateId: string): Promise<MandateOutcome>;
}

const dayMs = 86_400_000;

export function createMandates(deps: MandatesDeps): Mandates {
  const { db } = deps;
  return {
    list: ({ personalCode }) => listMandates(db, personalCode),
    countOffers: ({ personalCode }) => countOffers(db, personalCode),
    cases: ({ personalCode }) => listOwnCases(db, personalCode),
    give: (actor, order) => give(deps, actor, order),
    accept: (actor, mandateId) => accept(deps, actor, mandateId),
    end: (actor, mandateId) => end(deps, actor, mandateId),
  };
}

async function give(
  deps: MandatesDeps,
  actor: MandateActor,
  { typedCode, caseId }: { readonly typedCode: string; readonly caseId: string | undefined },
): Promise<MandateOutcome> {
  const representativeCode = readPersonalCode(typedCode);
  if (representativeCode === undefined) return 'code';
  const principalCode = actor.personalCode;
  if (representativeCode === principalCode) return 'self';
  const own = await listOwnCases(deps.db, principalCode);
  if (caseId !== undefined && !own.some((one) => one.caseId === caseId)) return 'case';
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const { live, recent } = await countGiven(tx, principalCode, new Date(now - dayMs));
    if (live >= mostGiven) return 'too_many';
    if (recent >= mostGivenInDay) return 'too_many_today';
    const mandate = { mandateId: deps.newId(), principalCode, representativeCode, caseId };
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
  const isPrincipal = actor.personalCode === mandate.principalCode;
  const facts = {
    mandate: mandate.mandateId,
    subject: deps.subjectOf(mandate.principalCode),
    representative: deps.subjectOf(mandate.representativeCode),
    case: mandate.caseId,
    side: isPrincipal ? 'principal' : 'representative',
    method,
    level,
    // The principal may open the record of the representative's step: where that one was is not theirs to know.
    ...(isPrincipal ? { address, userAgent: oneLine(actor.userAgent) } : {}),
  } as const;
  return deps.recorder.record(tx, { type, accountId, facts });
}
