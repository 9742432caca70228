import { z } from 'zod';
import { levels } from '../../oidc/ports.ts';
import type { Transaction } from '../db/index.ts';
import { courtFacts } from './court-facts.ts';
import { by, digest, line, origin, word } from './facts.ts';

/** An RFC 7638 thumbprint: base64url, which may begin with any of its signs. */
const keyId = z.string().regex(/^[\w-]{1,64}$/);
const signIn = { method: word.optional(), level: z.enum(levels).optional(), ...origin };
const channel = z.enum(['email', 'sms']).optional();
/** The phone's id. */
const phone = { phone: word };
/** The document's id: its name and its bytes are its persons' own. */
const document = { document: word };
/** `ca` is the authority's row, `serial` hexadecimal, `reason` a CRLReason. */
const statusChange = { ca: z.int(), serial: word, profile: word, reason: z.int().optional(), by };

/** The record takes the payload for its own, which must be whole and of that digest (`payloads/`). */
const payload = { payload: z.uuid().optional(), payloadDigest: digest.optional() };

/** What every record of an exchange of data tells. */
const exchange = {
  exchange: word,
  consumer: word,
  provider: word.optional(),
  service: word,
  purpose: word,
  basis: word,
  reference: word,
  case: line(64).optional(),
  user: line(100).optional(),
  subject: digest.optional(),
};

/**
 * Every type of event with the facts that it carries: small, flat, and never a secret. A type or a fact that is not
 * here does not compile, and is refused at run time. An event that is recorded keeps its type for ever: add, and do
 * not rename.
 */
const recordedFacts = {
  'sign_in.succeeded': z.strictObject(signIn),
  /** A certificate's holder signed `nonce`; `status` is the digest of the answer that it is good. */
  'sign_in.proven': z.strictObject({
    method: word,
    level: z.enum(levels),
    certificate: digest,
    status: digest,
    nonce: line(128),
  }),
  'sign_in.failed': z.strictObject({ ...signIn, reason: word.optional() }),
  'sign_in.stepped_up': z.strictObject(signIn),
  'sign_in.continued': z.strictObject(signIn),
  'session.ended': z.strictObject({ ...signIn, reason: word.optional() }),
  'consent.given': z.strictObject({ ...signIn, scopes: line(1000).optional() }),
  'consent.withdrawn': z.strictObject({ ...origin, scopes: line(1000).optional() }),
  'account.issued': z.strictObject({ by }),
  'account.opened': z.strictObject({ method: word, certificate: digest }),
  'account.activated': z.strictObject(origin),
  'account.password_changed': z.strictObject({ ...origin, by }),
  'account.activation_refused': z.strictObject(origin),
  'account.activation_reissued': z.strictObject({ by }),
  'account.recovery_requested': z.strictObject({ ...origin, channel }),
  'account.recovery_proven': z.strictObject({ ...origin, channel }),
  'account.recovery_refused': z.strictObject({ ...origin, channel }),
  'account.recovered': z.strictObject({ ...origin, channel }),
  'account.blocked': z.strictObject({ reason: line(300), by }),
  'account.unblocked': z.strictObject({ reason: line(300), by }),
  'account.contacts_changed': z.strictObject({ changed: line(100), by }),
  'account.second_factor_sent': z.strictObject({ ...origin, channel }),
  'logout.delivered': z.strictObject({ tries: z.int().min(1) }),
  'logout.failed': z.strictObject({ tries: z.int().min(0), reason: line(300) }),
  'client.registered': z.strictObject({ profile: word, version: z.int().min(1), by }),
  'client.disabled': z.strictObject({ version: z.int().min(1), by }),
  'certificate.issued': z.strictObject({ ca: z.int(), serial: word, profile: word, by }),
  'certificate.held': z.strictObject(statusChange),
  'certificate.released': z.strictObject(statusChange),
  'certificate.revoked': z.strictObject(statusChange),
  'phone.code_issued': z.strictObject({ ...origin, source: word, by }),
  'phone.enrolled': z.strictObject({ ...origin, ...phone }),
  'phone.renewed': z.strictObject({ ...origin, ...phone }),
  'phone.suspended': z.strictObject({ ...origin, ...phone }),
  'phone.restored': z.strictObject({ ...origin, ...phone }),
  'phone.lost': z.strictObject({ ...origin, ...phone }),
  'phone.blocked': z.strictObject({ ...origin, ...phone }),
  'phone.copied': z.strictObject({ ...origin, ...phone }),
  'phone.pin_changed': z.strictObject({ ...origin, ...phone }),
  'phone.request_reported': z.strictObject({ ...origin, ...phone, flow: word }),
  'document.uploaded': z.strictObject({ ...document, digest, ...origin }),
  'document.invited': z.strictObject({ ...document, ...origin }),
  /** `digest` is that of the signed document, `certificate` of the signer's. */
  'document.signed': z.strictObject({
    ...document,
    digest,
    certificate: digest,
    format: word,
    level: word,
    way: word,
    ...origin,
  }),
  /** Somebody asked what a document is worth. `digest` is that of the report `report`, not of the document. */
  'document.verified': z.strictObject({ report: z.uuid(), digest, outcome: word, format: word.optional() }),
  /** `level` and `until`: its archive time stamps keep it until then. */
  'document.renewed': z.strictObject({ ...document, digest, format: word, level: word, until: word }),
  'document.deleted': z.strictObject({ ...document, ...origin }),
  /** A person asked an agency about its request for their data; the question's words are not told. */
  'data.questioned': z.strictObject({ question: word, exchange: word, consumer: word }),
  /** With the message that the agency signed; or with the operator who passed its answer on. */
  'data.question_answered': z.strictObject({
    question: word,
    exchange: word,
    consumer: word,
    by,
    ...payload,
  }),
  'relying_party.registered': z.strictObject({ id: word, by }),
  'relying_party.disabled': z.strictObject({ id: word, by }),
  'keys.rotated': z.strictObject({ keyId, algorithm: word, by }),
  'keys.revoked': z.strictObject({ keyId, algorithm: word, reason: line(300), by }),
  /** The payload's content, key and salt are gone; its record and digest stay. */
  'payload.erased': z.strictObject({ erased: z.uuid(), reason: line(300), by }),
  /**
   * What `held` (a payload), `case`, `subject` or `organisation` names is not erased before `until`, unless
   * `payload.hold_ended` tells of the same hold (decision 0004).
   */
  'payload.held': z.strictObject({
    hold: z.uuid(),
    held: z.uuid().optional(),
    case: line(64).optional(),
    subject: digest.optional(),
    organisation: word.optional(),
    reason: line(300),
    until: word,
    by: word,
  }),
  'payload.hold_ended': z.strictObject({ hold: z.uuid(), reason: line(300), by: word }),
  /**
   * An agency asked another for data: recorded before it was forwarded. `exchange` is the same in the record of its
   * outcome; `reference` is to the law or names the consent; `subject` is the keyed digest of the personal code.
   */
  'data.requested': z.strictObject({ ...exchange, ...payload }),
  'data.answered': z.strictObject({ ...exchange, ...payload, status: z.int() }),
  /** Nothing was forwarded. Of what nobody had proven to have said, only consumer, service and reason are told. */
  'data.refused': z.strictObject({
    ...z.strictObject(exchange).partial().shape,
    consumer: word,
    reason: word,
  }),
  /** It was forwarded, and no answer was handed out. */
  'data.failed': z.strictObject({ ...exchange, reason: word, detail: line(100).optional() }),
  /** An operator handed out what proves an exchange, for an organisation that was a party of it. */
  'data_exchange.exported': z.strictObject({ exchange: word, organisation: word, by }),
  'data_organisation.entered': z.strictObject({
    organisation: word,
    version: z.int().min(1),
    active: z.boolean(),
    by,
  }),
  'data_service.entered': z.strictObject({
    service: word,
    provider: word,
    version: z.int().min(1),
    active: z.boolean(),
    by,
  }),
  'data_right.granted': z.strictObject({
    right: word,
    consumer: word,
    service: word,
    purpose: word,
    basis: word,
    reference: word.optional(),
    by,
  }),
  'data_right.revoked': z.strictObject({ right: word, by }),
  /** The purpose is absent in what was recorded before consents named one. */
  'data_consent.given': z.strictObject({
    consent: word,
    consumer: word,
    service: word,
    purpose: word.optional(),
    until: word,
  }),
  'data_consent.withdrawn': z.strictObject({
    consent: word,
    consumer: word,
    service: word,
    purpose: word.optional(),
  }),
  ...courtFacts,
  /** Personal facts of `count` records from `first` to `last` are gone. */
  'records.redacted': z.strictObject({
    first: z.int(),
    last: z.int(),
    count: z.int().min(1),
    reason: line(300),
  }),
  'keys.resealed': z.strictObject({ count: z.int().min(1), by }),
} as const satisfies Record<`${string}.${string}`, z.ZodType>;

