import type { NoteKey } from '../../certs/index.ts';
import type { ByteSource, NamedFile } from '../../certs/signatures/index.ts';
import type { QuestionDesk } from '../accesses/index.ts';
import type { Catalogue, ExchangeReceipts, ExportOrder } from '../gateway/index.ts';
import type { CourtDesk, DrawsReport } from '../notices/index.ts';
import type { Fetch } from '../http/index.ts';
import type { ClientService } from '../identity/clients/index.ts';
import type { LogoutDelivery } from '../identity/logout-delivery/index.ts';
import type { ListedKey, RevokeKeyOutcome } from '../identity/signing-keys/index.ts';
import type { RelyingParty } from '../mobile/index.ts';
import type {
  CeremonyPlan,
  CertificateOrder,
  ClientEntry,
  CountedAuthority,
  OrderResult,
  PkiClient,
  RootCrlPlan,
  StatusChange,
  StatusChangeResult,
  StatusEvent,
} from '../pki/index.ts';
import type { ErasureOutcome, Hold, Holds, PayloadReading } from '../records/index.ts';
import type { ExactStatistics } from '../statistics/index.ts';
import type { StoredLog } from './check-log.ts';
import { CliError } from './errors.ts';
import type { LogSource } from './log-source.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly summary: string;
  /** What stands for the value in the help: FILE, DATE. */
  readonly value?: string;
  /** Several values with commas, or the option several times; of any other the last one counts. */
  readonly isList?: true;
}

/** One command of `acar`, as the help shows it and as it runs. */
export interface Command {
  /** One to three words. */
  readonly name: string;
  readonly summary: string;
  /** Names of the words after the command; all are required. */
  readonly operands: readonly string[];
  /** The last may stand for several words. */
  readonly takesMore?: true;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Each a whole command line. */
  readonly examples: readonly string[];
  run(input: CommandInput, services: Services): Promise<Outcome>;
}

