import type {
  AskedAddress,
  ReportedCertificate,
  ReportedProblem,
  ReportedSignature,
  ReportedStatus,
  ReportedTimeStamp,
  ValidationReport,
} from '../../../certs/signatures/report/index.ts';
import { facts, type Html, html, type Request, table, textsFor } from '../../http/index.ts';
import { formatExactTime, formatNumber } from '../../messages/index.ts';
import { pages } from '../messages/pages.ts';
import { refusals } from '../messages/refusals.ts';
import { sentences } from '../messages/sentences.ts';
import { verdicts } from '../messages/verdicts.ts';
import { signatureReasons, stampReason } from './verdict.ts';

type Step = ReportedSignature['steps'][number];

/** The report as an expert and a court read it: every step with its clause, every time, every number. */
export function courtSection(request: Request, report: ValidationReport): Html {
  const t = textsFor(pages, request);
  const { document, signatures, timeStamps } = report;
  const inputs = [document, ...report.detached];
  return html`<section class="acar-court"><h2 class="ds-heading" data-size="md">${t.court}</h2><p>${t.courtText}</p>${facts(
    [
      { name: t.reportId, value: report.id },
      { name: t.time, value: moment(report.time, request) },
      { name: t.validator, value: report.validator },
      ...refusal(request, report),
    ],
  )}${inputs.map((input) =>
    facts([
      { name: t.documentName, value: input.name },
      { name: t.size, value: formatNumber(input.size) },
      { name: t.digest, value: fingerprint(input.sha256) },
    ]),
  )}${signatures.map((one, index) => signatureDetails(request, report, { one, number: index + 1 }))}${timeStamps.map(
    (one) => stampDetails(request, report, one),
  )}${report.problems.length > 0 && problemTable(request, report.problems)}${
    report.asked.length > 0 && askedTable(request, report.asked)
  }${signatures.length > 0 && html`<p>${t.statusRule}</p>`}</section>`;
}

function refusal(request: Request, { refused }: ValidationReport) {
  if (refused === null) return [];
  const { code, message } = refused;
  const value = inDetail(textsFor(refusals, request)[code], code, [message]);
  return [{ name: textsFor(pages, request).outcome, value }];
}

/** What is wrong around the signatures. */
function problemTable(request: Request, problems: readonly ReportedProblem[]): Html {
  const t = textsFor(pages, request);
  const v = textsFor(verdicts, request);
  const said = textsFor(sentences, request);
  return table(
    caption(t.aroundSignatures),
    [
      {
        heading: t.outcome,
        cell: ({ severity }: ReportedProblem) => v.stepOutcome[severity === 'failure' ? 'failed' : 'warning'],
      },
      {
        heading: t.details,
        cell: ({ code, message, clause }) => inDetail(said[code], code, [message, clause ?? undefined]),
      },
    ],
    problems,
  );
}

/** Whom the verification asked for evidence. */
function askedTable(request: Request, asked: readonly AskedAddress[]): Html {
  const t = textsFor(pages, request);
  return table(
    caption(t.asked),
    [
      { heading: t.askedFor, cell: ({ what }: AskedAddress) => t.askedWhat[what] },
      { heading: t.address, cell: ({ address }) => html`<code class="acar-breakable">${address}</code>` },
      { heading: t.outcome, cell: ({ outcome: found }) => t.askedOutcome[found] },
    ],
    asked,
  );
}

/** A sentence with its code, and in small print what only technicians read, which is in English. */
function inDetail(sentence: string, code: string, particulars: readonly (string | undefined)[]): Html {
  const told = particulars.filter((one) => one !== undefined);
  return html`${sentence}<br><small><code class="acar-breakable">${code}</code>${
    told.length > 0 && html` <span lang="en">${told.join('; ')}</span>`
  }</small>`;
}

function signatureDetails(
  request: Request,
  report: ValidationReport,
  { one, number }: { readonly one: ReportedSignature; readonly number: number },
): Html {
  const t = textsFor(pages, request);
  const word = textsFor(verdicts, request).indication[one.indication];
  const { timeStamps, timeProvedBy } = one;
  const rows = [
    { name: t.outcome, value: outcome(one, [`${word}.`, ...signatureReasons(request, one)].join(' ')) },
    {
      name: timeProvedBy === null ? t.checkedTime : t.provedTime,
      value: moment(one.bestSignatureTime, request),
    },
    one.claimedTime !== null && { name: t.claimedTime, value: moment(one.claimedTime, request) },
    {
      name: t.algorithm,
      value: html`${one.algorithmName ?? t.unknownAlgorithm} <code class="acar-breakable">${one.algorithm}</code>`,
    },
    one.place !== null && { name: t.place, value: one.place },
    one.trustedBy !== null && { name: t.trustedBy, value: one.trustedBy },
  ].filter((row) => typeof row === 'object');
  return html`<section><h3 class="ds-heading" data-size="sm">${t.signature(String(number))}</h3>${facts(rows)}${stepTable(request, one.steps)}${
    timeStamps.length > 0 && stampTable(request, report, timeStamps)
  }${evidence(request, report, [one, ...timeStamps])}</section>`;
}

