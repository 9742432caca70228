import {
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  type Request,
  standaloneLink,
  submit,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime, formatExactTime } from '../../../messages/index.ts';
import {
  type CheckingKeys,
  checkingScript,
  ownDocument,
  type PortalRequest,
  recordProof,
  type SignedInFrame,
  withoutScript,
} from '../../../portal/index.ts';
import { type MadeReport, reportSections, type Verdict, verdictNotice } from '../../../verification/index.ts';
import { organisationsPath } from '../../mandates/index.ts';
import { inboxTexts } from '../messages.ts';
import type { OwnNotice, Reading } from '../model.ts';
import { hearingTime, listPath, noticePath, organisationPath, stateTags } from './words.ts';

/** What may be told before it is opened, and the button that opens it: nothing else confirms a reading. */
export function envelopePage(request: PortalRequest, frame: SignedInFrame, one: OwnNotice): Html {
  const t = textsFor(inboxTexts, request);
  const { language } = request;
  return ownDocument(request, frame, {
    place: 'notices',
    title: t.envelope.title,
    main: [
      backToList(request, one),
      one.replacedBy && replacedNotice(request, one),
      facts([
        { name: t.facts.kind, value: t.kinds[one.kind] },
        { name: t.facts.from, value: one.court.names[language] },
        { name: t.facts.case, value: one.caseNumber },
        { name: t.facts.forWhom, value: one.party },
        { name: t.facts.number, value: html`<span class="acar-breakable">${one.number}</span>` },
        { name: t.facts.sent, value: formatDateTime(one.sentAt, language) },
        { name: t.columns.state, value: stateTags(one, language) },
      ]),
      html`<section class="acar-panel"><p><strong>${t.envelope.notOpened}</strong></p><p>${t.envelope.means}</p>${
        one.mandateId !== undefined && html`<p>${t.envelope.meansMandate}</p>`
      }${
        one.mandateId === undefined &&
        one.representationId !== undefined &&
        html`<p>${t.envelope.meansHead}</p>`
      }${form(request, `${noticePath(one.noticeId)}/open`, submit(t.envelope.open))}</section>`,
      one.mandateId === undefined && readingsSection(request, one, undefined),
    ],
  });
}

export interface NoticeView {
  readonly notice: OwnNotice;
  /** What its signatures are worth; `unknown` where it could not be found out, undefined where nobody verifies. */
  readonly verdict: Verdict | 'unknown' | undefined;
  /** Undefined while there is no log. */
  readonly keys: CheckingKeys | undefined;
  /** True right after it was opened. */
  readonly wasOpened: boolean;
}

/** A notice that the reader has opened. */
export function noticePage(request: PortalRequest, frame: SignedInFrame, view: NoticeView): Html {
  const t = textsFor(inboxTexts, request);
  const { notice: one, wasOpened, keys } = view;
  const { hearing } = one;
  return ownDocument(request, frame, {
    place: 'notices',
    title: t.kinds[one.kind],
    scripts: [checkingScript],
    main: [
      wasOpened && notice('success', html`<p>${t.opened}</p>`),
      backToList(request, one),
      one.replacedBy && replacedNotice(request, one),
      hearing &&
        hearing.state !== 'planned' &&
        notice('warning', html`<p>${t.hearingMoved[hearing.state]}</p>`),
      facts(noticeFacts(request, one)),
      hearing &&
        hearing.state === 'planned' &&
        one.replacedBy === undefined &&
        html`<p>${linkButton({ href: `${noticePath(one.noticeId)}/hearing.ics`, text: t.calendar }, { secondary: true })}</p>`,
      documentSection(request, view),
      readingsSection(request, one, keys),
    ],
  });
}

/** The same for everybody: who has a notice here is told nobody else. */
export function noSuchNoticePage(
  request: PortalRequest,
  frame: SignedInFrame,
  noticeId: string | undefined,
): Html {
  const t = textsFor(inboxTexts, request).noSuch;
  const query = noticeId === undefined ? '' : `?notice=${noticeId}`;
  const link = { href: `${organisationsPath}${query}`, text: t.link };
  return ownDocument(request, frame, {
    place: 'notices',
    title: t.title,
    main: [
      html`<p class="acar-lead">${t.text}</p>`,
      html`<p>${t.organisation}</p>`,
      html`<p>${linkButton(link, { secondary: true })}</p>`,
      html`<p>${standaloneLink({ href: listPath, text: textsFor(inboxTexts, request).back })}</p>`,
    ],
  });
}

function backToList(request: PortalRequest, { representationId }: OwnNotice): Html {
  const t = textsFor(inboxTexts, request);
  return html`<p>${standaloneLink(
    representationId === undefined
      ? { href: listPath, text: t.back }
      : { href: organisationPath(representationId), text: t.organisations.toList },
  )}</p>`;
}

