import {
  errorSummary,
  form,
  type Html,
  html,
  notice,
  type Request,
  submit,
  textsFor,
  type OpenSite,
} from '../../http/index.ts';
import { formatSize } from '../../messages/index.ts';
import { pages } from '../messages/pages.ts';
import { verificationDocument } from './frame.ts';

export interface FormView {
  readonly maxBytes: number;
  /** Where programs send documents. */
  readonly address: string;
  readonly trouble?:
    | { readonly kind: 'no-file' | 'busy' }
    /** When the next try is allowed, as people read it. */
    | { readonly kind: 'blocked'; readonly until: string };
}

/** The page where a document is chosen. Works without script; with it a file can be dropped and its way is shown. */
export function formPage(request: Request, frame: OpenSite, view: FormView): Html {
  const t = textsFor(pages, request);
  const isMissing = view.trouble?.kind === 'no-file';
  return verificationDocument(request, frame, {
    title: t.title,
    hasErrors: isMissing,
    scripts: ['send-files.js'],
    main: [
      trouble(request, view),
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<div data-sends data-sending="${t.sending}" data-judging="${t.judging}" data-stopped="${t.stopped}">${form(
        request,
        '/',
        [
          fileField(request, {
            name: 'document',
            hint: t.documentHint(formatSize(view.maxBytes, request.language)),
            error: isMissing,
          }),
          fileField(request, { name: 'detached', hint: t.detachedHint, error: false }),
          submit(t.submit),
          html`<p class="acar-progress" role="status" hidden><span></span> <progress max="100" value="0"></progress></p>`,
        ],
        { upload: true },
      )}</div>`,
      html`<section><h2 class="ds-heading" data-size="xs">${t.machines}</h2><p>${t.machinesText}: <code class="acar-breakable">POST ${view.address}</code></p></section>`,
    ],
  });
}

function trouble(request: Request, view: FormView): Html | undefined {
  const t = textsFor(pages, request);
  switch (view.trouble?.kind) {
    case undefined:
      return undefined;
    case 'no-file':
      return errorSummary(t.noFile, [{ field: 'document', text: t.document }]);
    case 'busy':
      return notice('warning', html`<p>${t.busy}</p>`);
    case 'blocked':
      return notice('warning', html`<p>${t.blocked(view.trouble.until)}</p>`);
  }
}

function fileField(
  request: Request,
  {
    name,
    hint,
    error,
  }: { readonly name: 'document' | 'detached'; readonly hint: string; readonly error: boolean },
): Html {
  const t = textsFor(pages, request);
  const isOne = name === 'document';
  return html`<div class="ds-field"><label class="ds-label" for="${name}">${t[name]}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="${name}-hint">${hint}${isOne && html`<span data-drop hidden>. ${t.drop}</span>`}</div>
<input class="ds-input" id="${name}" name="${name}" type="file" aria-describedby="${name}-hint"${error && html` aria-invalid="true"`}${isOne && html` required`}${!isOne && html` multiple`}></div>`;
}
