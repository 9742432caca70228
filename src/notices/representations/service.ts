import type { Clock, Level } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import { readTaxNumber } from '../../registry/index.ts';
import { type ClaimOutcome, type Representation, type RepresentationRegister } from './model.ts';
import {
  countQuestion,
  findForNotice,
  findHead,
  findRepresentation,
  type FoundRepresentation,
  listRepresentations,
  writeConfirmed,
  writeEnded,
} from './store.ts';

export interface RepresentationsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The keyed digest of a personal code, as records have it. */
  readonly subjectOf: (personalCode: string) => string;
  readonly newId: () => string;
  /** So long what the register said is believed (decision 0006); an answer keeps the time that it was given under. */
  readonly beliefHours: number;
  /** Undefined = there is no gateway to ask. */
  readonly register: RepresentationRegister | undefined;
  /** Ends the mandates that were given by a representation which is over, in its transaction. */
  readonly endMandates: (tx: Transaction, representationId: string) => Promise<void>;
}

/** Who asks, and how they signed in. */
export interface ClaimingPerson {
  readonly accountId: string;
  readonly personalCode: string;
  readonly name: string;
  readonly method: string;
  readonly level: Level;
}

type Person = Pick<ClaimingPerson, 'personalCode'>;

/** Who reads for organisations: as long as the register of organisations says so, and what it said is fresh. */
export interface Representations {
  readonly hasRegister: boolean;
  /** Of a person, by name, at most 100; also those of which the register has to be asked again. */
  list(person: Person): Promise<readonly Representation[]>;
  /** Undefined when it is none of theirs. */
  find(person: Person, representationId: string): Promise<Representation | undefined>;
  /** By which the person would read this notice; undefined when they would not. */
  forNotice(person: Person, noticeId: string): Promise<Representation | undefined>;
  /** Asks whether the person represents the organisation. The answer tells nothing of its cases, nor of its head. */
  claim(person: ClaimingPerson, typedTaxNumber: string): Promise<ClaimOutcome>;
  /** Asks again of one of theirs: about the person, or about whose mandate they hold. */
  confirm(person: ClaimingPerson, representationId: string): Promise<ClaimOutcome>;
}

/** A person's questions within the window. */
const mostQuestions = 20;
const questionWindowMs = 3_600_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createRepresentations(deps: RepresentationsDeps): Representations {
  const { db, clock } = deps;
  const now = () => new Date(clock.now());
  const find = async ({ personalCode }: Person, representationId: string) =>
    uuid.test(representationId)
      ? findRepresentation(db, { personalCode, representationId, now: now() })
      : undefined;
  return {
    hasRegister: deps.register !== undefined,
    list: async ({ personalCode }) => (await listRepresentations(db, personalCode, now())).map(withoutCode),
    async find(person, representationId) {
      const found = await find(person, representationId);
      return found && withoutCode(found);
    },
    async forNotice({ personalCode }, noticeId) {
      const found = uuid.test(noticeId)
        ? await findForNotice(db, { personalCode, noticeId, now: now() })
        : undefined;
      return found && withoutCode(found);
    },
    async claim(person, typed) {
      const taxNumber = readTaxNumber(typed);
      if (taxNumber === undefined) return { kind: 'malformed' };
      return ask(deps, person, { taxNumber, personalCode: person.personalCode });
    },
    async confirm(person, representationId) {
      const found = await find(person, representationId);
      return found ? ask(deps, person, found) : { kind: 'unknown' };
    },
  };
}

function withoutCode(found: FoundRepresentation): Representation {
  const { personalCode: _, ...shown } = found;
  return shown;
}

interface Asked {
  readonly taxNumber: string;
  /** Whose right is asked about. */
  readonly personalCode: string;
}

/** Counted and recorded before the register is asked; what it says is written with its record. */
async function ask(deps: RepresentationsDeps, person: ClaimingPerson, asked: Asked): Promise<ClaimOutcome> {
  const { db, clock, register } = deps;
  if (!register) return { kind: 'no_register' };
  const askedAt = new Date(clock.now());
  const began = new Date(askedAt.getTime() - questionWindowMs);
  const limit = { now: askedAt, began, most: mostQuestions };
  if (!(await countQuestion(db, person.personalCode, limit))) return { kind: 'too_many' };
  const lookup = deps.newId();
  const { accountId, method, level, name: asker } = person;
  const about = { organisation: asked.taxNumber, subject: deps.subjectOf(asked.personalCode), lookup };
  await db.transaction((tx) =>
    deps.recorder.record(tx, { type: 'representation.asked', accountId, facts: { ...about, method, level } }),
  );
  const answer = await register.ask({ ...asked, lookup, asker });
  if (answer.kind === 'nobody') return deny(deps, { accountId, asked, about, askedAt });
  if (answer.kind !== 'answered') return unanswered(deps, asked);
  const representationId = await db.transaction(async (tx) => {
    const { taxNumber, personalCode } = asked;
    const { name: organisation, position } = answer.found;
    const believedUntil = new Date(askedAt.getTime() + deps.beliefHours * 3_600_000);
    const confirmation = { taxNumber, personalCode, organisation, position, askedAt, believedUntil };
    const representation = await writeConfirmed(tx, { newId: deps.newId(), ...confirmation });
    if (representation === undefined) return undefined;
    const facts = {
      ...about,
      representation,
      exchange: answer.requestId,
      until: believedUntil.toISOString(),
    };
    await deps.recorder.record(tx, { type: 'representation.confirmed', accountId, facts });
    return representation;
  });
  return representationId === undefined ? unanswered(deps, asked) : { kind: 'confirmed', representationId };
}

/** The register says no: what was believed ends at once, with the mandates that stood on it. */
async function deny(
  deps: RepresentationsDeps,
  {
    accountId,
    asked,
    about,
    askedAt,
  }: {
    readonly accountId: string;
    readonly asked: Asked;
    readonly about: { readonly organisation: string; readonly subject: string; readonly lookup: string };
    readonly askedAt: Date;
  },
): Promise<ClaimOutcome> {
  await deps.db.transaction(async (tx) => {
    const representation = await writeEnded(tx, { ...asked, askedAt });
    if (representation === undefined) return;
    const facts = { ...about, representation };
    await deps.recorder.record(tx, { type: 'representation.ended', accountId, facts });
    await deps.endMandates(tx, representation);
  });
  return { kind: 'not' };
}

/** The register or the gateway is away: what it said before holds until its end. */
async function unanswered({ db, clock }: RepresentationsDeps, asked: Asked): Promise<ClaimOutcome> {
  const known = await findHead(db, { ...asked, now: new Date(clock.now()) });
  return { kind: 'unanswered', believed: known?.isBelieved ? withoutCode(known) : undefined };
}
