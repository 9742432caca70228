import { type Html, type HtmlValue, html } from './html.ts';
import type { Request } from './route.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly value?: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel' | 'search' | 'date';
  readonly inputMode?: 'numeric' | 'tel' | 'email' | 'search';
  /** HTML's autofill word; WCAG 1.3.5 asks for it where the field is about the person. */
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly required?: boolean;
  /** Where the person should start; at most one field of a page. */
  readonly autofocus?: boolean;
  /** False for codes and numbers, which browsers should neither correct nor capitalise. */
  readonly isProse?: boolean;
  /** A button that belongs to the input, at its side. */
  readonly beside?: Html;
}

/** A label, its hint and error, and the input that they describe to a screen reader. */
export function field(options: Field): Html {
  const { name, error, hint, beside } = options;
  const input = inputOf(options);
  return html`<div class="ds-field">
<label class="ds-label" for="${name}">${options.label}</label>
${hint && html`<div class="ds-paragraph acar-hint" data-size="sm" id="${name}-hint">${hint}</div>`}
${beside ? html`<div class="acar-reveal">${input}${beside}</div>` : input}
${error && html`<div class="ds-validation-message" data-color="danger" id="${name}-error">${error}</div>`}
</div>`;
}

function inputOf(options: Field): Html {
  const { name, error, hint } = options;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  const attributes: readonly (readonly [string, string | number | undefined])[] = [
    ['value', options.value],
    ['inputmode', options.inputMode],
    ['autocomplete', options.autocomplete],
    ['maxlength', options.maxLength],
    ['aria-describedby', described || undefined],
    ['aria-invalid', error ? 'true' : undefined],
    ['autocapitalize', options.isProse === false ? 'off' : undefined],
    ['spellcheck', options.isProse === false ? 'false' : undefined],
  ];
  return html`<input class="ds-input" id="${name}" name="${name}" type="${options.type ?? 'text'}"${attributes.map(
    ([attribute, value]) => value !== undefined && html` ${attribute}="${value}"`,
  )}${options.required && html` required`}${options.autofocus && html` autofocus`}>`;
}

/** A password, with a button that shows what is typed; the page adds the script `password-reveal.js`. */
export function passwordField(
  options: Omit<Field, 'type'>,
  texts: { readonly show: string; readonly hide: string },
): Html {
  const beside = html`<button class="ds-button" data-variant="secondary" type="button" hidden aria-pressed="false" data-reveals="${options.name}" data-show="${texts.show}" data-hide="${texts.hide}">${texts.show}</button>`;
  return field({ ...options, type: 'password', isProse: false, beside });
}

/** A form that posts back with its CSRF token. */
export function form(
  request: Pick<Request, 'csrf'>,
  action: string,
  content: HtmlValue,
  options: { /** It carries files. */ upload?: boolean } = {},
): Html {
  return html`<form method="post" action="${action}" class="acar-form"${options.upload && html` enctype="multipart/form-data"`} novalidate>
<input type="hidden" name="csrf" value="${request.csrf}">
${content}
</form>`;
}

export function submit(
  text: string,
  options: {
    name?: string;
    value?: string;
    secondary?: boolean;
    /** Neither edge nor ground: for what few people need. */
    tertiary?: boolean;
    /** A step that cannot be undone. */
    danger?: boolean;
  } = {},
): Html {
  return html`<button class="ds-button" type="submit"${options.secondary && html` data-variant="secondary"`}${
    options.tertiary && html` data-variant="tertiary"`
  }${
    options.danger && html` data-color="danger"`
  }${options.name && html` name="${options.name}" value="${options.value ?? ''}"`}>${text}</button>`;
}

/** The list of what is wrong, above the form; it takes the focus when the page opens. Each entry leads to its field. */
export function errorSummary(
  heading: string,
  errors: readonly { readonly field: string; readonly text: string }[],
): Html {
  return html`<div class="ds-error-summary" role="alert" tabindex="-1" autofocus><h2 class="ds-heading" data-size="xs">${heading}</h2>
<ul class="ds-list">${errors.map((error) => html`<li><a class="ds-link" href="#${error.field}">${error.text}</a></li>`)}</ul></div>`;
}

export function notice(kind: 'info' | 'success' | 'warning' | 'danger', content: HtmlValue): Html {
  return html`<div class="ds-alert" data-color="${kind}" role="${kind === 'danger' ? 'alert' : 'status'}">${content}</div>`;
}
