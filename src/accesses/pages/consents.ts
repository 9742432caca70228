import {
  cards,
  facts,
  form,
  type Html,
  html,
  notice,
  standaloneLink,
  submit,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDate, formatDateTime } from '../../messages/index.ts';
import { ownDocument, type PortalRequest, type SignedInFrame } from '../../portal/index.ts';
import { dataConsentTexts } from '../consents-messages.ts';
import type { Askable, GivenDataConsent } from '../consents.ts';
import { consentsPath, listPath } from './words.ts';

export const consentNews = ['given', 'withdrawn', 'refused'] as const;
/** Days that a consent may last. */
export const consentDays = ['30', '180', '365'] as const;

export interface DataConsentsView {
  readonly consents: readonly GivenDataConsent[];
  readonly askable: readonly Askable[];
  readonly news?: (typeof consentNews)[number] | undefined;
}

const colors = { in_force: 'success', ended: 'neutral', withdrawn: 'neutral' } as const;

/** What I let agencies ask about me. */
export function dataConsentsPage(request: PortalRequest, frame: SignedInFrame, view: DataConsentsView): Html {
  const t = textsFor(dataConsentTexts, request);
  const { consents, askable, news } = view;
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
      html`<h2 class="ds-heading" data-size="md">${t.give}</h2>`,
      askable.length === 0 ? html`<p>${t.nothingToGive}</p>` : giveForm(request, askable),
    ],
  });
}

function consentCard(request: PortalRequest, consent: GivenDataConsent): Html {
  const t = textsFor(dataConsentTexts, request);
  const { language } = request;
  const { organisation, title, contents, state } = consent;
  const name = organisation[language];
  return html`<h3 class="ds-heading" data-size="xs">${name}</h3><p>${tag(t.states[state], colors[state])}</p>
${facts([
  { name: t.service, value: title[language] },
  ...(contents ? [{ name: t.contents, value: contents[language] }] : []),
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

function giveForm(request: PortalRequest, askable: readonly Askable[]): Html {
  const t = textsFor(dataConsentTexts, request);
  const { language } = request;
  return html`<p>${t.giveLead}</p>${form(request, `${consentsPath}/give`, [
    html`<fieldset class="ds-fieldset"><legend class="ds-label">${t.choice}</legend>${askable.map(
      ({ consumer, service, organisation, title, contents }, index) =>
        html`<label class="acar-choice"><input class="ds-input" type="radio" name="of" value="${consumer} ${service}" required${index === 0 && html` checked`}> <span>${organisation[language]}: ${title[language]}${
          contents && html`<br><span class="acar-quiet">${contents[language]}</span>`
        }</span></label>`,
    )}</fieldset>`,
    html`<div class="ds-field"><label class="ds-label" for="days">${t.period}</label>
<select class="ds-input" id="days" name="days">${consentDays.map((days) => html`<option value="${days}">${t.periods[days]}</option>`)}</select></div>`,
    submit(t.submit),
  ])}`;
}
