import { type Html, html, notice, textsFor } from '../../http/index.ts';
import { type Frame, type PortalRequest, portalDocument } from '../pages/frame.ts';
import { receipts } from './messages.ts';

const outcomes = [
  'valid',
  'missing',
  'waiting',
  'malformed',
  'other_log',
  'not_signed',
  'not_included',
  'unsupported',
] as const;

export interface CheckReceiptView {
  /** The log's verifier key; undefined while there is no log. */
  readonly logKey: string | undefined;
  /** Own addresses of a receipt and a record that are checked at once. */
  readonly checked: { readonly receipt: string; readonly record: string } | undefined;
}

/** Everything is judged by the page's script, in the browser; the server is given nothing. */
export function checkReceiptPage(request: PortalRequest, frame: Frame, view: CheckReceiptView): Html {
  const t = textsFor(receipts, request);
  const { logKey, checked } = view;
  return portalDocument(request, frame, {
    title: t.title,
    layout: 'narrow',
    scripts: ['check-receipt.js'],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<noscript>${notice('info', html`<p>${t.noScript}</p>`)}</noscript>`,
      logKey === undefined
        ? html`<p>${t.noLog}</p>`
        : html`<div data-check-receipt hidden data-key="${logKey}" data-place="${t.place}" data-time="${t.time}" data-cosigners="${t.cosigners}" data-redacted="${t.redacted}"${
            checked &&
            html` data-receipt-address="${checked.receipt}" data-record-address="${checked.record}"`
          }>
${fileField('receipt', t.receipt, t.receiptHint)}${fileField('record', t.record, t.recordHint)}
<p><button class="ds-button" type="button">${t.submit}</button></p>
<div aria-live="polite">${outcomes.map(
            (kind) =>
              html`<div data-outcome="${kind}" hidden>${notice(
                kind === 'valid' ? 'success' : kind === 'missing' || kind === 'waiting' ? 'info' : 'danger',
                html`<p>${t.outcomes[kind]}</p>`,
              )}</div>`,
          )}</div>
<dl class="acar-facts" data-facts hidden></dl>
</div>
<section><h2 class="ds-heading" data-size="xs">${t.key}</h2><p class="acar-breakable"><code>${logKey}</code></p><p class="acar-quiet">${t.keyMeans}</p></section>`,
    ],
  });
}

function fileField(name: string, label: string, hint: string): Html {
  return html`<div class="ds-field"><label class="ds-label" for="${name}">${label}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="${name}-hint">${hint}</div>
<input class="ds-input" type="file" id="${name}" aria-describedby="${name}-hint"></div>`;
}
