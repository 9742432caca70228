import { z } from 'zod';
import { levels } from '../../oidc/ports.ts';
import { by, digest, line, origin, word } from './facts.ts';

/** A case of a court, and who acted on it. */
const courtCase = { court: word, case: z.uuid(), staff: z.uuid() };

/**
 * Who may read whose court notices: keyed digests of their codes, `case` where it is for one alone, `side` who acted.
 * `organisation` is the tax number where the notices are an organisation's; `register` acts where it names another head.
 */
const mandateStep = {
  mandate: z.uuid(),
  subject: digest,
  representative: digest,
  case: z.uuid().optional(),
  side: z.enum(['principal', 'representative', 'register']),
  organisation: word.optional(),
  method: word.optional(),
  level: z.enum(levels).optional(),
  ...origin,
};

/** Whether a person represents an organisation: its tax number, and the keyed digest of the person's code. */
const representation = { organisation: word, subject: digest, lookup: z.uuid() };

/**
 * Lots by which cases go to judges. They are shown to everybody, so they name cases, judges and requests by their ids
 * alone; `by` is the id of an office.
 */
const urn = { court: word, kind: word };
const atOffice = z.uuid();
const draws = {
  /** Before anybody can know what it decides: the hash of the first of `length` secrets, each the hash of the next. */
  'draw.committed': z.strictObject({ ...urn, chain: z.int().min(1), commitment: digest, length: z.int() }),
  'draw.requested': z.strictObject({
    ...urn,
    draw: z.uuid(),
    case: z.uuid(),
    cause: z.enum(['registered', 'recused', 'reassigned']),
    from: z.uuid().optional(),
    by: atOffice.optional(),
  }),
  'draw.cancelled': z.strictObject({ ...urn, draw: z.uuid(), case: z.uuid() }),
  /** Everything that the draw can be computed anew from; `judges` are those who could be drawn, each with their lots. */
  'case.drawn': z.strictObject({
    ...urn,
    draw: z.uuid(),
    case: z.uuid(),
    n: z.int().min(1),
    chain: z.int().min(1),
    step: z.int().min(1),
    secret: digest,
    size: z.int().min(1),
    root: digest,
    day: z.iso.date(),
    judges: line(3200),
    judge: z.uuid(),
  }),
  /** By the chair, by name: the exception. `draw` was waited for, and is not any more. */
  'case.given': z.strictObject({
    ...urn,
    case: z.uuid(),
    judge: z.uuid(),
    from: z.uuid().optional(),
    draw: z.uuid().optional(),
    by: atOffice,
  }),
  /** A judge asks registers about a person, for a case: recorded before; the gateway records each question. */
  'case.person_sought': z.strictObject({
    court: word,
    case: z.uuid(),
    lookup: z.uuid(),
    subject: digest,
    by: atOffice,
  }),
  /** A number that a register told is now a participant's. */
  'case.contact_taken': z.strictObject({
    court: word,
    case: z.uuid(),
    participant: z.uuid(),
    exchange: word,
    by: atOffice,
  }),
  'case.recusal_asked': z.strictObject({ court: word, case: z.uuid(), recusal: z.uuid(), judge: z.uuid() }),
  'case.recusal_refused': z.strictObject({ court: word, recusal: z.uuid(), by: atOffice }),
  'case.recused': z.strictObject({
    court: word,
    case: z.uuid(),
    recusal: z.uuid(),
    judge: z.uuid(),
    by: atOffice,
  }),
  /** No new cases from the one day to the other, both included. */
  'judge.leave_entered': z.strictObject({
    court: word,
    leave: z.uuid(),
    judge: z.uuid(),
    from: z.iso.date(),
    until: z.iso.date(),
    by: atOffice,
  }),
  /** The time of a hearing is free again whose judge has the case no more. */
  'hearing.given_up': z.strictObject({
    court: word,
    case: z.uuid(),
    hearing: z.uuid(),
    judge: z.uuid(),
    by: atOffice,
  }),
  /** What a judge had prepared for a case and not signed is thrown away: the office has ended, and the case goes on. */
  'notice.unsigned_ended': z.strictObject({
    court: word,
    case: z.uuid(),
    judge: z.uuid(),
    notices: z.int().min(1),
    by: atOffice,
  }),
  /** The time of a hearing of which nobody was told is free again, for its case was closed. */
  'hearing.freed': z.strictObject({
    court: word,
    case: z.uuid(),
    hearing: z.uuid(),
    judge: z.uuid(),
    by: atOffice,
  }),
  'judge.leave_withdrawn': z.strictObject({ court: word, leave: z.uuid(), judge: z.uuid(), by: atOffice }),
} as const;