function stampDetails(request: Request, report: ValidationReport, one: ReportedTimeStamp): Html {
  const t = textsFor(pages, request);
  return html`<section><h3 class="ds-heading" data-size="sm">${t.lonelyStamp}</h3>${stampTable(request, report, [one])}${stepTable(
    request,
    one.steps,
  )}${evidence(request, report, [one])}</section>`;
}

type Judged = Pick<ReportedSignature, 'path' | 'statuses'>;

/** The first has its chain shown; what was said of certificates is of all of them. */
function evidence(request: Request, report: ValidationReport, judged: readonly [Judged, ...Judged[]]): Html {
  const [{ path }] = judged;
  const statuses = judged.flatMap((one) => one.statuses);
  return html`${path.length > 0 && chain(request, report, path)}${
    statuses.length > 0 && statusTable(request, report, statuses)
  }`;
}

/** The sentence, and the words of EN 319 102-1. */
function outcome(
  { indication, subIndication }: Pick<ReportedSignature, 'indication' | 'subIndication'>,
  sentence: string,
): Html {
  const words = [indication, subIndication].filter((word) => word !== null).join(' / ');
  return html`${sentence} <code class="acar-breakable">${words}</code>`;
}

function caption(text: string): Html {
  return html`<span>${text}</span>`;
}

function stepTable(request: Request, steps: readonly Step[]): Html {
  const t = textsFor(pages, request);
  const v = textsFor(verdicts, request);
  return table(
    html`<span class="ds-sr-only">${t.details}</span>`,
    [
      { heading: t.step, cell: (step: Step) => v.steps[step.step] },
      { heading: t.outcome, cell: (step) => v.stepOutcome[step.outcome] },
      { heading: t.details, cell: (step) => stepCell(request, step) },
    ],
    steps,
  );
}

/** The particulars (names, times, numbers) of what did not simply pass are in the words of technicians. */
function stepCell(request: Request, { code, what, clause, outcome: found }: Step): Html {
  return inDetail(textsFor(sentences, request)[code], code, [found === 'passed' ? undefined : what, clause]);
}

function stampTable(request: Request, report: ValidationReport, stamps: readonly ReportedTimeStamp[]): Html {
  const t = textsFor(pages, request);
  const words = textsFor(verdicts, request).stampIndication;
  return table(
    caption(t.stamps),
    [
      { heading: t.stampKind, cell: ({ kind }: ReportedTimeStamp) => kindName(request, kind) },
      { heading: t.stampTime, cell: ({ time }) => (time === null ? '–' : moment(time, request)) },
      { heading: t.stampUnit, cell: ({ signer }) => nameOf(report, signer) },
      {
        heading: t.outcome,
        cell: (one) =>
          outcome(one, [`${words[one.indication]}.`, stampReason(request, one)].filter(Boolean).join(' ')),
      },
    ],
    stamps,
  );
}

function kindName(request: Request, kind: string): string {
  const kinds: Readonly<Record<string, string>> = textsFor(pages, request).kinds;
  return kinds[kind] ?? kind;
}

function nameOf({ certificates }: ValidationReport, digest: string | null): string {
  return (digest === null ? undefined : certificates[digest]?.subject) ?? '–';
}

function chain(request: Request, { certificates }: ValidationReport, path: readonly string[]): Html {
  const items = path.map((digest) => {
    const certificate = certificates[digest];
    return certificate && html`<li>${certificateFacts(request, digest, certificate)}</li>`;
  });
  return html`<h4 class="ds-heading" data-size="xs">${textsFor(pages, request).chain}</h4><ol class="ds-list">${items}</ol>`;
}

function certificateFacts(
  request: Request,
  digest: string,
  { subject, issuer, serialNumber, notBefore, notAfter }: ReportedCertificate,
): Html {
  const t = textsFor(pages, request);
  return facts([
    { name: t.certificate, value: subject },
    { name: t.issuer, value: issuer },
    { name: t.serialNumber, value: fingerprint(serialNumber) },
    { name: t.validity, value: html`${moment(notBefore, request)} – ${moment(notAfter, request)}` },
    { name: t.fingerprint, value: fingerprint(digest) },
  ]);
}

function statusTable(request: Request, report: ValidationReport, statuses: readonly ReportedStatus[]): Html {
  const t = textsFor(pages, request);
  return table(
    caption(t.statuses),
    [
      { heading: t.certificate, cell: ({ certificate }: ReportedStatus) => nameOf(report, certificate) },
      {
        heading: t.status,
        cell: ({ status, since }) =>
          since === null ? t[status] : html`${t[status]}, ${moment(since, request)}`,
      },
      {
        heading: t.producedAt,
        cell: ({ producedAt, source }) => html`${moment(producedAt, request)} (${source.toUpperCase()})`,
      },
    ],
    statuses,
  );
}

function fingerprint(hex: string): Html {
  return html`<code class="acar-breakable">${hex}</code>`;
}

function moment(time: string, { language }: Pick<Request, 'language'>): Html {
  return html`<time datetime="${time}">${formatExactTime(new Date(time), language)}</time>`;
}
