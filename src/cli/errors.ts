export type CliErrorCode =
  | 'cli.usage'
  | 'cli.no_database'
  | 'cli.file_unreadable'
  | 'cli.unusable_input'
  | 'cli.no_master_key'
  | 'cli.no_passphrase'
  | 'cli.unknown_authority'
  | 'cli.no_figures'
  | 'cli.development_only'
  | 'cli.unexpected';

/** Ends a command: exit status 2 for wrong usage or unusable input, 1 for everything else. */
export class CliError extends Error {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string) {
    super(message);
    this.name = 'CliError';
    this.code = code;
  }
}
