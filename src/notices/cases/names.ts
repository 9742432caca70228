import type { Clock } from '../../../oidc/ports.ts';
import { readPersonalCode } from '../../accounts/index.ts';
import type { Database } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import { readTaxNumber } from '../../registry/index.ts';
import type { StaffMember } from '../courts/index.ts';
import type { Acting, ParticipantKind, TypedParticipant } from './model.ts';
import { countLookup } from './names-store.ts';

/** A name, and the account of the person where there is one: the record of the look-up stands in its history. */
interface KnownName {
  readonly name: string;
  readonly accountId?: string | undefined;
}

/** `unanswered`: whoever would know does not answer. Undefined = nobody is known by the code. */
type NameAnswer = KnownName | 'unanswered' | undefined;

/** Who knows names: registers, or our own accounts. `clerk` is the name of who asks, for the registers' own records. */
export interface Names {
  person(personalCode: string, clerk: string): Promise<NameAnswer>;
  organisation(taxNumber: string, clerk: string): Promise<NameAnswer>;
}

export interface NameLookupsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly names: Names;
  /** The keyed digest by which a person finds records about them. */
  readonly subjectOf: (personalCode: string) => string;
}

/** A clerk's look-ups within the window; decision 0002 says why so many. */
const mostLookups = 60;
const lookupWindowMs = 3600 * 1000;

export type LookupOutcome =
  | { readonly kind: 'found'; readonly name: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'too_many' };

interface LookingClerk {
  readonly court: Pick<Acting['court'], 'courtId'>;
  readonly member: Pick<StaffMember, 'staffId' | 'name'>;
}

/** What a look-up came to for somebody who is being entered. */
export interface LookedUp {
  readonly outcome: LookupOutcome;
  /** There was another name, which stays. */
  readonly isKept: boolean;
}

/** Fills a name that is found in, where none was typed. */
export async function lookUpName(
  lookups: NameLookups,
  clerk: LookingClerk,
  one: TypedParticipant,
): Promise<{ readonly named: TypedParticipant; readonly lookup: LookedUp }> {
  const kind = one.kind === 'organisation' ? 'organisation' : 'person';
  const outcome = await lookups.look(clerk, { kind, code: one.code });
  const isKept = outcome.kind === 'found' && one.name.trim() !== '' && one.name !== outcome.name;
  const named = outcome.kind === 'found' && !isKept ? { ...one, name: outcome.name } : one;
  return { named, lookup: { outcome, isKept } };
}

/** The name that belongs to a code, for a clerk who enters a case. */
export interface NameLookups {
  look(
    clerk: LookingClerk,
    asked: { readonly kind: ParticipantKind; readonly code: string },
  ): Promise<LookupOutcome>;
}

/** A look-up is counted before anybody is asked, and recorded before its answer is shown. */
export function createNameLookups(deps: NameLookupsDeps): NameLookups {
  return {
    async look({ court, member }, { kind, code: typed }) {
      const isPerson = kind === 'person';
      const code = isPerson ? readPersonalCode(typed) : readTaxNumber(typed);
      if (code === undefined) return { kind: 'malformed' };
      const now = deps.clock.now();
      const window = { now: new Date(now), began: new Date(now - lookupWindowMs), most: mostLookups };
      if (!(await countLookup(deps.db, member.staffId, window))) return { kind: 'too_many' };
      const { names } = deps;
      const answer = await (isPerson
        ? names.person(code, member.name)
        : names.organisation(code, member.name));
      const known = answer === 'unanswered' ? undefined : answer;
      await deps.db.transaction((tx) =>
        deps.recorder.record(tx, {
          type: 'case.name_looked_up',
          accountId: known?.accountId,
          facts: {
            court: court.courtId,
            staff: member.staffId,
            found: known !== undefined,
            ...(isPerson ? { subject: deps.subjectOf(code) } : { organisation: code }),
          },
        }),
      );
      if (answer === 'unanswered') return { kind: 'unanswered' };
      return known === undefined ? { kind: 'unknown' } : { kind: 'found', name: known.name };
    },
  };
}
