import {
  cards,
  errorSummary,
  facts,
  form,
  type Html,
  html,
  notice,
  pagination,
  submit,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, formatSize, type Language } from '../../messages/index.ts';
import { ownDocument, type PortalRequest, type SignedInFrame } from '../../portal/index.ts';
import { errorText, errorTexts } from '../error-texts.ts';
import { documentTexts } from '../messages.ts';
import type { Document } from '../model.ts';

export const listNews = ['removed', 'chosen_none'] as const;

export interface ListView {
  readonly documents: readonly Document[];
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly largest: number;
  /** Whether a card can sign here. */
  readonly hasCard: boolean;
  readonly news?: (typeof listNews)[number] | undefined;
  /** Code of what was refused. */
  readonly error?: string | undefined;
}

/** My documents: the form that uploads one, and all that are mine or wait for me. */
export function documentsPage(request: PortalRequest, frame: SignedInFrame, view: ListView): Html {
  const t = textsFor(documentTexts, request);
  const { documents, news, error, next, isFirst } = view;
  const canSignSome = view.hasCard && documents.some(({ signedAt }) => !signedAt);
  const list = cards(documents.map((one) => documentCard(request, one, canSignSome)));
  return ownDocument(request, frame, {
    place: 'documents',
    hasErrors: error !== undefined,
    main: [
      news && notice(news === 'removed' ? 'success' : 'warning', html`<p>${t.news[news]}</p>`),
      error !== undefined &&
        errorSummary(errorTexts[request.language].heading, [
          { field: 'file', text: errorText(error, request.language) },
        ]),
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<h2 class="ds-heading" data-size="md">${t.upload.heading}</h2>`,
      uploadForm(request, view),
      html`<h2 class="ds-heading" data-size="md">${t.list}</h2>`,
      documents.length === 0 && html`<p>${t.none}</p>`,
      documents.length > 0 && !canSignSome && list,
      canSignSome &&
        form(request, '/me/documents/sign', [
          list,
          html`<p class="acar-hint">${t.signSelectedHint}</p>`,
          submit(t.signSelected),
        ]),
      pagination(t.pages, {
        first: isFirst ? undefined : { href: '/me/documents', text: t.first },
        next: next === undefined ? undefined : { href: `/me/documents?before=${next}`, text: t.next },
      }),
    ],
  });
}

function uploadForm(request: PortalRequest, { largest, error }: ListView): Html {
  const t = textsFor(documentTexts, request).upload;
  const isWrong = error !== undefined;
  return form(
    request,
    '/me/documents/upload',
    [
      html`<div class="ds-field"><label class="ds-label" for="file">${t.file}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="file-hint">${t.hint(formatSize(largest, request.language))}</div>
<input class="ds-input" type="file" id="file" name="file" multiple required aria-describedby="file-hint"${isWrong && html` aria-invalid="true"`}></div>`,
      submit(t.send),
    ],
    { upload: true },
  );
}

function documentCard(request: PortalRequest, document: Document, isChosen: boolean): Html {
  const t = textsFor(documentTexts, request);
  const { documentId, name, createdAt, signatures, persons, signedAt } = document;
  return html`<h3 class="ds-heading" data-size="xs"><a class="ds-link" href="/me/documents/${documentId}">${name}</a></h3>
<p>${stateTag(document, request.language)}</p>
${facts([
  { name: t.facts.added, value: formatDateTime(createdAt, request.language) },
  { name: t.facts.persons, value: t.signatures(signatures, persons) },
])}
${
  isChosen &&
  !signedAt &&
  html`<label class="acar-choice"><input type="checkbox" name="document" value="${documentId}"> ${t.select(name)}</label>`
}`;
}

export function stateTag(document: Document, language: Language): Html {
  const t = documentTexts[language].states;
  const { role, signedAt, signatures, persons } = document;
  if (role === 'signer' && !signedAt) return tag(t.yours, 'warning');
  if (signatures === 0) return tag(t.unsigned);
  return signatures < persons ? tag(t.partly, 'info') : tag(t.signed, 'success');
}
