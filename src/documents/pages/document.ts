import {
  errorSummary,
  facts,
  field,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  standaloneLink,
  submit,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, formatSize } from '../../messages/index.ts';
import type { SigningPhone } from '../../mobile/index.ts';
import { ownDocument, type PortalRequest, type SignedInFrame } from '../../portal/index.ts';
import { errorText, errorTexts } from '../error-texts.ts';
import { documentTexts } from '../messages.ts';
import type { NamedFile } from '../../../certs/signatures/index.ts';
import type { Document, Participant } from '../model.ts';
import type { DocumentEvent } from '../persons-store.ts';
import { stateTag } from './list.ts';

export const documentNews = ['uploaded', 'invited', 'withdrawn', 'signed'] as const;

export interface DocumentView {
  readonly document: Document;
  /** Of a container of several. */
  readonly files: readonly NamedFile[];
  readonly persons: readonly Participant[];
  readonly history: readonly DocumentEvent[];
  readonly phones: readonly SigningPhone[];
  readonly hasCard: boolean;
  readonly news?: (typeof documentNews)[number] | undefined;
  /** Code of what was refused, and what was typed where it was an invitation. */
  readonly error?: string | undefined;
  readonly typedCode?: string | undefined;
}

/** One document: what it is, who signs it, and everything that can be done with it. */
export function documentPage(request: PortalRequest, frame: SignedInFrame, view: DocumentView): Html {
  const t = textsFor(documentTexts, request);
  const { document, news, error } = view;
  const isOwner = document.role === 'owner';
  return ownDocument(request, frame, {
    place: 'documents',
    title: document.name,
    hasErrors: error !== undefined,
    main: [
      news && notice('success', html`<p>${t.news[news]}</p>`),
      error !== undefined &&
        errorSummary(errorTexts[request.language].heading, [
          { field: view.typedCode === undefined ? 'sign' : 'code', text: errorText(error, request.language) },
        ]),
      html`<p>${stateTag(document, request.language)}</p>`,
      factsOf(request, document),
      linksOf(request, document),
      view.files.length > 0 && filesPart(request, view),
      signPart(request, view),
      personsPart(request, view, isOwner),
      historyPart(request, view),
      isOwner && removePart(request, document),
      standaloneLink({ href: '/me/documents', text: t.back }),
    ],
  });
}

function heading(text: string, id?: string): Html {
  return html`<h2 class="ds-heading" data-size="md"${id !== undefined && html` id="${id}" tabindex="-1"`}>${text}</h2>`;
}

function factsOf(request: PortalRequest, document: Document): Html {
  const t = textsFor(documentTexts, request).facts;
  return facts([
    { name: t.added, value: formatDateTime(document.createdAt, request.language) },
    { name: t.size, value: formatSize(document.size, request.language) },
    { name: t.format, value: document.format },
    { name: t.digest, value: html`<code class="acar-digest">${digestGroups(document.digest)}</code>` },
  ]);
}

/** In groups of four, as the window of the card and the phone show their first and last. */
export function digestGroups(digest: Buffer): string {
  return (digest.toString('hex').match(/.{4}/g) ?? []).join(' ');
}

function linksOf(request: PortalRequest, { documentId, mediaType, format, signedContentId }: Document): Html {
  const t = textsFor(documentTexts, request);
  const base = `/me/documents/${documentId}`;
  const isSigned = signedContentId !== undefined;
  const shown = isSigned ? 'signed' : 'original';
  return html`<div class="acar-actions">
${isSigned && linkButton({ href: `${base}/signed`, text: t.downloadSigned })}
${format === 'PAdES' && linkButton({ href: `${base}/${shown}?show=yes`, text: isSigned ? t.viewSigned : t.view }, { secondary: true })}
${linkButton({ href: `${base}/original`, text: t.download }, { secondary: isSigned || mediaType === 'application/pdf' })}</div>`;
}

/** Who signs sees every file before. */
function filesPart(request: PortalRequest, { document, files }: DocumentView): Html {
  const t = textsFor(documentTexts, request).files;
  return html`${heading(t.heading)}<ol class="ds-list">${files.map(
    ({ name, content }, index) =>
      html`<li><a class="ds-link" href="/me/documents/${document.documentId}/files/${index + 1}">${name}</a> (${formatSize(content.size, request.language)})</li>`,
  )}</ol>`;
}

