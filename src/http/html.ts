/** Markup that is safe to send: made only by {@link html}, which escapes every value put into it. */
export class Html {
  readonly #markup: string;

  /** Private by convention: use {@link html}, or {@link trustedHtml} for markup that we ship ourselves. */
  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => replacements[character] ?? '');
}

/** A template whose values are escaped; `false`, `null` and `undefined` print nothing, lists print their parts. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += render(value) + (strings[index + 1] ?? '');
  });
  return new Html(markup);
}

/** Markup from our own files, such as an icon. Never for anything that a person or another system sent. */
export function trustedHtml(markup: string): Html {
  return new Html(markup);
}

function render(value: HtmlValue): string {
  if (value instanceof Html) return value.toString();
  if (value === false || value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((part: HtmlValue) => render(part)).join('');
  return escapeHtml(String(value));
}