/** What happens at courts, by their ids alone: never a name, a code or a contact of a person. */
export const courtFacts = {
  'court.entered': z.strictObject({ court: word, by }),
  'court.appointed': z.strictObject({ court: word, staff: z.uuid(), office: word, by }),
  'court.dismissed': z.strictObject({ court: word, staff: z.uuid(), office: word, by }),
  ...draws,
  /**
   * Somebody opened a notice for the first time: `subject` is the keyed digest of the code of whom it is for, `as` whether
   * that person, the head of that `organisation`, or a representative by `mandate` opened it, `method` and `level` how the
   * reader had signed in.
   */
  'notice.read': z.strictObject({
    notice: z.uuid(),
    court: word,
    subject: digest,
    as: z.enum(['party', 'head', 'representative']),
    mandate: z.uuid().optional(),
    organisation: word.optional(),
    representation: z.uuid().optional(),
    method: word,
    level: z.enum(levels),
    ...origin,
  }),
  'mandate.given': z.strictObject(mandateStep),
  'mandate.accepted': z.strictObject(mandateStep),
  'mandate.ended': z.strictObject(mandateStep),
  /** Before the register of organisations is asked; the gateway records the question under `lookup`, as its case. */
  'representation.asked': z.strictObject({ ...representation, method: word, level: z.enum(levels) }),
  /** It said yes, in that exchange; believed `until` then. */
  'representation.confirmed': z.strictObject({
    ...representation,
    representation: z.uuid(),
    exchange: word,
    until: word,
  }),
  /** It said that it is so no more. */
  'representation.ended': z.strictObject({ ...representation, representation: z.uuid() }),
  /** `resembles`: the clerk registered it although that case is alike. */
  'case.registered': z.strictObject({
    ...courtCase,
    number: line(64),
    kind: word,
    resembles: z.uuid().optional(),
    import: word.optional(),
  }),
  'case.contacts_changed': z.strictObject({ ...courtCase, participants: z.int().min(1) }),
  'case.participant_added': z.strictObject({
    ...courtCase,
    participant: z.uuid(),
    role: word,
    resembles: z.uuid().optional(),
  }),
  /** Left the case, or was entered by mistake; `replacement` came in their place. */
  'case.participant_removed': z.strictObject({
    ...courtCase,
    participant: z.uuid(),
    replacement: z.uuid().optional(),
  }),
  'case.closed': z.strictObject(courtCase),
  'case.reopened': z.strictObject(courtCase),
  /** Before a case is registered; a person is told by `subject`, an organisation by its tax number. */
  'case.name_looked_up': z.strictObject({
    court: word,
    staff: z.uuid(),
    subject: digest.optional(),
    organisation: word.optional(),
    found: z.boolean(),
  }),
  /** `staff` brought the file, `chosen` chose what became of its rows. */
  'case.imported': z.strictObject({
    court: word,
    staff: z.uuid(),
    chosen: z.uuid().optional(),
    import: word,
    registered: z.int(),
    drafted: z.int(),
    there: z.int(),
    bad: z.int(),
  }),
  /** It reached nobody, and a clerk has to act. */
  'notice.escalated': z.strictObject({ notice: z.uuid(), court: word, reason: word }),
  'notice.sent_again': z.strictObject({ notice: z.uuid(), court: word, staff: z.uuid() }),
  'notice.delivered_on_paper': z.strictObject({ notice: z.uuid(), court: word, staff: z.uuid() }),
  /**
   * A judge's signature sent a notice to a participant. `digest` is that of the signed document, `certificate` of the
   * judge's, `subject` the keyed digest of the participant's code where it is known.
   */
  'notice.sent': z.strictObject({
    notice: z.uuid(),
    case: z.uuid(),
    court: word,
    digest,
    certificate: digest,
    subject: digest.optional(),
  }),
} as const;
