import {
  errorSummary,
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  notice,
  standaloneLink,
  submit,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatExactTime, type Language } from '../../messages/index.ts';
import {
  type CheckingKeys,
  checkingScript,
  ownDocument,
  type PortalRequest,
  recordProof,
  type SignedInFrame,
  withoutScript,
} from '../../portal/index.ts';
import { accessTexts } from '../messages.ts';
import { questionTexts } from '../question-messages.ts';
import { type Access, type Question, questionLength, signsOf } from '../model.ts';
import { basisText, consentsPath, listPath, onePath, outcomeTags, purposeText, reasonText } from './words.ts';

export const accessNews = ['sent', 'asked_already', 'no_contact'] as const;

export interface AccessView {
  readonly access: Access;
  /** Undefined while there is no log. */
  readonly keys: CheckingKeys | undefined;
  readonly news?: (typeof accessNews)[number] | undefined;
  /** What was typed and not taken. */
  readonly wrongQuestion?: string | undefined;
}

/** One access: everything that is known of it, its proof, and the question about it. */
export function accessPage(request: PortalRequest, frame: SignedInFrame, view: AccessView): Html {
  const t = textsFor(accessTexts, request);
  const question = textsFor(questionTexts, request);
  const { access, news, wrongQuestion } = view;
  const isWrong = wrongQuestion !== undefined;
  return ownDocument(request, frame, {
    place: 'accesses',
    title: t.one.title,
    scripts: [checkingScript],
    hasErrors: isWrong,
    main: [
      newsNotice(request, news),
      isWrong && errorSummary(question.errorHeading, [{ field: 'text', text: question.wrong }]),
      html`<p>${standaloneLink({ href: listPath, text: t.one.back })}</p>`,
      signsOf(access).map((sign) => notice('warning', html`<p>${t.signs[sign]}</p>`)),
      facts(accessFacts(access, request.language)),
      proof(request, view),
      access.question ? askedSection(request, access.question) : questionForm(request, view),
    ],
  });
}

function newsNotice(request: PortalRequest, news: AccessView['news']): HtmlValue {
  if (!news) return undefined;
  const t = textsFor(questionTexts, request);
  const texts = { sent: t.sent, asked_already: t.already, no_contact: t.noContact };
  return notice(news === 'sent' ? 'success' : 'info', html`<p>${texts[news]}</p>`);
}

function accessFacts(access: Access, language: Language) {
  const t = accessTexts[language].one;
  const { organisation, service, reason, end } = access;
  const rows: { name: string; value: HtmlValue | readonly HtmlValue[] }[] = [
    { name: t.organisation, value: organisation.names[language] },
    { name: t.official, value: access.official ?? t.noOfficial },
    { name: t.service, value: service.titles[language] },
    ...(service.contents ? [{ name: t.contents, value: service.contents[language] }] : []),
    { name: t.purpose, value: purposeText(access, language) },
    { name: t.basis, value: basisOf(access, language) },
    ...(access.caseNumber === undefined ? [] : [{ name: t.caseNumber, value: access.caseNumber }]),
    { name: t.at, value: formatExactTime(access.at, language) },
    { name: t.outcome, value: outcomeTags(access, language) },
  ];
  if (reason !== undefined) {
    const code = html`<span class="acar-quiet">${accessTexts[language].reasonCode(reason)}</span>`;
    rows.push({ name: t.reason, value: html`${reasonText(reason, language)} ${code}` });
  }
  if (end) rows.push({ name: t.endedAt, value: formatExactTime(end.at, language) });
  if (access.exchange !== undefined)
    rows.push({ name: t.exchange, value: html`<span class="acar-breakable">${access.exchange}</span>` });
  return rows;
}

/** A consent is one to look at, and to withdraw. */
function basisOf(access: Access, language: Language): HtmlValue {
  const text = basisText(access, language);
  if (access.basis.kind === 'law') return text;
  return html`<a class="ds-link" href="${consentsPath}">${text}</a>`;
}

function proof(request: PortalRequest, { access, keys }: AccessView): Html {
  const t = textsFor(accessTexts, request).proof;
  return html`<section><h2 class="ds-heading" data-size="md">${t.heading}</h2>${
    keys
      ? html`<p>${t.lead}</p>${withoutScript(request)}${recordProof(request, keys, { id: access.id, heading: t.request })}${
          access.end && recordProof(request, keys, { id: access.end.id, heading: t.end })
        }`
      : html`<p>${t.noLog}</p>`
  }</section>`;
}

function askedSection(request: PortalRequest, { text, askedAt, answer }: Question): Html {
  const t = textsFor(questionTexts, request);
  const { language } = request;
  return html`<section><h2 class="ds-heading" data-size="md">${t.yours}</h2>${facts([
    { name: t.state, value: answer ? tag(t.answered, 'success') : tag(t.waiting, 'info') },
    { name: t.askedAt, value: formatExactTime(askedAt, language) },
    { name: t.yours, value: lines(text) },
    ...(answer
      ? [
          { name: t.answer, value: lines(answer.text) },
          { name: t.answeredAt, value: formatExactTime(answer.at, language) },
          ...(answer.through ? [{ name: t.through, value: t.throughs[answer.through] }] : []),
        ]
      : []),
  ])}</section>`;
}

function lines(text: string): Html {
  return html`${text.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`)}`;
}

function questionForm(request: PortalRequest, { access, wrongQuestion }: AccessView): Html {
  const t = textsFor(questionTexts, request);
  const isWrong = wrongQuestion !== undefined;
  const described = isWrong ? 'text-hint text-error' : 'text-hint';
  return html`<section><h2 class="ds-heading" data-size="md">${t.heading}</h2><p>${t.lead}</p>${form(
    request,
    `${onePath(access.id)}/question`,
    [
      html`<div class="ds-field"><label class="ds-label" for="text">${t.label}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="text-hint">${t.hint}</div>
<textarea class="ds-input" id="text" name="text" rows="5" maxlength="${questionLength.longest}" required aria-describedby="${described}"${isWrong && html` aria-invalid="true"`}>${wrongQuestion ?? t.prefilled}</textarea>
${isWrong && html`<div class="ds-validation-message" data-color="danger" id="text-error">${t.wrong}</div>`}</div>`,
      submit(t.submit, { secondary: true }),
    ],
  )}</section>`;
}
