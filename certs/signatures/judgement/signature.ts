import type { Certificate } from '../../validation/index.ts';
import type { Problem, ReadSignature } from '../model.ts';
import { type CertificateVerdict, judgeCertificate } from './certificate.ts';
import { type Context, contextOf, type DocumentContext } from './context.ts';
import {
  acceptanceFinding,
  type AtTime,
  contentTime,
  cryptographyFinding,
  type Finding,
  formatFinding,
  identificationFinding,
  missingCertificate,
  orderFinding,
  timeStampFinding,
  warningsOf,
} from './findings.ts';
import type { Judgement, Step, Verdict } from './model.ts';
import type { StepName } from './step-codes.ts';
import { outcomeOf } from './time-stamp.ts';
import { judgeTimeStamps } from './time-stamps.ts';

/** The value verifies and every signed digest matches, trust and time aside. */
function isIntact({ value, digests }: Pick<ReadSignature, 'value' | 'digests'>): boolean {
  return value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches');
}

/**
 * The worth of one signature (EN 319 102-1 5.5 and 5.6). What is broken for ever is told first, then what nobody can
 * say: decision 0001. `around` holds the problems of the document that are its signatures' as well.
 */
export function judgeOne(
  read: ReadSignature,
  shared: DocumentContext,
  around: readonly Problem[],
): Judgement {
  const context = contextOf(shared, [read.evidence, ...shared.inTokens(read.timeStamps)]);
  const { judged, earliest } = judgeTimeStamps(read.timeStamps, context);
  const time = Math.min(earliest?.time ?? context.now, context.now);
  const at: AtTime = { time, isProved: earliest !== undefined, judged };
  const { certificate } = read.signer;
  const { verdict, believed, steps } = conclude(read, { at, around, certificate }, context);
  const { indication, subIndication } = verdict;
  return {
    id: read.id,
    indication,
    ...(subIndication === undefined ? {} : { subIndication }),
    intact: isIntact(read),
    level: read.level,
    signer: certificate,
    path: believed?.path ?? [],
    trustedBy: believed?.trustedBy,
    statuses: believed?.statuses ?? [],
    bestSignatureTime: at.time,
    timeProvedBy: earliest?.id,
    timeStamps: judged,
    steps: [...steps, ...warningsOf(read, around, at)],
  };
}

interface Asked {
  readonly at: AtTime;
  readonly around: readonly Problem[];
  readonly certificate: Certificate | undefined;
}

interface Conclusion {
  readonly verdict: Verdict;
  readonly believed: CertificateVerdict | undefined;
  readonly steps: readonly Step[];
}

function conclude(read: ReadSignature, { at, around, certificate }: Asked, context: Context): Conclusion {
  const steps: Step[] = [];
  const take = (step: OwnStep, finding: Finding | undefined) => {
    steps.push(stepOf(step, finding));
    return finding;
  };
  const early =
    take('format', formatFinding(read, around)) ??
    take('cryptography', cryptographyFinding(read)) ??
    take('identification', identificationFinding(read));
  if (early || !certificate) return { verdict: early ?? missingCertificate, believed: undefined, steps };
  const believed = believe(certificate, at, context);
  const { code, message: what } = believed;
  steps.push({ step: 'certificate', outcome: outcomeOf(believed), code, what, clause: 'EN 319 102-1 5.2.6' });
  const late =
    take('time_stamps', timeStampFinding(at.judged)) ??
    take('time_stamp_order', orderFinding(read.timeStamps, at.judged)) ??
    take('acceptance', acceptanceFinding(read, at, context));
  return { verdict: worst(believed, late), believed, steps };
}

function believe(
  certificate: Certificate,
  { time, isProved, judged }: AtTime,
  context: Context,
): CertificateVerdict {
  const notBefore = contentTime(judged);
  const made = notBefore === undefined ? {} : { notBefore };
  const existence = { existence: time, isExistenceProved: isProved, usedAt: time };
  return judgeCertificate({ certificate, purpose: 'signature', ...existence, ...made }, context);
}

/** A failure before what is uncertain; of two that are alike, the certificate's. */
function worst(believed: Verdict, late: Verdict | undefined): Verdict {
  return late && believed.indication === 'TOTAL-PASSED' ? late : believed;
}

/** A step of this file; the certificate's words come from its own judgement. */
type OwnStep = Exclude<StepName, 'certificate'>;

function stepOf(step: OwnStep, finding: Finding | undefined): Step {
  if (!finding) return { step, outcome: 'passed', code: `${step}.passed`, what: passedSteps[step] };
  const { code, what, clause } = finding;
  const cited = clause === undefined ? {} : { clause };
  return { step: finding.step, outcome: outcomeOf(finding), code, what, ...cited };
}

const passedSteps: Readonly<Record<OwnStep, string>> = {
  format: 'the signature has the form that its format asks for',
  identification: 'the signed attributes name the certificate',
  cryptography: 'the value verifies, and every digest matches',
  time_stamps: 'no time stamp is broken',
  time_stamp_order: 'the time stamps were made in their order',
  acceptance: 'every algorithm is believed at the time that counts',
};
