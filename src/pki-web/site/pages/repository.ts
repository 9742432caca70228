import {
  errorSummary,
  field,
  form,
  type Html,
  html,
  type HtmlValue,
  notice,
  type Request,
  submit,
  table,
  tag,
  textsFor,
  type OpenSite,
} from '../../../http/index.ts';
import type { ListedCertificate, RepositoryQuery } from '../../../pki/index.ts';
import { texts } from '../messages.ts';
import { pkiDocument } from './frame.ts';
import { moment, period, profileWords, statusWords } from './words.ts';

export type SearchRequest = Pick<Request, 'language' | 'path' | 'csrf'>;

export const searchKinds = [
  'subject',
  'name',
  'serial',
  'fingerprint',
] as const satisfies readonly RepositoryQuery['kind'][];

export interface SearchView {
  readonly by: RepositoryQuery['kind'];
  readonly text: string;
  readonly outcome:
    | { readonly kind: 'asked' }
    | { readonly kind: 'wrong' }
    | { readonly kind: 'blocked'; readonly until: number }
    | {
        readonly kind: 'found';
        readonly certificates: readonly ListedCertificate[];
        readonly next: string | undefined;
        readonly now: number;
      };
}

export function searchPage(request: SearchRequest, frame: OpenSite, view: SearchView): Html {
  const t = textsFor(texts, request).search;
  const isWrong = view.outcome.kind === 'wrong';
  return pkiDocument(request, frame, {
    title: t.title,
    hasErrors: isWrong,
    main: [
      isWrong && errorSummary(t.heading, [{ field: 'text', text: t.wrong }]),
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, '/repository', [
        kindField(t, view.by),
        field({
          name: 'text',
          label: t.text,
          hint: t.hint,
          value: view.text,
          isProse: false,
          maxLength: 128,
          required: true,
          autocomplete: 'off',
          error: isWrong ? t.wrong : undefined,
        }),
        submit(t.submit),
      ]),
      results(request, view),
    ],
  });
}

function kindField(
  t: Readonly<Record<'by' | (typeof searchKinds)[number], string>>,
  chosen: RepositoryQuery['kind'],
): Html {
  return html`<div class="ds-field"><label class="ds-label" for="by">${t.by}</label>
<select class="ds-input" id="by" name="by">${searchKinds.map(
    (kind) => html`<option value="${kind}"${kind === chosen && html` selected`}>${t[kind]}</option>`,
  )}</select></div>`;
}

function results(request: SearchRequest, { outcome, by, text }: SearchView): HtmlValue {
  const t = textsFor(texts, request).search;
  if (outcome.kind === 'blocked')
    return notice('warning', html`<p>${t.blocked(moment(outcome.until, request))}</p>`);
  if (outcome.kind !== 'found') return undefined;
  if (outcome.certificates.length === 0) return notice('info', html`<p>${t.none}</p>`);
  const { now, next, certificates } = outcome;
  return html`<section><h2 class="ds-heading" data-size="sm">${t.results}</h2>${table(
    html`<span class="ds-sr-only">${t.results}</span>`,
    [
      {
        heading: t.holder,
        cell: (one) => html`<a class="ds-link" href="${addressOf(one)}">${one.subjectName}</a>`,
      },
      { heading: t.kind, cell: (one) => profileWords(one.profile, request) },
      { heading: t.valid, cell: (one) => period(one, request) },
      {
        heading: t.status,
        cell: (one) => {
          const words = statusWords(one, now, request);
          return tag(words.text, words.color);
        },
      },
    ],
    certificates,
  )}${
    next !== undefined &&
    form(request, '/repository', [
      html`<input type="hidden" name="by" value="${by}"><input type="hidden" name="text" value="${text}"><input type="hidden" name="after" value="${next}">`,
      submit(t.next, { secondary: true }),
    ])
  }</section>`;
}

/** The page of a certificate; the fingerprint proves what the visitor may see, and tells nothing of the holder. */
export function addressOf({ authority, serial, whole, isPersonal }: ListedCertificate, form = ''): string {
  const proof = whole && isPersonal ? `?fingerprint=${whole.fingerprint}` : '';
  return `/repository/certificates/${authority}/${serial}${form}${proof}`;
}
