import { formatDateTime, type Language } from '../messages/index.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { Link } from './page.ts';

/** A link that looks like a button: for a step that changes nothing. */
export function linkButton(link: Link, options: { secondary?: boolean } = {}): Html {
  return html`<a class="ds-button" href="${link.href}"${options.secondary && html` data-variant="secondary"`}>${link.text}</a>`;
}

/** A link on a line of its own, with a target of 44 pixels. */
export function standaloneLink(link: Link): Html {
  return html`<a class="ds-link acar-standalone" href="${link.href}">${link.text}</a>`;
}

/**
 * The other ways on from a page, one to a line and as wide as the page: easy to hit and to read one by one.
 * Each is an {@link exitLink}, or a form with an {@link exitButton}.
 */
export function exits(items: readonly HtmlValue[]): Html {
  return html`<ul class="acar-exits">${items.map((item) => item && html`<li>${item}</li>`)}</ul>`;
}

export function exitLink(link: Link): Html {
  return html`<a class="acar-exit" href="${link.href}">${link.text}</a>`;
}

export function exitButton(text: string, options: { name?: string; value?: string } = {}): Html {
  return html`<button class="acar-exit" type="submit"${options.name && html` name="${options.name}" value="${options.value ?? ''}"`}>${text}</button>`;
}

/** A sign that something is done, for the eye; the heading beside it says what. */
export function doneMark(): Html {
  return html`<svg class="acar-done" viewBox="0 0 72 72" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><circle cx="36" cy="36" r="32" stroke-width="4"/><path d="M22 37l10 10 18-21" stroke-width="6"/></svg>`;
}

/** Equal cards in as many columns as fit. */
export function cards(items: readonly HtmlValue[]): Html {
  return html`<ul class="acar-cards">${items.map((item) => html`<li><div class="ds-card acar-card" data-color="neutral">${item}</div></li>`)}</ul>`;
}

/** Names and their values, in rows. */
export function facts(
  rows: readonly { readonly name: HtmlValue; readonly value: HtmlValue | readonly HtmlValue[] }[],
): Html {
  return html`<dl class="acar-facts">${rows.map((row) => html`<div><dt>${row.name}</dt><dd>${row.value}</dd></div>`)}</dl>`;
}

export function tag(
  text: string,
  color: 'neutral' | 'accent' | 'info' | 'success' | 'warning' | 'danger' = 'neutral',
): Html {
  return html`<span class="ds-tag" data-color="${color}">${text}</span>`;
}

export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => HtmlValue;
  readonly isNumber?: boolean;
  /** What is there to be pressed is not printed. */
  readonly isOnScreenOnly?: boolean;
  /** The heading as a link that sorts by this column. */
  readonly sort?: { readonly href: string; readonly direction: 'ascending' | 'descending' | undefined };
}

/** A table that turns into a list on phones; the first column names its row. */
export function table<Row>(caption: HtmlValue, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  return html`<table class="ds-table acar-reflow"><caption>${caption}</caption>
<thead><tr>${columns.map(headingCell)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column, index) => bodyCell(column, row, index === 0))}</tr>`)}</tbody></table>`;
}

function headingCell(column: Column<never>): Html {
  const { sort, heading } = column;
  const text = sort ? html`<a class="ds-link" href="${sort.href}">${heading}</a>` : heading;
  return html`<th scope="col"${classOf(column)}${
    sort?.direction && html` aria-sort="${sort.direction}"`
  }>${text}</th>`;
}

function bodyCell<Row>(column: Column<Row>, row: Row, isFirst: boolean): Html {
  if (isFirst) return html`<th scope="row">${column.cell(row)}</th>`;
  return html`<td data-label="${column.heading}"${classOf(column)}>${column.cell(row)}</td>`;
}

function classOf({ isNumber, isOnScreenOnly }: Column<never>): HtmlValue {
  if (isOnScreenOnly) return html` class="acar-no-print"`;
  return isNumber && html` class="acar-number"`;
}

/** A bar for `share` of the whole (0 to 1). Only beside the number it pictures: screen readers skip it. */
export function bar(share: number): Html {
  const percent = (Math.min(1, Math.max(0, share)) * 100).toFixed(1);
  return html`<svg class="acar-bar" aria-hidden="true" focusable="false"><rect class="ground" width="100%" height="100%" fill="currentColor" rx="3"/><rect width="${percent}%" height="100%" fill="currentColor" rx="3"/></svg>`;
}

/** Links to the pages before and after, for lists paged by key. */
export function pagination(
  label: string,
  links: { readonly first?: Link | undefined; readonly next?: Link | undefined },
): HtmlValue {
  if (!links.first && !links.next) return undefined;
  return html`<nav class="acar-row" aria-label="${label}">${
    links.first && linkButton(links.first, { secondary: true })
  }${links.next && linkButton(links.next, { secondary: true })}</nav>`;
}

/** Where the person is in a sequence of pages; `current` counts from 0. */
export function steps(names: readonly string[], current: number, doneText: string): Html {
  return html`<ol class="acar-steps">${names.map((name, index) => {
    const isDone = index < current;
    return html`<li${isDone && html` data-state="done"`}${index === current && html` aria-current="step"`}><span class="acar-steps__name">${name}</span>${
      isDone && html`<span class="ds-sr-only"> (${doneText})</span>`
    }</li>`;
  })}</ol>`;
}

export interface TimeLimit {
  readonly endsAt: Date;
  readonly secondsLeft: number;
  /** The form that extends it; absent when it cannot be extended any more. */
  readonly extend?: Html | undefined;
}

/** What the notice says: `until` names the end; `{n}` in the others is a number. */
export interface TimeLimitTexts {
  readonly until: (end: string) => string;
  readonly minutes: string;
  readonly seconds: string;
  readonly extended: string;
}

/**
 * The time limit of a page, always shown, with its extension (WCAG 2.2.1). The page adds the script `time-limit.js`,
 * which counts down and warns; without it the end stands there as a time of day.
 */
export function timeLimitNotice(limit: TimeLimit, language: Language, texts: TimeLimitTexts): Html {
  const end = formatDateTime(limit.endsAt, language).split(', ').at(-1) ?? '';
  return html`<aside class="acar-limit" data-seconds-left="${Math.max(0, Math.floor(limit.secondsLeft))}" data-minutes="${texts.minutes}" data-seconds="${texts.seconds}" data-extended="${texts.extended}">
<p>${texts.until(end)} <span data-clock></span><span class="ds-sr-only" role="status" data-spoken></span></p>
${limit.extend}</aside>`;
}