export interface CommandInput {
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** The value of an option that the command cannot do without; throws `cli.usage`. */
export function required(options: CommandInput['options'], name: string): string {
  const value = options[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new CliError('cli.usage', `--${name} is required`);
}

/**
 * The values of an option, which commas separate; none where it is left out.
 * @throws CliError `cli.usage` for an empty one, which stands for a variable that was not set and never for "none"
 */
export function listOf(options: CommandInput['options'], name: string): readonly string[] {
  const value = options[name];
  if (value === '') throw new CliError('cli.usage', `--${name} is empty`);
  return typeof value === 'string' ? value.split(',') : [];
}

/** Files that may be none, also by an empty list: without them less is believed, and never more. */
export function filesOf(options: CommandInput['options'], name: string): readonly string[] {
  return options[name] === '' ? [] : listOf(options, name);
}

export const actorOption = {
  by: { type: 'string', value: 'OPERATOR', summary: 'who acts, for the records' },
} as const;

/** Who acts, for the records: an operator's name in the service, never a person's data. */
export function readActor(options: CommandInput['options']): string {
  const by = required(options, 'by');
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(by)) return by;
  throw new CliError('cli.usage', '--by has letters, digits, dots, colons and hyphens, at most 64');
}

export interface Problem {
  /** `area.what`, stable. */
  readonly code: string;
  readonly message: string;
  /** Where in the given document. */
  readonly path?: string;
}

export type Outcome =
  /** `data` is printed with --json, `text` otherwise. */
  | { readonly kind: 'done'; readonly data: unknown; readonly text: readonly string[] }
  /** A judgement: printed like `done`, with the exit status 0 (valid) or 1 (not valid). */
  | {
      readonly kind: 'judged';
      readonly isValid: boolean;
      readonly data: unknown;
      readonly text: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** A person as `account issue` takes them; the accounts feature judges every value. */
export type PersonDetails = Readonly<Record<string, unknown>>;

export type DeskOutcome =
  | { readonly kind: 'done'; readonly facts: Readonly<Record<string, string | boolean>> }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** The seam to the accounts feature. */
export interface AccountDesk {
  issue(person: PersonDetails): Promise<DeskOutcome>;
  reissue(personalCode: string): Promise<DeskOutcome>;
  block(loginCode: string, reason: string): Promise<DeskOutcome>;
  unblock(loginCode: string, reason: string): Promise<DeskOutcome>;
  /** Absent = as it was, empty = none from now on. */
  changeContacts(
    loginCode: string,
    contacts: { readonly email?: string; readonly mobile?: string },
  ): Promise<DeskOutcome>;
}

/** The seam to the provider's signing keys. */
export interface KeyDesk {
  list(): Promise<readonly ListedKey[]>;
  /** Publishes new keys; they sign once every client may have seen them. */
  rotate(): Promise<
    readonly { readonly kid: string; readonly algorithm: string; readonly signsFrom: Date }[]
  >;
  /** Takes a key away at once. */
  revoke(kid: string, reason: string): Promise<RevokeKeyOutcome>;
  /** From the master key of the file to that of the environment. */
  reseal(oldMasterKeyFile: string): Promise<{
    readonly resealed: number;
    readonly kept: number;
    /** Keys of documents. */
    readonly contents: number;
    /** Keys of payloads of records. */
    readonly payloads: number;
    /** Secrets of draws to come. */
    readonly draws: number;
    /** Shares and verifiers of phones. */
    readonly phones: number;
  }>;
}

/** The seam to the payloads of records. */
export interface RecordsDesk {
  /** Undefined when no record has it. @throws PayloadError */
  payload(id: string): Promise<FoundPayload | undefined>;
  erasePayload(id: string, reason: string): Promise<ErasureOutcome>;
  /** Legal holds. @throws CliError `cli.no_master_key` where a person is to be found and the key is not there */
  readonly holds: Holds;
}

export interface FoundPayload {
  /** The record that claimed it; undefined while none has. */
  readonly record: string | undefined;
  readonly reading: PayloadReading;
  /** Hexadecimal; empty when it was erased. */
  readonly salt: string;
  /** That are or were on it, the oldest first. */
  readonly holds: readonly Hold[];
}

/** The seam to the back-channel logout calls. */
export interface LogoutDesk {
  /** Given up, or failed so far; the newest first, `before` an id. */
  troubled(page: { readonly before?: string; readonly limit: number }): Promise<readonly LogoutDelivery[]>;
  /** All calls about one session, as its services know it. */
  ofSession(sid: string): Promise<readonly LogoutDelivery[]>;
}

/** A file that a ceremony made. */
export interface CeremonyFile {
  readonly file: string;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** The seam to the certificate service. Authorities are given by name; an unknown one is a `CliError`. */
export interface CertificateOffice {
  /** @throws AuthorityError with every problem of the plan */
  readPlan(yaml: string): CeremonyPlan;
  /** @throws AuthorityError; nothing is kept then, but keys on tokens */
  holdCeremony(plan: CeremonyPlan, out: string, passphraseFile: string): Promise<readonly CeremonyFile[]>;
  readonly rootCrl: RootCrlOffice;
  list(): Promise<readonly CountedAuthority[]>;
  issue(order: CertificateOrder): Promise<OrderResult>;
  renew(
    authority: string,
    serial: string,
    order: Pick<CertificateOrder, 'orderedBy' | 'orderKey' | 'request'>,
  ): Promise<OrderResult>;
  change(authority: string, change: Omit<StatusChange, 'caId'>): Promise<StatusChangeResult>;
  history(authority: string, serial: string): Promise<readonly StatusEvent[]>;
  enterClient(given: unknown): Promise<ClientEntry>;
  clients(after: string): Promise<readonly PkiClient[]>;
}

/** The seam to the mobile-signature service. */
export interface MobileDesk {
  /** A code of one use for a person's phone, issued at a desk; without a number the account's is taken. */
  enrol(personalCode: string, phoneNumber: string | undefined): Promise<DeskOutcome>;
  addParty(name: string, networks: readonly string[]): Promise<DeskOutcome>;
  listParties(): Promise<readonly RelyingParty[]>;
  disableParty(uuid: string): Promise<DeskOutcome>;
}

/** The seam to the figures. */
export interface StatisticsDesk extends ExactStatistics {
  /** Counts everything anew; how many records. `onCounted` hears how far it is. */
  rebuild(onCounted: (records: number) => void): Promise<number>;
}

/** The CRLs of the roots, whose keys the service never has: planned and published here, signed where the key is. */
export interface RootCrlOffice {
  plan(root: string, days: number): Promise<{ readonly plan: RootCrlPlan; readonly yaml: string }>;
  /** @throws AuthorityError with every problem of the plan */
  readPlan(yaml: string): RootCrlPlan;
  /** Asks no database. @throws AuthorityError; nothing is written then */
  sign(
    plan: RootCrlPlan,
    place: { readonly folder: string; readonly passphraseFile: string; readonly out: string },
  ): Promise<readonly CeremonyFile[]>;
  /** @throws AuthorityError `authority.crl_refused` */
  publish(
    crl: Uint8Array,
  ): Promise<{ readonly name: string; readonly number: bigint; readonly nextUpdate: number }>;
}

/** The seam to the lots of courts. */
export interface DrawsDesk {
  /** Where they are kept. */
  checkStored(court: string, key: (origin: string) => NoteKey | undefined): Promise<DrawsReport>;
  /** From exported files alone, one after the other. `earlier` are checkpoints that somebody kept. */
  checkFiles(
    paths: readonly string[],
    question: {
      readonly key: (origin: string) => NoteKey | undefined;
      readonly earlier: readonly string[];
    },
  ): Promise<DrawsReport>;
  /** The log's own name for its key. */
  logKey(): Promise<string | undefined>;
}

/** What commands act on; each is made when a command asks for it, so that `help` needs no database. */
export interface Services {
  clients(options: { readonly allowsLoopbackHttp: boolean }): ClientService;
  accounts(): Promise<AccountDesk>;
  statistics(): Promise<StatisticsDesk>;
  keys(): Promise<KeyDesk>;
  logouts(): LogoutDesk;
  records(): Promise<RecordsDesk>;
  mobile(): Promise<MobileDesk>;
  /** Who exchanges data, what is offered, and who may ask. `by`: who changes it, for the records. */
  gateway(by?: string): Promise<Catalogue>;
  courts(): Promise<CourtDesk>;
  /** What proves an exchange to an organisation that may not fetch it; recorded with who hands it out. */
  exchangeReceipts(order: ExportOrder): Promise<ExchangeReceipts | undefined>;
  draws(): Promise<DrawsDesk>;
  /** What persons asked agencies about requests for their data. */
  questions(): QuestionDesk;
  ca(options?: { readonly isDevelopment: boolean }): Promise<CertificateOffice>;
  /** Names of the migrations that ran now. */
  migrate(): Promise<readonly string[]>;
  /** Every problem of the configuration. */
  checkConfiguration(): Promise<readonly string[]>;
  /** The log of the database. */
  storedLog(): StoredLog;
  /** A log at its address, or a copy of its files in a folder. */
  logAt(location: string): Promise<LogSource>;
  /** A line about how far the work is, beside the answer. */
  tell(line: string): void;
  /** `-` is the standard input. */
  readText(path: string): string;
  /** A file of a size that a verification can use; others raise an error. */
  readBytes(path: string): Uint8Array;
  /**
   * Answers each line of the standard input with one line, in order, until it ends. A line that is too long to be kept
   * comes as undefined.
   */
  answerLines(answer: (line: string | undefined) => string | Promise<string>): Promise<void>;
  /** A file that is read in pieces when it is asked; one that is none, or is absent, raises an error. */
  openFile(path: string): NamedFile;
  /** Writes a file that is not there yet, piece by piece; nothing is left of one that breaks off. `mode` as 0o600. */
  writeNewFile(path: string, content: Pick<ByteSource, 'open'>, mode?: number): Promise<void>;
  /** Adds requests over the network, to the addresses that are given to it alone. */
  openFetch(options?: { readonly allowPrivate: boolean }): Fetch & { close(): Promise<void> };
  /** Milliseconds since 1970. */
  now(): number;
  close(): Promise<void>;
}
