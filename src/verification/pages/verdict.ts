import type { StepCode, SubIndication } from '../../../certs/signatures/judgement/index.ts';
import type { ReportedSignature, ReportedTimeStamp } from '../../../certs/signatures/report/index.ts';
import { type Html, html, notice, type Request, tag, textsFor } from '../../http/index.ts';
import { advice } from '../messages/advice.ts';
import { pages } from '../messages/pages.ts';
import { sentences } from '../messages/sentences.ts';
import { verdicts } from '../messages/verdicts.ts';

const tagColours = { 'TOTAL-PASSED': 'success', INDETERMINATE: 'warning', 'TOTAL-FAILED': 'danger' } as const;

/** What a signature is worth, why, and what the reader can do. */
export function signatureVerdict(request: Request, one: ReportedSignature): Html {
  const v = textsFor(verdicts, request);
  const { indication, subIndication } = one;
  return html`<p>${tag(v.indication[indication], tagColours[indication])}</p>${
    subIndication !== null &&
    html`<p>${signatureReasons(request, one).join(' ')}</p><p><strong>${textsFor(pages, request).nextStep}:</strong> ${textsFor(advice, request).why[subIndication]}</p>`
  }`;
}

/** What a time stamp is worth, and why. */
export function stampVerdict(request: Request, one: ReportedTimeStamp): Html {
  const { indication } = one;
  const word = textsFor(verdicts, request).stampIndication[indication];
  return html`<p>${tag(word, tagColours[indication])} ${stampReason(request, one)}</p>`;
}

/** These say little by themselves: the step that led to them says what it was. */
const general: ReadonlySet<SubIndication> = new Set<SubIndication>([
  'FORMAT_FAILURE',
  'SIG_CONSTRAINTS_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'TRY_LATER',
  'GENERIC',
]);

/** Why a signature does not pass, in one or two sentences; none where it passes. */
export function signatureReasons(request: Request, one: ReportedSignature): readonly string[] {
  const { subIndication } = one;
  if (subIndication === null) return [];
  const reason = textsFor(verdicts, request).why[subIndication];
  const code = decidingCode(one);
  if (code === undefined) return [reason];
  const particular = textsFor(sentences, request)[code];
  // A suspension has the word of a revocation (EN 319 102-1 5.2.6), and people must not read that one.
  if (code === 'certificate.suspended') return [particular];
  return general.has(subIndication) ? [particular, reason] : [reason];
}

/** Why a time stamp is not believed; undefined where it is. */
export function stampReason(request: Request, one: ReportedTimeStamp): string | undefined {
  const code = decidingCode(one);
  return code && textsFor(sentences, request)[code];
}

/** Of the step that kept it from passing. */
function decidingCode({ steps }: Pick<ReportedSignature, 'steps'>): StepCode | undefined {
  const of = (wanted: string) => steps.find(({ outcome }) => outcome === wanted)?.code;
  return of('failed') ?? of('indeterminate');
}

/** What must be told, each once, with the code by which an expert finds it. */
export function warnings(request: Request, codes: readonly StepCode[]): Html | undefined {
  if (codes.length === 0) return undefined;
  const said = textsFor(sentences, request);
  const items = [...new Set(codes)].map(
    (code) => html`<li>${said[code]} <small><code class="acar-breakable">${code}</code></small></li>`,
  );
  return notice(
    'warning',
    html`<p>${textsFor(pages, request).warnings}</p><ul class="ds-list">${items}</ul>`,
  );
}
