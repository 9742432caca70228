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
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDate, formatDateTime } from '../../messages/index.ts';
import { addressLine, type AskedOutcome } from '../../registry/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../workplace/index.ts';
import { lookupTexts } from './messages.ts';
import { type LookupExtract, lookupExtracts, type LookupParticipant, type OfferedNumber } from './model.ts';
import type { LookupOutcome, LookupProblem } from './service.ts';
import type { LookupCase } from './store.ts';

type PageRequest = CourtRequest & { readonly csrf: string };

/** The choice of somebody who is no participant. */
export const another = 'another';

export function lookupPath(frame: Pick<OfficeFrame, 'court'>, caseId: string, rest = ''): string {
  return courtPath(frame, `/cases/${caseId}/lookup${rest}`);
}

export interface LookupPageView {
  readonly of: LookupCase;
  readonly participants: readonly LookupParticipant[];
  readonly hasGateway: boolean;
  readonly problem?: LookupProblem | undefined;
  readonly taken?: 'done' | 'refused' | undefined;
  /** The limit is reached until then. */
  readonly limitedUntil?: Date | undefined;
  /** What was filled in before. */
  readonly given?:
    | {
        readonly whom: string | undefined;
        readonly code: string;
        readonly reason: string;
        readonly extracts: readonly LookupExtract[];
      }
    | undefined;
}

/** Whom a judge may ask about, for which case, and what becomes known of it. */
export function lookupPage(request: PageRequest, frame: OfficeFrame, view: LookupPageView): Html {
  const t = textsFor(lookupTexts, request);
  const { of, problem, taken, limitedUntil, hasGateway } = view;
  const fields = { whom: 'whom', code: 'code', reason: 'reason', what: 'what' } as const;
  return courtDocument(request, frame, {
    title: t.title,
    hasErrors: problem !== undefined || limitedUntil !== undefined,
    main: [
      problem && errorSummary(t.problems.heading, [{ field: fields[problem], text: t.problems[problem] }]),
      limitedUntil &&
        errorSummary(t.problems.heading, [
          { field: 'whom', text: t.problems.limited(formatDateTime(limitedUntil, request.language)) },
        ]),
      taken && notice(taken === 'done' ? 'success' : 'danger', html`<p>${t.taken[taken]}</p>`),
      html`<p class="acar-lead">${t.of(of.number)}</p><p>${t.lead}</p>`,
      facts([{ name: t.purpose, value: t.purposeText }]),
      hasGateway ? lookupForm(request, frame, view) : notice('warning', html`<p>${t.noGateway}</p>`),
      html`<p>${standaloneLink({ href: courtPath(frame, `/cases/${of.caseId}/judge`), text: t.toCase })}</p>`,
    ],
  });
}

function lookupForm(request: PageRequest, frame: OfficeFrame, view: LookupPageView): Html {
  const t = textsFor(lookupTexts, request);
  const { of, participants, given, problem } = view;
  const whom = given?.whom ?? participants[0]?.participantId ?? another;
  const wanted = given?.extracts ?? ['contacts', 'residence'];
  const errorOf = (name: LookupProblem) => (problem === name ? t.problems[name] : undefined);
  const choice = (value: string, text: HtmlValue) =>
    html`<label class="acar-choice"><input type="radio" name="whom" value="${value}"${value === whom && html` checked`}> ${text}</label>`;
  return form(request, lookupPath(frame, of.caseId), [
    html`<fieldset class="ds-fieldset" id="whom"><legend class="ds-label">${t.whom}</legend>
${participants.map((one) => choice(one.participantId, html`${one.name} (${one.code})`))}
${choice(another, t.another)}</fieldset>`,
    field({
      name: 'code',
      label: t.code,
      hint: t.codeHint,
      error: errorOf('code'),
      value: given?.code ?? '',
      maxLength: 20,
      isProse: false,
    }),
    field({
      name: 'reason',
      label: t.reason,
      hint: t.reasonHint,
      error: errorOf('reason'),
      value: given?.reason ?? '',
      maxLength: 500,
    }),
    html`<fieldset class="ds-fieldset" id="what"><legend class="ds-label">${t.what}</legend>
${lookupExtracts.map(
  (name) =>
    html`<label class="acar-choice"><input type="checkbox" name="${name}" value="yes"${wanted.includes(name) && html` checked`}> ${t.extracts[name]}</label>`,
)}</fieldset>`,
    submit(t.submit),
  ]);
}

type Asked = Extract<LookupOutcome, { readonly kind: 'asked' }>;

