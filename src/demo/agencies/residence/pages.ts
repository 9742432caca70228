import {
  errorSummary,
  exitLink,
  exits,
  facts,
  field,
  form,
  type Html,
  html,
  linkButton,
  notice,
  type Request,
  standaloneLink,
  submit,
  textsFor,
} from '../../../http/index.ts';
import { formatDate } from '../../../messages/index.ts';
import type { Identity } from '../../../relying-party/index.ts';
import { addressLine, type AskedOutcome, type Extract, type Organisation } from '../../../registry/index.ts';
import { residenceTexts } from './messages.ts';
import { type OrganisationOutcome, type Purpose, purposes, type ResidenceOutcome } from './model.ts';

type Shown = Pick<Request, 'language' | 'path' | 'csrf'>;

export const residencePath = '/residence';
export const deskPath = '/desk';
export const organisationPath = '/organisation';
const receiptsPath = (requestId: string) => `${residencePath}/receipts/${requestId}`;

/** A page's title and what stands below it. */
export interface Drawn {
  readonly title: string;
  readonly main: Html;
}

/** For the signed-in person: what is asked of whom, what for and on what basis, before it is asked. */
export function residenceOffer(request: Shown, { name, personalCode }: Identity): Drawn {
  const t = textsFor(residenceTexts, request);
  const purpose: Purpose = 'social-benefit';
  const main = html`<p class="acar-lead">${t.lead}</p>
${facts([
  { name: t.about, value: html`${name ?? '–'}<br>${personalCode ?? '–'}` },
  { name: t.purpose, value: t.purposes[purpose] },
  { name: t.basis, value: t.benefitsLaw },
])}
${personalCode === undefined ? notice('warning', html`<p>${t.noCode}</p>`) : form(request, residencePath, submit(t.issue))}
${exits([exitLink({ href: deskPath, text: t.deskLink })])}`;
  return { title: t.title, main };
}

export interface DeskView {
  readonly personalCode?: string;
  readonly purpose?: Purpose;
  readonly official?: string;
  readonly caseNumber?: string;
  readonly consent?: string;
  readonly wrong?: 'personalCode' | 'consent' | 'official' | 'caseNumber' | undefined;
}

/** An official asks about anybody, by personal code. */
export function deskPage(request: Shown, view: DeskView): Drawn {
  const texts = textsFor(residenceTexts, request);
  const t = texts.desk;
  const { wrong } = view;
  const messages = {
    personalCode: t.wrongCode,
    consent: t.wrongConsent,
    official: t.wrongName,
    caseNumber: t.wrongCase,
  };
  const error = (name: NonNullable<DeskView['wrong']>) => (wrong === name ? messages[name] : undefined);
  const main = html`${wrong && errorSummary(t.errors, [{ field: wrong, text: messages[wrong] }])}
<p class="acar-lead">${t.lead}</p>
${form(request, deskPath, [
  field({
    name: 'personalCode',
    label: t.personalCode,
    hint: t.personalCodeHint,
    value: view.personalCode ?? '',
    maxLength: 20,
    required: true,
    isProse: false,
    error: error('personalCode'),
  }),
  purposeChoice(request, view.purpose),
  field({
    name: 'consent',
    label: t.consent,
    hint: t.consentHint,
    value: view.consent ?? '',
    maxLength: 60,
    isProse: false,
    error: error('consent'),
  }),
  field({
    name: 'official',
    label: t.official,
    value: view.official ?? t.officialValue,
    maxLength: 100,
    error: error('official'),
  }),
  field({
    name: 'caseNumber',
    label: t.caseNumber,
    value: view.caseNumber ?? 'N-2026/001',
    maxLength: 64,
    isProse: false,
    error: error('caseNumber'),
  }),
  submit(t.submit),
])}
${exits([
  exitLink({ href: organisationPath, text: texts.organisation.title }),
  exitLink({ href: residencePath, text: texts.toResidence }),
])}`;
  return { title: t.title, main };
}

function purposeChoice(request: Shown, chosen: Purpose = 'social-benefit'): Html {
  const t = textsFor(residenceTexts, request);
  return html`<div class="ds-field"><label class="ds-label" for="purpose">${t.purpose}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="purpose-hint">${t.basesHint}</div>
<select class="ds-input" id="purpose" name="purpose" aria-describedby="purpose-hint">${purposes.map(
    (purpose) =>
      html`<option value="${purpose}"${purpose === chosen && html` selected`}>${t.purposes[purpose]}</option>`,
  )}</select></div>`;
}

