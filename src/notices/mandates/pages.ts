import {
  cards,
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
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, formatNumber } from '../../messages/index.ts';
import { ownDocument, type PortalRequest, type SignedInFrame } from '../../portal/index.ts';
import type { Representation } from '../representations/index.ts';
import { mandateTexts } from './messages.ts';
import { type Mandate, type MandateCase, type MandateTrouble, mostGiven } from './model.ts';

const noticesPath = '/me/notices';
export const mandatesPath = `${noticesPath}/mandates`;
export const organisationsPath = `${noticesPath}/organisations`;

/** Of the person's own notices, or of an organisation's. */
export function mandatesOf(representationId: string | undefined, news?: MandatesView['news']): string {
  const query = new URLSearchParams({
    ...(representationId !== undefined && { organisation: representationId }),
    ...(news !== undefined && { news }),
  });
  return query.size === 0 ? mandatesPath : `${mandatesPath}?${query.toString()}`;
}
export const mandateNews = ['given', 'accepted', 'ended', 'gone', 'too_many'] as const;

export interface MandatesView {
  readonly mandates: readonly Mandate[];
  readonly cases: readonly MandateCase[];
  /** Whose mandates they are: one that the person represents; undefined = of the person. */
  readonly organisation?: Representation | undefined;
  /** False = a more secure sign-in is needed to give and to accept. */
  readonly mayGive: boolean;
  readonly news?: (typeof mandateNews)[number] | undefined;
  /** What was typed and not taken, and why. */
  readonly refused?:
    | { readonly trouble: MandateTrouble; readonly code: string; readonly scope: string }
    | undefined;
}

/** Who may read my notices, and whose I read. */
export function mandatesPage(request: PortalRequest, frame: SignedInFrame, view: MandatesView): Html {
  const t = textsFor(mandateTexts, request);
  const { news, refused, mayGive, organisation } = view;
  const mandates = organisation
    ? view.mandates.filter((one) => one.organisation?.representationId === organisation.representationId)
    : view.mandates;
  const given = mandates.filter(({ side }) => side === 'principal');
  const held = mandates.filter(({ side }) => side === 'representative');
  const offers = held.filter((one) => stateOf(one) === 'waiting');
  const others = held.filter((one) => stateOf(one) !== 'waiting');
  const isGood = news === 'given' || news === 'accepted' || news === 'ended';
  return ownDocument(request, frame, {
    place: 'notices',
    title: organisation ? t.ofOrganisation.title(organisation.organisation) : t.title,
    hasErrors: refused !== undefined,
    main: [
      news && notice(isGood ? 'success' : 'warning', html`<p>${t.news[news]}</p>`),
      refused &&
        errorSummary(t.errorHeading, [
          { field: fieldOf(refused.trouble), text: t.troubles[refused.trouble] },
        ]),
      html`<p>${standaloneLink(
        organisation
          ? { href: `${organisationsPath}/${organisation.representationId}`, text: t.ofOrganisation.back }
          : { href: noticesPath, text: t.back },
      )}</p>`,
      html`<p class="acar-lead">${organisation ? t.ofOrganisation.lead : t.lead}</p>`,
      !mayGive && stepUp(request, frame, organisation?.representationId),
      offers.length > 0 && section(request, { heading: t.offers, mandates: offers, none: '', mayGive }),
      section(request, { heading: t.given, mandates: given, none: t.noneGiven, mayGive }),
      mayGive && giveForm(request, view),
      !organisation && section(request, { heading: t.held, mandates: others, none: t.noneHeld, mayGive }),
      html`<p>${t.history}</p><p>${standaloneLink({ href: '/me/history', text: t.historyLink })}</p>`,
    ],
  });
}

/** Tells on the list of notices that a mandate waits for an answer. */
export function offersNotice(request: PortalRequest, count: number): HtmlValue {
  const t = textsFor(mandateTexts, request);
  if (count === 0) return undefined;
  const link = standaloneLink({ href: mandatesPath, text: t.offers });
  return notice('info', html`<p>${t.offerWaits}</p><p>${link}</p>`);
}

function fieldOf(trouble: MandateTrouble): 'code' | 'scope' {
  return trouble === 'case' ? 'scope' : 'code';
}

function stateOf({ ended, acceptedAt }: Mandate): 'ended' | 'in_force' | 'waiting' {
  if (ended) return 'ended';
  return acceptedAt ? 'in_force' : 'waiting';
}

const colours = { waiting: 'info', in_force: 'success', ended: 'neutral' } as const;

