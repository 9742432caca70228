import type { StepCode } from '../../../certs/signatures/judgement/index.ts';
import type {
  ReportedFile,
  ReportedSignature,
  ReportedTimeStamp,
  ValidationReport,
} from '../../../certs/signatures/report/index.ts';
import {
  facts,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  type Request,
  table,
  tag,
  textsFor,
  type OpenSite,
} from '../../http/index.ts';
import { formatDateTime, formatNumber } from '../../messages/index.ts';
import { advice } from '../messages/advice.ts';
import { pages } from '../messages/pages.ts';
import { refusals } from '../messages/refusals.ts';
import { verdicts } from '../messages/verdicts.ts';
import type { MadeReport } from '../service.ts';
import { courtSection } from './court.ts';
import { verificationDocument } from './frame.ts';
import { signatureVerdict, stampVerdict, warnings } from './verdict.ts';

const colours = {
  passed: 'success',
  passedInPart: 'warning',
  indeterminate: 'warning',
  failed: 'danger',
  unsigned: 'warning',
  refused: 'danger',
} as const;

/** What a person hears of a report: its outcome, and whether all of the document is signed. */
export type Verdict = keyof typeof colours;

export function verdictOf(report: ValidationReport): Verdict {
  return report.outcome === 'passed' && !isWhole(report) ? 'passedInPart' : report.outcome;
}

/** The verdict in a sentence. */
export function verdictNotice(request: Pick<Request, 'language'>, verdict: Verdict): Html {
  return notice(
    colours[verdict],
    html`<p><strong>${textsFor(verdicts, request).outcome[verdict]}</strong></p>`,
  );
}

/** What was found: a sentence, every signature in plain words, the downloads, and the report for a court. */
export function resultPage(request: Request, frame: OpenSite, made: MadeReport): Html {
  const t = textsFor(pages, request);
  return verificationDocument(request, frame, {
    title: t.result,
    main: [
      reportSections(request, made),
      html`<p class="acar-no-print">${linkButton({ href: '/', text: t.another }, { secondary: true })}</p>`,
    ],
  });
}

/** The report without the page around it, for pages of others that show one. */
export function reportSections(request: Request, made: MadeReport): readonly HtmlValue[] {
  const { report } = made;
  return [
    summary(request, report),
    report.signatures.map((one, index) => signatureSection(request, report, { one, number: index + 1 })),
    report.timeStamps.map((one) => timeStampSection(request, report, one)),
    warnings(request, unsaidProblems(report)),
    report.files.length > 0 && filesSection(request, report),
    downloads(request, made),
    courtSection(request, report),
  ];
}

function summary(request: Request, report: ValidationReport): Html {
  const { outcome, refused, document } = report;
  const heard = verdictOf(report);
  return notice(
    colours[heard],
    html`<h2 class="ds-heading acar-breakable" data-size="sm">${document.name}</h2><p><strong>${textsFor(verdicts, request).outcome[heard]}</strong></p><p>${
      refused
        ? textsFor(refusals, request)[refused.code]
        : outcome !== 'refused' && textsFor(advice, request).outcome[outcome]
    }</p>${unsignedFiles(request, report)}`,
  );
}

/** Files that nobody signed beside others that somebody did: told where nobody can miss it. */
function unsignedFiles(request: Request, { files }: ValidationReport): Html | undefined {
  const unsigned = files.filter(({ coveredBy }) => coveredBy.length === 0);
  if (unsigned.length === 0 || unsigned.length === files.length) return undefined;
  const names = unsigned.map(({ name }) => name).join(', ');
  return html`<p class="acar-breakable">${textsFor(pages, request).unsignedFiles}: <strong>${names}</strong></p>`;
}

/** Of the problems around the signatures, those that no signature tells already. */
function unsaidProblems({ problems, signatures }: ValidationReport): readonly StepCode[] {
  const said = new Set(signatures.flatMap(({ steps }) => steps.map(({ code }) => code)));
  return problems.flatMap(({ code }) => (said.has(code) ? [] : [code]));
}

/** Somebody signed all of the document as it is, and nothing lies in it unsigned. */
function isWhole({ signatures, timeStamps, files }: ValidationReport): boolean {
  const isSigned =
    signatures.length === 0 || signatures.some(({ coversWholeDocument }) => coversWholeDocument);
  const isStamped = signatures.length > 0 || timeStamps.length > 0;
  return isSigned && isStamped && files.every(({ coveredBy }) => coveredBy.length > 0);
}

