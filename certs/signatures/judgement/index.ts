export type { AlgorithmSuite } from './algorithms.ts';
export { judgeDocument, type JudgedDocument, judgeSignature } from './document.ts';
export { lastsUntil } from './lasting.ts';
export {
  type Indication,
  type JudgedTimeStamp,
  type Judgement,
  type JudgementPolicy,
  type JudgementQuestion,
  type Step,
  type SubIndication,
  type UsedStatus,
} from './model.ts';
export type {
  CertificateStepCode,
  SignatureStepCode,
  StepCode,
  StepName,
  TimeStampStepCode,
} from './step-codes.ts';
export type { TrustedService, TrustedServiceType, TrustInterval, TrustModel } from './trust.ts';