/** What the register answered: on this page and nowhere else. */
export function lookupResultPage(
  request: PageRequest,
  frame: OfficeFrame,
  { of, asked }: { readonly of: LookupCase; readonly asked: Asked },
): Html {
  const t = textsFor(lookupTexts, request);
  const { answers, participant, personalCode } = asked;
  return courtDocument(request, frame, {
    title: t.result.title,
    main: [
      html`<p class="acar-lead">${t.of(of.number)}</p>`,
      notice('info', html`<p>${t.result.once}</p>`),
      facts([
        { name: t.result.about, value: participant ? `${participant.name} (${personalCode})` : personalCode },
      ]),
      answers.contacts &&
        part(request, t.extracts.contacts, answers.contacts, (found) => [
          nameOf(request, found),
          numbersPart(request, frame, { of, asked, mobiles: found.mobileNumbers }),
        ]),
      answers.residence &&
        part(request, t.extracts.residence, answers.residence, (found) => [
          nameOf(request, found),
          facts([
            { name: t.result.birthDate, value: day(request, found.birthDate) },
            {
              name: t.result.address,
              value: html`<span lang="az">${addressLine(found.registeredAddress)}</span>`,
            },
          ]),
        ]),
      answers.identity &&
        part(request, t.extracts.identity, answers.identity, (found) => [
          nameOf(request, found),
          facts([
            { name: t.result.birthDate, value: day(request, found.birthDate) },
            { name: t.result.document, value: found.identityDocument.number },
            { name: t.result.validUntil, value: day(request, found.identityDocument.validUntil) },
          ]),
        ]),
      html`<p>${linkButton({ href: lookupPath(frame, of.caseId), text: t.result.again }, { secondary: true })}</p>`,
    ],
  });
}

/** One exchange: what was told, or why nothing was, and its number. */
function part<Found>(
  request: PageRequest,
  heading: string,
  outcome: AskedOutcome<Found>,
  show: (found: Found) => HtmlValue,
): Html {
  const t = textsFor(lookupTexts, request).result;
  const told = () => {
    switch (outcome.kind) {
      case 'answered':
        return show(outcome.found);
      case 'nobody':
        return notice('info', html`<p>${t.nobody}</p>`);
      case 'refused':
        return notice('danger', html`<p>${t.refused} <code>${outcome.code}</code></p>`);
      case 'failed':
        return notice('warning', html`<p>${t.failed} <code>${outcome.code}</code></p>`);
    }
  };
  return html`<section class="acar-panel"><h2 class="ds-heading" data-size="sm">${heading}</h2>
${told()}
<p class="acar-quiet">${t.requestId}: <span class="acar-breakable">${outcome.requestId}</span></p></section>`;
}

interface Named {
  readonly givenName: string;
  readonly familyName: string;
  readonly patronymic?: string | undefined;
}

function nameOf(request: PageRequest, { givenName, familyName, patronymic }: Named): Html {
  const name = [givenName, familyName, patronymic].filter(Boolean).join(' ');
  return facts([
    { name: textsFor(lookupTexts, request).result.name, value: html`<span lang="az">${name}</span>` },
  ]);
}

function day(request: PageRequest, text: string): string {
  return formatDate(new Date(`${text}T12:00:00Z`), request.language);
}

function numbersPart(
  request: PageRequest,
  frame: OfficeFrame,
  {
    of,
    asked,
    mobiles,
  }: { readonly of: LookupCase; readonly asked: Asked; readonly mobiles: readonly string[] },
): HtmlValue {
  const t = textsFor(lookupTexts, request).result;
  if (mobiles.length === 0) return html`<p>${t.noNumbers}</p>`;
  const { participant, numbers } = asked;
  const row = (mobile: string) => {
    const offered = numbers.find((one) => one.mobile === mobile);
    if (!participant || !offered) return html`<li>${mobile}</li>`;
    if (participant.mobile === mobile) return html`<li>${mobile} ${tag(t.isHis, 'success')}</li>`;
    return html`<li>${mobile} ${takeForm(request, frame, { of, participant, offered })}</li>`;
  };
  return html`<h3 class="ds-heading" data-size="xs">${t.numbers}</h3><ul class="ds-list">${mobiles.map(row)}</ul>`;
}

function takeForm(
  request: PageRequest,
  frame: OfficeFrame,
  {
    of,
    participant,
    offered,
  }: { readonly of: LookupCase; readonly participant: LookupParticipant; readonly offered: OfferedNumber },
): Html {
  const t = textsFor(lookupTexts, request).result;
  const hidden = { participant: participant.participantId, ...offered };
  return form(request, lookupPath(frame, of.caseId, '/take'), [
    Object.entries(hidden).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
    ),
    html`<button class="ds-button" data-variant="secondary" type="submit">${t.take}<span class="ds-sr-only">: ${offered.mobile}</span></button>`,
  ]);
}