function signatureSection(
  request: Request,
  report: ValidationReport,
  { one, number }: { readonly one: ReportedSignature; readonly number: number },
): Html {
  const t = textsFor(pages, request);
  const certificate = one.signer === null ? undefined : report.certificates[one.signer];
  const { claims, indication } = one;
  const isBelieved = indication === 'TOTAL-PASSED';
  // What a broken signature would prove is for the court's part alone.
  const isBroken = indication === 'TOTAL-FAILED';
  const rows = [
    { name: isBelieved ? t.signer : t.namedSigner, value: certificate?.commonName ?? t.unknownSigner },
    certificate?.organization && { name: t.organization, value: certificate.organization },
    !isBroken && {
      name: one.timeProvedBy === null ? t.checkedTime : t.provedTime,
      value: moment(one.bestSignatureTime, request),
    },
    one.claimedTime !== null && { name: t.claimedTime, value: moment(one.claimedTime, request) },
    claims.roles && claims.roles.length > 0 && { name: t.role, value: claims.roles.join(', ') },
    claims.reason !== undefined && { name: t.reason, value: claims.reason },
    ending(request, one),
    !isBroken && { name: t.covers, value: coverage(request, report, one) },
    { name: t.format, value: [one.format, one.level].filter((word) => word !== null).join(' ') },
    one.trustedBy !== null && { name: t.trustedBy, value: one.trustedBy },
  ].filter((row) => typeof row === 'object' && row !== null);
  return html`<section><h2 class="ds-heading" data-size="sm">${t.signature(String(number))}</h2>${signatureVerdict(request, one)}${facts(rows)}${warnings(
    request,
    one.steps.flatMap(({ outcome, code }) => (outcome === 'warning' ? [code] : [])),
  )}</section>`;
}

/** Since when the signer's certificate is revoked or suspended. */
function ending(request: Request, { signer, statuses }: ReportedSignature) {
  const t = textsFor(pages, request);
  const found = statuses.find(({ certificate, status }) => certificate === signer && status !== 'good');
  if (!found || found.since === null) return undefined;
  const name = found.status === 'revoked' ? t.revokedSince : t.suspendedSince;
  return { name, value: moment(found.since, request) };
}

function coverage(request: Request, report: ValidationReport, one: ReportedSignature): string {
  const t = textsFor(pages, request);
  if (report.files.length <= 1) return one.coversWholeDocument ? t.coversAll : t.coversPart;
  const names = one.covers.join(', ');
  return one.coversWholeDocument ? `${t.coversAll}: ${names}` : `${t.coversPart}: ${names}`;
}

function timeStampSection(request: Request, report: ValidationReport, one: ReportedTimeStamp): Html {
  const t = textsFor(pages, request);
  const certificate = one.signer === null ? undefined : report.certificates[one.signer];
  return html`<section><h2 class="ds-heading" data-size="sm">${t.lonelyStamp}</h2>${stampVerdict(request, one)}${facts(
    [
      { name: t.stampTime, value: one.time === null ? '–' : moment(one.time, request) },
      { name: t.stampUnit, value: certificate?.commonName ?? t.unknownSigner },
    ],
  )}</section>`;
}

function filesSection(request: Request, { files, signatures }: ValidationReport): Html {
  const t = textsFor(pages, request);
  const numberOf = new Map(signatures.map(({ id }, index) => [id, index + 1]));
  return html`<section><h2 class="ds-heading" data-size="sm">${t.files}</h2>${table(
    html`<span class="ds-sr-only">${t.files}</span>`,
    [
      { heading: t.file, cell: (file: ReportedFile) => file.name },
      { heading: t.size, isNumber: true, cell: (file) => formatNumber(file.size) },
      {
        heading: t.signedBy,
        cell: ({ coveredBy }) =>
          coveredBy.length === 0
            ? tag(t.notSigned, 'warning')
            : coveredBy.map((id) => numberOf.get(id) ?? t.lonelyStamp).join(', '),
      },
    ],
    files,
  )}</section>`;
}

function downloadLink(type: string, name: string, content: Uint8Array | string, text: string): Html {
  const address = `data:${type};base64,${Buffer.from(content).toString('base64')}`;
  return html`<li><a class="ds-link acar-standalone" download="${name}" href="${address}">${text}</a></li>`;
}

/** The reports lie in the page itself: the service keeps nothing that could be asked for later. */
function downloads(request: Request, { report, json, sealed, xml }: MadeReport): Html {
  const t = textsFor(pages, request);
  const base = `acar-${report.id}`;
  return html`<section class="acar-no-print"><h2 class="ds-heading" data-size="sm">${t.downloads}</h2><p>${t.downloadsText}${sealed && html` ${t.sealed}`}</p>
<ul class="acar-exits">${downloadLink('application/json', `${base}.json`, sealed ?? json, t.json)}${
    xml !== undefined && downloadLink('application/xml', `${base}.xml`, xml, t.xml)
  }</ul><p>${t.print}</p></section>`;
}

function moment(time: string, request: Pick<Request, 'language'>): Html {
  return html`<time datetime="${time}">${formatDateTime(new Date(time), request.language)}</time>`;
}