function replacedNotice(request: PortalRequest, { replacedBy, newer }: OwnNotice): HtmlValue {
  const t = textsFor(inboxTexts, request);
  if (!replacedBy) return undefined;
  return notice(
    'warning',
    html`<p><strong>${t.replaced[replacedBy]}</strong></p>${newer !== undefined && html`<p>${standaloneLink({ href: noticePath(newer), text: t.newer })}</p>`}`,
  );
}

function noticeFacts(request: PortalRequest, one: OwnNotice) {
  const t = textsFor(inboxTexts, request);
  const { language } = request;
  const { hearing, older } = one;
  const court = one.court.names[language];
  const at = hearing && [
    { name: t.facts.when, value: html`<strong>${hearingTime(hearing, language)}</strong>` },
    { name: t.facts.where, value: html`${court}, ${hearing.room}<br>${one.address}` },
  ];
  return [
    { name: t.facts.from, value: html`${court}, ${t.facts.judge(one.judge)}` },
    {
      name: t.facts.case,
      value: html`${one.caseNumber}${one.caseSubject !== '' && html`<br>${one.caseSubject}`}`,
    },
    ...(at ?? []),
    { name: t.facts.toDo, value: t.toDo[one.kind] },
    {
      name: t.facts.forWhom,
      value:
        one.mandateId !== undefined
          ? `${one.party} (${t.byMandate})`
          : one.representationId !== undefined
            ? `${one.party} (${t.asHead})`
            : one.party,
    },
    { name: t.facts.number, value: html`<span class="acar-breakable">${one.number}</span>` },
    { name: t.facts.sent, value: formatDateTime(one.sentAt, language) },
    ...(older === undefined
      ? []
      : [
          {
            name: t.replacedByThis,
            value: html`<a class="ds-link" href="${noticePath(older)}">${t.columns.what}</a>`,
          },
        ]),
  ];
}

function documentSection(request: PortalRequest, { notice: one, verdict }: NoticeView): Html {
  const t = textsFor(inboxTexts, request).document;
  const file = `${noticePath(one.noticeId)}/file`;
  return html`<section><h2 class="ds-heading" data-size="md">${t.heading}</h2><p>${t.lead}</p>
<p class="acar-row">${linkButton({ href: `${file}?show=yes`, text: t.show })}${linkButton({ href: file, text: t.download }, { secondary: true })}</p>
${verdict === 'unknown' && notice('info', html`<p>${t.unknown}</p>`)}${
  verdict !== undefined && verdict !== 'unknown' && verdictNotice(request, verdict)
}${
  verdict !== undefined &&
  html`<p>${standaloneLink({ href: `${noticePath(one.noticeId)}/report`, text: t.report })}</p>`
}</section>`;
}

/** Everybody who opened it, with the records of those that concern the reader. */
function readingsSection(
  request: PortalRequest,
  { readings, noticeId }: OwnNotice,
  keys: CheckingKeys | undefined,
): HtmlValue {
  if (readings.length === 0) return undefined;
  const t = textsFor(inboxTexts, request).readings;
  const proven = readings.filter(({ recordId }) => recordId !== undefined);
  return html`<section id="readings-${noticeId}"><h2 class="ds-heading" data-size="md">${t.heading}</h2>
${facts(readings.map((one) => ({ name: readerName(request, one), value: formatExactTime(one.at, request.language) })))}
${keys && proven.length > 0 && html`<p>${t.lead}</p>${withoutScript(request)}`}${
  keys &&
  proven.map((one) =>
    recordProof(request, keys, {
      id: one.recordId ?? '',
      heading: `${t.proof}: ${readerName(request, one)}`,
    }),
  )
}</section>`;
}

function readerName(request: PortalRequest, { byReader, name, as }: Reading): string {
  const t = textsFor(inboxTexts, request).readings;
  const who = byReader ? t.you : (name ?? t.gone);
  return as === 'party' ? who : `${who} (${t[as]})`;
}

/** The report of the verification of a notice; undefined = it could not be made now. */
export function reportPage(
  request: Request,
  frame: SignedInFrame,
  { noticeId, made }: { readonly noticeId: string; readonly made: MadeReport | undefined },
): Html {
  const t = textsFor(inboxTexts, request);
  return ownDocument(request, frame, {
    place: 'notices',
    title: t.reportTitle,
    main: [
      html`<p>${standaloneLink({ href: noticePath(noticeId), text: t.backToNotice })}</p>`,
      made ? reportSections(request, made) : notice('info', html`<p>${t.document.unknown}</p>`),
    ],
  });
}
