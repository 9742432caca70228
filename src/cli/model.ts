import type { ClientService } from '../identity/clients/index.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly summary: string;
  /** What stands for the value in the help: FILE, DATE. */
  readonly value?: string;
}

/** One command of `acar`, as the help shows it and as it runs. */
export interface Command {
  /** One or two words. */
  readonly name: string;
  readonly summary: string;
  /** Names of the words after the command; all are required. */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Each a whole command line. */
  readonly examples: readonly string[];
  run(input: CommandInput, services: Services): Promise<Outcome>;
}

export interface CommandInput {
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
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

/** The seam to the accounts feature. */
export interface AccountIssuer {
  issue(
    person: PersonDetails,
  ): Promise<
    | { readonly kind: 'issued'; readonly facts: Readonly<Record<string, string>> }
    | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  >;
}

/** The seam to the provider's signing keys. */
export interface KeyRotator {
  /** Publishes new keys; they sign once every client may have seen them. */
  rotate(): Promise<
    readonly { readonly kid: string; readonly algorithm: string; readonly signsFrom: Date }[]
  >;
}

/** What commands act on; each is made when a command asks for it, so that `help` needs no database. */
export interface Services {
  clients(options: { readonly allowsLoopbackHttp: boolean }): ClientService;
  accounts(): Promise<AccountIssuer>;
  keys(): KeyRotator;
  /** Names of the migrations that ran now. */
  migrate(): Promise<readonly string[]>;
  /** Every problem of the configuration. */
  checkConfiguration(): readonly string[];
  /** `-` is the standard input. */
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** Answers each line of the standard input with one line, in order, until it ends. */
  answerLines(answer: (line: string) => string): Promise<void>;
  close(): Promise<void>;
}