export type RecordType = keyof typeof recordedFacts;

interface Parties {
  readonly accountId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly sessionUid?: string | undefined;
}

/** What happened, for the interaction record. Later sealed by the log; here durable and in order. */
export type RecordEvent = {
  readonly [Type in RecordType]: Parties & {
    readonly type: Type;
    readonly facts: Readonly<z.input<(typeof recordedFacts)[Type]>>;
  };
}[RecordType];

/** A feature calls `record` inside its own transaction, so that the record exists exactly when the effect does. */
export interface Recorder {
  /** Throws `RecordError` for an event that {@link recordedFacts} does not know. */
  record(tx: Transaction, event: RecordEvent): Promise<void>;
}

/** For features that do the same for many at once. */
export interface BulkRecorder extends Recorder {
  /** As `record` for each, in their order and in one round trip. Their places in the record, in the same order. */
  recordAll(tx: Transaction, events: readonly RecordEvent[]): Promise<readonly string[]>;
}

/** For features whose statement records what it does: one round trip, and no transaction around it. */
export interface StatementRecorder {
  /**
   * The values of `recordingClauses` for the events, in their order. Throws `RecordError` as `record` does, and for an
   * event that has a payload.
   */
  valuesOf(events: readonly RecordEvent[]): readonly unknown[];
}

/** An event as it was recorded. */
export interface RecordEntry extends Parties {
  /** Its place in the record; also the key for the next page. */
  readonly id: string;
  readonly at: Date;
  readonly type: RecordType;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

const partiesSchema = z.strictObject({
  accountId: line(128).optional(),
  clientId: line(256).optional(),
  sessionUid: line(128).optional(),
});

/** What is wrong with an event, without its values; undefined = it can be recorded. */
export function findProblem(event: RecordEvent): string | undefined {
  const { type, facts, ...parties } = event;
  if (!Object.hasOwn(recordedFacts, type)) return `unknown event type ${type.slice(0, 64)}`;
  const checks = [partiesSchema.safeParse(parties), recordedFacts[type].safeParse(facts)];
  const issues = checks.flatMap(({ error }) => error?.issues ?? []);
  if (issues.length === 0) return undefined;
  return `${type}: ${issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ')}`;
}
