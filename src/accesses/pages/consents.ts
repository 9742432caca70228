import {
  cards,
  facts,
  form,
  type Html,
  html,
  linkButton,
  notice,
  pagination,
  standaloneLink,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDate, formatDateTime } from '../../messages/index.ts';
import {
  ownDocument,
  type PortalPerson,
  type PortalRequest,
  type SignedInFrame,
} from '../../portal/index.ts';
import { accessTexts } from '../messages.ts';
import { dataConsentTexts } from '../consents-messages.ts';
import type { Askable, GivenDataConsent } from '../consents.ts';
import { consentsPath, listPath } from './words.ts';

export const consentNews = ['given', 'withdrawn', 'refused'] as const;
/** Days that a consent may last. */
export const consentDays = ['30', '180', '365'] as const;

export interface DataConsentsView {
  readonly consents: readonly GivenDataConsent[];
  /** The `before` of the next page. */
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly askable: readonly Askable[];
  readonly news?: (typeof consentNews)[number] | undefined;
}

const colors = {
  in_force: 'success',
  ended: 'neutral',
  withdrawn: 'neutral',
  without_purpose: 'warning',
} as const;

/** What I let agencies ask about me. */
export function dataConsentsPage(request: PortalRequest, frame: SignedInFrame, view: DataConsentsView): Html {
  const t = textsFor(dataConsentTexts, request);
  const pages = textsFor(accessTexts, request);
  const { consents, next, isFirst, askable, news } = view;
  return ownDocument(request, frame, {
    place: 'accesses',
    title: t.title,
    main: [
      news && notice(news === 'refused' ? 'warning' : 'success', html`<p>${t.news[news]}</p>`),
      html`<p>${standaloneLink({ href: listPath, text: t.back })}</p>`,
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<h2 class="ds-heading" data-size="md">${t.given}</h2>`,
      consents.length === 0
        ? html`<p>${t.none}</p>`
        : cards(consents.map((one) => consentCard(request, one))),
      pagination(pages.pages, {
        first: isFirst ? undefined : { href: consentsPath, text: pages.newest },
        next: next === undefined ? undefined : { href: `${consentsPath}?before=${next}`, text: pages.older },
      }),
      html`<h2 class="ds-heading" data-size="md">${t.give}</h2>`,
      givePart(request, frame, askable),
    ],
  });
}

function consentCard(request: PortalRequest, consent: GivenDataConsent): Html {
  const t = textsFor(dataConsentTexts, request);
  const { language } = request;
  const { organisation, title, state } = consent;
  const name = organisation[language];
  return html`<h3 class="ds-heading" data-size="xs">${name}</h3><p>${tag(t.states[state], colors[state])}</p>
${state === 'without_purpose' && html`<p>${t.withoutPurpose}</p>`}
${facts([
  ...targetFacts(request, consent),
  { name: t.givenAt, value: formatDateTime(consent.givenAt, language) },
  { name: t.number, value: html`<span class="acar-breakable">${consent.id}</span>` },
  { name: t.validUntil, value: t.until(formatDate(consent.validUntil, language)) },
])}
${
  state === 'in_force' &&
  form(request, `${consentsPath}/withdraw`, [
    html`<input type="hidden" name="consent" value="${consent.id}">`,
    html`<button class="ds-button" data-variant="secondary" type="submit">${t.withdraw}<span class="ds-sr-only">: ${name}, ${title[language]}</span></button>`,
  ])
}`;
}

/** What a consent lets an agency do: asked for and given, it reads the same. */
function targetFacts(
  request: PortalRequest,
  {
    title,
    contents,
    purposes,
    reasons,
  }: Pick<GivenDataConsent, 'title' | 'contents' | 'purposes' | 'reasons'>,
) {
  const t = textsFor(dataConsentTexts, request);
  const { language } = request;
  return [
    { name: t.service, value: title[language] },
    ...(contents ? [{ name: t.contents, value: contents[language] }] : []),
    ...(purposes ? [{ name: t.purpose, value: purposes[language] }] : []),
    ...(reasons ? [{ name: t.reason, value: reasons[language] }] : []),
  ];
}

/** A password alone gives no agency a way to a person's data. */
export function mayGive({ level }: Pick<PortalPerson, 'level'>): boolean {
  return level !== 'low';
}

function givePart(request: PortalRequest, frame: SignedInFrame, askable: readonly Askable[]): Html {
  const t = textsFor(dataConsentTexts, request);
  if (askable.length === 0) return html`<p>${t.nothingToGive}</p>`;
  if (mayGive(frame.person))
    return html`<p>${t.giveLead}</p>${cards(askable.map((one, index) => giveForm(request, one, index)))}`;
  const stepUp = { href: `${frame.signInUrl(consentsPath)}&level=substantial`, text: t.stepUp };
  return html`<p>${t.tooLow}</p><p>${linkButton(stepUp, { secondary: true })}</p>`;
}

/** One card for each, so that the data stand beside the button that gives them. */
function giveForm(request: PortalRequest, one: Askable, index: number): Html {
  const t = textsFor(dataConsentTexts, request);
  const { language } = request;
  const { consumer, service, purpose, organisation, title, purposes } = one;
  const id = `days-${index}`;
  return html`<h3 class="ds-heading" data-size="xs">${organisation[language]}</h3>
${facts(targetFacts(request, one))}
${form(request, `${consentsPath}/give`, [
  html`<input type="hidden" name="of" value="${consumer} ${service} ${purpose}">`,
  html`<div class="ds-field"><label class="ds-label" for="${id}">${t.period}</label>
<select class="ds-input" id="${id}" name="days">${consentDays.map((days) => html`<option value="${days}">${t.periods[days]}</option>`)}</select></div>`,
  html`<button class="ds-button" type="submit">${t.submit}<span class="ds-sr-only">: ${organisation[language]}, ${title[language]}, ${purposes[language]}</span></button>`,
])}`;
}
