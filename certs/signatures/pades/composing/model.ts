/** A new PDF file of text: what it says, and in which order. Every text is one paragraph, whatever white space it has. */
export interface ComposedText {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Who issues it. */
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly blocks: readonly TextBlock[];
  /** Stands at the foot of every page, with the page's number. */
  readonly footer: string;
}

export type TextBlock =
  /** Who writes, above a line. */
  | { readonly kind: 'letterhead'; readonly lines: readonly string[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly isStrong?: boolean }
  /** Names and their values, in rows. */
  | { readonly kind: 'facts'; readonly rows: readonly { readonly name: string; readonly value: string }[] }
  /** An address as a QR code, with what it is for beside it. */
  | {
      readonly kind: 'code';
      readonly address: string;
      /** The code in words. */
      readonly alternative: string;
      readonly lines: readonly string[];
    };
