export type CardCliErrorCode =
  | 'card_cli.usage'
  | 'card_cli.several_cards'
  | 'card_cli.pin_wrong'
  | 'card_cli.file';

/** Ends a command with one line: exit status 2 for wrong usage, 1 for everything else. */
export class CardCliError extends Error {
  readonly code: CardCliErrorCode;

  constructor(code: CardCliErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'CardCliError';
    this.code = code;
  }
}