function section(
  request: PortalRequest,
  part: {
    readonly heading: string;
    readonly mandates: readonly Mandate[];
    readonly none: string;
    readonly mayGive: boolean;
  },
): Html {
  const { heading, mandates, none, mayGive } = part;
  return html`<section><h2 class="ds-heading" data-size="md">${heading}</h2>${
    mandates.length === 0
      ? html`<p>${none}</p>`
      : cards(mandates.map((one) => mandateCard(request, one, mayGive)))
  }</section>`;
}

function mandateCard(request: PortalRequest, one: Mandate, mayGive: boolean): Html {
  const t = textsFor(mandateTexts, request);
  const { language } = request;
  const { side, representativeCode, ended, acceptedAt } = one;
  const state = stateOf(one);
  const code = representativeCode === undefined ? undefined : t.code(representativeCode);
  const name = one.otherName ?? code ?? t.unknown;
  const who = one.otherName !== undefined && code !== undefined ? `${name}, ${code}` : name;
  const rows = [
    ...(one.organisation ? [{ name: t.whose, value: one.organisation.name }] : []),
    { name: t.scope, value: one.case ? `${one.case.number}, ${one.case.court[language]}` : t.all },
    { name: t.givenAt, value: formatDateTime(one.givenAt, language) },
    ...(acceptedAt ? [{ name: t.acceptedAt, value: formatDateTime(acceptedAt, language) }] : []),
    ...(ended
      ? [
          {
            name: t.endedAt,
            value: `${formatDateTime(ended.at, language)}, ${t.endedBy[ended.by === 'register' ? 'register' : ended.by === side ? 'you' : 'other']}`,
          },
        ]
      : []),
  ];
  const button = (action: string, text: string, variant: HtmlValue) =>
    form(request, `${mandatesPath}/${action}`, [
      html`<input type="hidden" name="mandate" value="${one.mandateId}">`,
      html`<button class="ds-button"${variant} type="submit">${text}<span class="ds-sr-only">: ${name}</span></button>`,
    ]);
  const secondary = html` data-variant="secondary"`;
  const endText = state === 'in_force' ? t.end : side === 'principal' ? t.takeBack : t.decline;
  return html`<h3 class="ds-heading" data-size="xs">${who}</h3><p>${tag(t.states[state], colours[state])}</p>
${facts(rows)}${state === 'waiting' && side === 'representative' && mayGive && button('accept', t.accept, undefined)}${
  state !== 'ended' && button('end', endText, secondary)
}`;
}

function stepUp(request: PortalRequest, frame: SignedInFrame, representationId: string | undefined): Html {
  const t = textsFor(mandateTexts, request);
  const path = mandatesOf(representationId);
  const link = { href: `${frame.signInUrl(path)}&level=substantial`, text: t.stepUp };
  return html`<p>${t.tooLow}</p><p>${linkButton(link, { secondary: true })}</p>`;
}

function giveForm(request: PortalRequest, { cases, refused, organisation }: MandatesView): Html {
  const t = textsFor(mandateTexts, request);
  const wrong = (name: 'code' | 'scope') =>
    refused && fieldOf(refused.trouble) === name ? t.troubles[refused.trouble] : undefined;
  const scopeError = wrong('scope');
  return html`<section><h2 class="ds-heading" data-size="md">${t.give.heading}</h2><p class="acar-quiet">${t.give.bound(formatNumber(mostGiven))}</p>${form(
    request,
    `${mandatesPath}/give`,
    [
      organisation &&
        html`<input type="hidden" name="organisation" value="${organisation.representationId}">`,
      field({
        name: 'code',
        label: t.give.code,
        hint: t.give.codeHint,
        maxLength: 20,
        required: true,
        isProse: false,
        value: refused?.code ?? '',
        error: wrong('code'),
      }),
      html`<div class="ds-field"><label class="ds-label" for="scope">${t.give.scope}</label>
<select class="ds-input" id="scope" name="scope"${scopeError !== undefined && html` aria-invalid="true" aria-describedby="scope-error"`}><option value="all">${t.all}</option>${cases.map(
        ({ caseId, number, court }) =>
          html`<option value="${caseId}"${caseId === refused?.scope && html` selected`}>${number}, ${court[request.language]}</option>`,
      )}</select>${scopeError !== undefined && html`<div class="ds-validation-message" data-color="danger" id="scope-error">${scopeError}</div>`}</div>`,
      submit(t.give.submit),
    ],
  )}</section>`;
}
