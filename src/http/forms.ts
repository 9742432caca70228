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
}

/** A label, its hint and error, and the input that they describe to a screen reader. */
export function field(options: Field): Html {
  const { name, error, hint } = options;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return html`<div class="ds-field">
<label class="ds-label" for="${name}">${options.label}</label>
${hint && html`<div class="ds-paragraph acar-hint" data-size="sm" id="${name}-hint">${hint}</div>`}
<input class="ds-input" id="${name}" name="${name}" type="${options.type ?? 'text'}"${
    options.value !== undefined && html` value="${options.value}"`
  }${options.inputMode && html` inputmode="${options.inputMode}"`}${
    options.autocomplete && html` autocomplete="${options.autocomplete}"`
  }${options.maxLength && html` maxlength="${options.maxLength}"`}${options.required && html` required`}${
    described && html` aria-describedby="${described}"`
  }${error && html` aria-invalid="true"`}>
${error && html`<div class="ds-validation-message" data-color="danger" id="${name}-error">${error}</div>`}
</div>`;
}

/** A form that posts back with its CSRF token. */
export function form(request: Pick<Request, 'csrf'>, action: string, content: HtmlValue): Html {
  return html`<form method="post" action="${action}" class="acar-form" novalidate>
<input type="hidden" name="csrf" value="${request.csrf}">
${content}
</form>`;
}

export function submit(
  text: string,
  options: { name?: string; value?: string; secondary?: boolean } = {},
): Html {
  return html`<button class="ds-button" type="submit"${options.secondary && html` data-variant="secondary"`}${
    options.name && html` name="${options.name}" value="${options.value ?? ''}"`
  }>${text}</button>`;
}

/** The list of what is wrong, above the form and focused by its role; each entry leads to its field. */
export function errorSummary(
  heading: string,
  errors: readonly { readonly field: string; readonly text: string }[],
): Html {
  return html`<div class="ds-error-summary" role="alert" tabindex="-1"><h2 class="ds-heading" data-size="xs">${heading}</h2>
<ul class="ds-list">${errors.map((error) => html`<li><a class="ds-link" href="#${error.field}">${error.text}</a></li>`)}</ul></div>`;
}

export function notice(kind: 'info' | 'success' | 'warning' | 'danger', content: HtmlValue): Html {
  return html`<div class="ds-alert" data-color="${kind}" role="${kind === 'danger' ? 'alert' : 'status'}">${content}</div>`;
}
