import type { CardTransport } from '../pcsc/transport.ts';
import type { CardSource } from '../drivers/card.ts';
import type { Secrets } from './secrets.ts';

export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly summary: string;
}

/** What a command works with. */
export interface Surroundings {
  readonly source: CardSource;
  /** Absent where cards are behind a PKCS #11 module. */
  readonly transport: CardTransport | undefined;
  readonly secrets: Secrets;
}

export interface Command {
  /** One or two words after `acar card`. */
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly example: string;
  /** What is printed: an object with --json, otherwise its lines. */
  run(options: Options, surroundings: Surroundings): Promise<Told>;
}

export interface Told {
  readonly data: object;
  readonly lines: readonly string[];
}
