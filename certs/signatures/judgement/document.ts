import type { ReadDocument, ReadSignature } from '../model.ts';
import { contextOf, documentContext } from './context.ts';
import type { JudgedTimeStamp, Judgement, JudgementQuestion } from './model.ts';
import { judgeOne } from './signature.ts';
import { judgeTimeStamps } from './time-stamps.ts';

/** The worth of one signature by itself. Pure; never throws. */
export function judgeSignature(read: ReadSignature, question: JudgementQuestion): Judgement {
  return judgeOne(read, documentContext(question), []);
}

export interface JudgedDocument {
  readonly signatures: readonly Judgement[];
  /** Those that belong to no signature. */
  readonly timeStamps: readonly JudgedTimeStamp[];
}

/**
 * The worth of every signature and lone time stamp of a document, which share their evidence. A failure of the document
 * around them is one of each.
 */
export function judgeDocument(document: ReadDocument, question: JudgementQuestion): JudgedDocument {
  const shared = documentContext(question);
  const failure = document.problems.find(({ severity }) => severity === 'failure');
  const signatures = document.signatures.map((read) => judgeOne(read, shared, document.problems));
  const context = contextOf(shared, shared.inTokens(document.timeStamps));
  const { judged } = judgeTimeStamps(document.timeStamps, context);
  const timeStamps = judged.map((one): JudgedTimeStamp => {
    if (!failure) return one;
    const { code, message: what } = failure;
    const steps = [...one.steps, { step: 'format', outcome: 'failed', code, what } as const];
    return { ...one, indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', steps };
  });
  return { signatures, timeStamps };
}