/** The register of organisations, by tax number: nobody's personal data. */
export function organisationPage(
  request: Shown,
  view: { readonly taxNumber: string; readonly isWrong: boolean },
): Drawn {
  const t = textsFor(residenceTexts, request).organisation;
  const error = view.isWrong ? t.wrong : undefined;
  const main = html`${error && errorSummary(t.errors, [{ field: 'taxNumber', text: error }])}
<p class="acar-lead">${t.lead}</p>
${form(request, organisationPath, [
  field({
    name: 'taxNumber',
    label: t.taxNumber,
    hint: t.hint,
    value: view.taxNumber,
    inputMode: 'numeric',
    maxLength: 20,
    required: true,
    isProse: false,
    error,
  }),
  submit(t.submit),
])}
${exits([exitLink({ href: deskPath, text: textsFor(residenceTexts, request).deskLink })])}`;
  return { title: t.title, main };
}

interface OutcomeView<Outcome> {
  readonly outcome: Outcome;
  /** Where to ask once more. */
  readonly again: string;
  /** The portal's page with who looked at a person's data, where it is one's. */
  readonly portal?: string;
}

/** What came of it: the certificate with its receipt, or why there is none. */
export function residenceOutcome(request: Shown, view: OutcomeView<ResidenceOutcome>): Drawn {
  const t = textsFor(residenceTexts, request).result;
  return outcomePage(request, view, {
    title: t.certificate,
    none: { title: t.nobody, text: t.nobodyText },
    draw: (residence) => certificate(request, residence),
  });
}

/** The same for an organisation. */
export function organisationOutcome(request: Shown, view: OutcomeView<OrganisationOutcome>): Drawn {
  const t = textsFor(residenceTexts, request).organisation;
  return outcomePage(request, view, {
    title: t.title,
    none: { title: t.nobody, text: t.nobodyText },
    draw: (organisation) => organisationExtract(request, organisation),
  });
}

function outcomePage<Found>(
  request: Shown,
  { outcome, again, portal }: OutcomeView<AskedOutcome<Found>>,
  words: {
    readonly title: string;
    readonly none: { readonly title: string; readonly text: string };
    readonly draw: (found: Found) => Html;
  },
): Drawn {
  const t = textsFor(residenceTexts, request).result;
  const way = exits([
    exitLink({ href: again, text: t.again }),
    portal !== undefined && exitLink({ href: portal, text: t.portal }),
  ]);
  switch (outcome.kind) {
    case 'answered':
      return { title: words.title, main: html`${words.draw(outcome.found)}${proof(request, outcome)}${way}` };
    case 'nobody': {
      const main = html`<p class="acar-lead">${words.none.text}</p>${proof(request, outcome)}${way}`;
      return { title: words.none.title, main };
    }
    case 'refused':
    case 'failed': {
      const text = outcome.kind === 'refused' ? t.refusedText : t.failedText;
      return {
        title: t[outcome.kind],
        main: html`${notice('warning', html`<p>${text}</p>`)}${facts([
          { name: t.code, value: html`<code>${outcome.code}</code>` },
          { name: t.requestId, value: html`<span class="acar-breakable">${outcome.requestId}</span>` },
        ])}${way}`,
      };
    }
  }
}

function organisationExtract(request: Shown, organisation: Organisation): Html {
  const t = textsFor(residenceTexts, request).organisation;
  const { taxNumber, name, legalAddress, head, state } = organisation;
  return html`<div class="acar-panel">${facts([
    { name: t.taxNumber, value: taxNumber },
    { name: t.name, value: html`<span lang="az">${name}</span>` },
    { name: t.address, value: html`<span lang="az">${addressLine(legalAddress)}</span>` },
    { name: t.head, value: `${head.givenName} ${head.familyName}` },
    { name: t.state, value: t.states[state] },
  ])}</div>`;
}

function certificate(request: Shown, residence: Extract<'residence'>): Html {
  const t = textsFor(residenceTexts, request).result;
  const { givenName, familyName, patronymic, birthDate, registeredAddress } = residence;
  const birthday = new Date(`${birthDate}T12:00:00Z`);
  return html`<div class="acar-panel"><p>${t.certifies}</p>${facts([
    { name: t.name, value: [givenName, familyName, patronymic].filter(Boolean).join(' ') },
    { name: t.birthDate, value: formatDate(birthday, request.language) },
    { name: t.address, value: html`<span lang="az">${addressLine(registeredAddress)}</span>` },
  ])}</div>`;
}

function proof(
  request: Shown,
  { requestId, records }: { readonly requestId: string; readonly records: readonly string[] },
): Html {
  const t = textsFor(residenceTexts, request).result;
  return html`${facts([
    { name: t.requestId, value: html`<span class="acar-breakable">${requestId}</span>` },
    { name: t.records, value: records.join(', ') },
  ])}
<p>${standaloneLink({ href: receiptsPath(requestId), text: t.receipts })}<br><span class="acar-quiet">${t.receiptsHint}</span></p>`;
}

/** Where the log has not shown a checkpoint over the records yet. */
export function receiptsWaitPage(request: Shown, requestId: string): Drawn {
  const t = textsFor(residenceTexts, request).result;
  const main = html`<p class="acar-lead">${t.receiptsWaitText}</p><p>${linkButton({ href: receiptsPath(requestId), text: t.receipts })}</p>`;
  return { title: t.receiptsWait, main };
}
