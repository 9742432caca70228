import { type Html, html, notice, textsFor } from '../../http/index.ts';
import type { PortalDeps } from '../model.ts';
import { type Frame, type PortalRequest, portalDocument } from '../pages/frame.ts';
import { receipts } from './messages.ts';
import { receiptPath, recordPath } from './paths.ts';

const outcomes = [
  'valid',
  'missing',
  'waiting',
  'malformed',
  'other_log',
  'not_signed',
  'not_cosigned',
  'not_included',
  'unsupported',
] as const;

/** Keys in the form of verifier keys (c2sp.org/signed-note). */
export interface CheckingKeys {
  readonly log: string;
  readonly witnesses: readonly string[];
}

/** Own addresses of a receipt and the record that it is for. */
interface CheckedAddresses {
  readonly receipt: string;
  readonly record: string;
}

export interface CheckReceiptView {
  /** Undefined while there is no log. */
  readonly keys: CheckingKeys | undefined;
  /** What is checked at once; else the reader chooses files. */
  readonly checked: CheckedAddresses | undefined;
}

/** With what pages check receipts; undefined while there is no log. */
export async function checkingKeys({
  records,
}: Pick<PortalDeps, 'records'>): Promise<CheckingKeys | undefined> {
  const log = await records?.logKey();
  return log === undefined || !records ? undefined : { log, witnesses: records.witnessKeys };
}

/** The script that works the box. */
export const checkingScript = 'check-receipt.js';

/** Everything is judged by the page's script, in the browser; the server is given nothing. */
export function checkReceiptPage(request: PortalRequest, frame: Frame, view: CheckReceiptView): Html {
  const t = textsFor(receipts, request);
  const { keys, checked } = view;
  return portalDocument(request, frame, {
    title: t.title,
    layout: 'narrow',
    scripts: [checkingScript],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      withoutScript(request),
      keys === undefined
        ? html`<p>${t.noLog}</p>`
        : html`${checkingBox(request, keys, { checked, takesFiles: true, isAtOnce: checked !== undefined })}
<section><h2 class="ds-heading" data-size="xs">${t.key}</h2><p class="acar-breakable"><code>${keys.log}</code></p><p class="acar-quiet">${t.keyMeans}</p>
${
  keys.witnesses.length > 0 &&
  html`<h2 class="ds-heading" data-size="xs">${t.witnessKeys}</h2><ul class="ds-list">${keys.witnesses.map(
    (key) => html`<li class="acar-breakable"><code>${key}</code></li>`,
  )}</ul><p class="acar-quiet">${t.witnessKeysMean}</p>`
}</section>`,
    ],
  });
}

/** What to do in a browser where no script runs. */
export function withoutScript(request: Pick<PortalRequest, 'language'>): Html {
  const t = textsFor(receipts, request);
  return html`<noscript>${notice('info', html`<p>${t.noScript}</p>`)}</noscript>`;
}

/** The box that checks: hidden until its script runs, which tells the outcome in it. */
function checkingBox(
  request: Pick<PortalRequest, 'language'>,
  keys: CheckingKeys,
  options: {
    readonly checked: CheckedAddresses | undefined;
    /** The reader may choose files; otherwise the button checks what the addresses hold. */
    readonly takesFiles: boolean;
    readonly isAtOnce: boolean;
    /** Which record the button is for, to those who hear it alone. */
    readonly about?: string;
  },
): Html {
  const t = textsFor(receipts, request);
  const { checked, takesFiles, isAtOnce, about } = options;
  return html`<div class="acar-form" data-check-receipt hidden data-key="${keys.log}" data-witnesses="${keys.witnesses.join(' ')}" data-place="${t.place}" data-time="${t.time}" data-cosigners="${t.cosigners}" data-unchecked="${t.unchecked}" data-redacted="${t.redacted}"${
    checked && html` data-receipt-address="${checked.receipt}" data-record-address="${checked.record}"`
  }${isAtOnce && html` data-checks-at-once`}>
${takesFiles && html`${fileField('receipt', t.receipt, t.receiptHint)}${fileField('record', t.record, t.recordHint)}`}
<p><button class="ds-button" type="button"${!takesFiles && html` data-variant="secondary"`}>${takesFiles ? t.submit : t.checkHere}${about !== undefined && html`<span class="ds-sr-only">: ${about}</span>`}</button></p>
<div aria-live="polite">${outcomes.map(
    (kind) =>
      html`<div data-outcome="${kind}" hidden>${notice(
        kind === 'valid' ? 'success' : kind === 'missing' || kind === 'waiting' ? 'info' : 'danger',
        html`<p>${t.outcomes[kind]}</p>`,
      )}</div>`,
  )}</div>
${
  takesFiles
    ? html`<dl class="acar-facts" data-facts hidden></dl>`
    : html`<details class="ds-details" data-facts hidden><summary>${t.contents}</summary><div><dl class="acar-facts"></dl></div></details>`
}
</div>`;
}

/** One of a person's own records on a page of theirs: the record and its receipt to keep, and the box that checks both. */
export function recordProof(
  request: Pick<PortalRequest, 'language'>,
  keys: CheckingKeys,
  { id, heading }: { readonly id: string; readonly heading: string },
): Html {
  const t = textsFor(receipts, request);
  const checked = { receipt: receiptPath(id), record: recordPath(id) };
  // Links of one record say which record to those who hear them alone.
  const of = html`<span class="ds-sr-only">: ${heading}</span>`;
  return html`<section><h3 class="ds-heading" data-size="xs">${heading}</h3>
<p class="acar-row"><a class="ds-link acar-standalone" href="${checked.record}">${t.downloadRecord}${of}</a><a class="ds-link acar-standalone" href="${checked.receipt}">${t.downloadReceipt}${of}</a></p>
${checkingBox(request, keys, { checked, takesFiles: false, isAtOnce: false, about: heading })}</section>`;
}

function fileField(name: string, label: string, hint: string): Html {
  return html`<div class="ds-field"><label class="ds-label" for="${name}">${label}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="${name}-hint">${hint}</div>
<input class="ds-input" type="file" id="${name}" aria-describedby="${name}-hint"></div>`;
}