function signPart(request: PortalRequest, view: DocumentView): HtmlValue {
  const t = textsFor(documentTexts, request).sign;
  const { document, hasCard, phones } = view;
  if (document.signedAt) return html`${heading(t.heading, 'sign')}<p>${t.done}</p>`;
  const stamp =
    document.format === 'PAdES' &&
    html`<label class="acar-choice"><input type="checkbox" name="stamp" value="yes" checked> ${t.stamp}</label>`;
  const id = html`<input type="hidden" name="document" value="${document.documentId}">`;
  const byPhone = `/me/documents/${document.documentId}/sign-by-phone`;
  return html`${heading(t.heading, 'sign')}<p>${t.how}</p>
${!hasCard && html`<p>${t.noCard}</p>`}
${form(request, hasCard ? '/me/documents/sign' : byPhone, [
  id,
  stamp,
  phones.length > 0 && phoneChoice(phones, t.phoneLegend),
  html`<div class="acar-actions">${hasCard && submit(t.card)}${
    phones.length > 0 &&
    html`<button class="ds-button" type="submit" formaction="${byPhone}"${hasCard && html` data-variant="secondary"`}>${t.phone}</button>`
  }</div>`,
])}
${phones.length === 0 && html`<p class="acar-quiet">${t.noPhone}</p>`}`;
}

function phoneChoice(phones: readonly SigningPhone[], legend: string): Html {
  const [only] = phones;
  if (only && phones.length === 1) return html`<input type="hidden" name="phone" value="${only.phoneId}">`;
  return html`<fieldset class="ds-fieldset"><legend class="ds-label">${legend}</legend>${phones.map(
    ({ phoneId, name, number }, index) =>
      html`<label class="acar-choice"><input type="radio" name="phone" value="${phoneId}"${index === 0 && html` checked`}> ${name} (${number})</label>`,
  )}</fieldset>`;
}

function personsPart(request: PortalRequest, view: DocumentView, isOwner: boolean): HtmlValue {
  const t = textsFor(documentTexts, request).people;
  const { document, persons, error, typedCode } = view;
  const isCodeWrong = typedCode !== undefined && error !== undefined;
  return html`${heading(t.heading)}
<ul class="ds-list">${persons.map((one) => html`<li>${personLine(request, one)}${isOwner && withdrawForm(request, document, one)}</li>`)}</ul>
${
  isOwner &&
  html`<h3 class="ds-heading" data-size="xs">${t.invite}</h3>${form(
    request,
    `/me/documents/${document.documentId}/invite`,
    [
      field({
        name: 'code',
        label: t.code,
        hint: t.codeHint,
        value: typedCode ?? '',
        maxLength: 20,
        autocomplete: 'off',
        isProse: false,
        required: true,
        error: isCodeWrong ? errorText(error, request.language) : undefined,
      }),
      submit(t.send, { secondary: true }),
    ],
  )}`
}`;
}

function personLine(request: PortalRequest, { name, personalCode, role, signedAt }: Participant): Html {
  const t = textsFor(documentTexts, request).people;
  const shown = name ?? `${t.unnamed} ${personalCode}`;
  const unsigned = role === 'owner' ? t.optional : t.waiting;
  const state = signedAt ? t.signedAt(formatDateTime(signedAt, request.language)) : unsigned;
  return html`<strong>${shown}</strong>${role === 'owner' && html` (${t.owner})`}: ${state}`;
}

function withdrawForm(request: PortalRequest, { documentId }: Document, person: Participant): HtmlValue {
  const { role, signedAt, personalCode, name } = person;
  if (role === 'owner' || signedAt) return undefined;
  const t = textsFor(documentTexts, request).people;
  return form(request, `/me/documents/${documentId}/withdraw`, [
    html`<input type="hidden" name="code" value="${personalCode}">`,
    html`<button class="ds-button" data-variant="tertiary" type="submit">${t.withdraw}<span class="ds-sr-only">: ${name ?? personalCode}</span></button>`,
  ]);
}

function historyPart(request: PortalRequest, { history }: DocumentView): Html {
  const t = textsFor(documentTexts, request).history;
  const told: Readonly<Record<string, string>> = t;
  return html`${heading(t.heading)}<ol class="ds-list">${history.map(
    ({ at, type, person }) =>
      html`<li>${formatDateTime(at, request.language)}: ${person ?? (type === 'document.renewed' ? t.service : t.unknown)} ${told[type] ?? type}</li>`,
  )}</ol>`;
}

function removePart(request: PortalRequest, { documentId }: Document): Html {
  const t = textsFor(documentTexts, request).remove;
  return html`<details class="ds-details"><summary>${t.heading}</summary><div><p>${t.means}</p>${form(
    request,
    `/me/documents/${documentId}/delete`,
    submit(t.button, { danger: true }),
  )}</div></details>`;
}
