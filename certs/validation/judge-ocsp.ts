import type { Certificate } from './model.ts';
import type { OcspResponse } from './ocsp-model.ts';
import { type OcspReasonCode, ocspStatements } from './ocsp-status.ts';
import type { Asked } from './revocation.ts';
import { BudgetExhausted, createSession, defaultBudget } from './session.ts';
import { checkAuthority } from './path-form.ts';
import type { AlgorithmPolicy } from './signature-algorithms.ts';
import { decisive, delegateJudge } from './status.ts';

/** One answer about one certificate; the issuer is believed. */
export interface OcspQuestion {
  readonly response: OcspResponse;
  readonly issuer: Certificate;
  readonly certificate: Certificate;
  /** True when a valid path has shown already that this issuer signed this certificate. */
  readonly isIssuedByPath?: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How old the status may be; where it is absent only nextUpdate counts. */
  readonly maxAgeSeconds?: number;
  readonly trustedResponders?: readonly Certificate[];
  readonly algorithms?: AlgorithmPolicy;
}

export type OcspInvalidCode =
  | OcspReasonCode
  | 'ocsp.error_status'
  | 'ocsp.wrong_issuer'
  | 'ocsp.issuer_not_valid'
  | 'ocsp.budget_exhausted';

export type OcspJudgement =
  | { readonly status: 'good' | 'unknown' }
  | { readonly status: 'revoked'; readonly revocationTime: number; readonly reason: number | undefined }
  | { readonly status: 'invalid'; readonly code: OcspInvalidCode; readonly message: string };

/**
 * What an OCSP answer says of a certificate at a time (RFC 6960 3.2): a status only when the answer verifies, is
 * current and is for that certificate. Pure; never throws.
 */
export function judgeOcsp(question: OcspQuestion): OcspJudgement {
  const { response } = question;
  if (response.kind === 'error')
    return invalid('ocsp.error_status', `the responder answered ${response.status}`);
  try {
    return judge(question, askedOf(question, response.basic));
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    return invalid('ocsp.budget_exhausted', 'the answer costs more work than it may');
  }
}

function askedOf(question: OcspQuestion, basic: Extract<OcspResponse, { kind: 'basic' }>['basic']): Asked {
  const { issuer, certificate, time, maxAgeSeconds, trustedResponders = [], algorithms } = question;
  const session = createSession({
    intermediates: [],
    crls: [],
    ocsp: [basic],
    trustedResponders,
    time,
    maxOcspAge: maxAgeSeconds === undefined ? undefined : maxAgeSeconds * 1000,
    requiresRevocation: false,
    maxDepth: 0,
    algorithms: algorithms ?? { allowsSha1: false },
    budget: defaultBudget,
  });
  return { path: [issuer, certificate], position: 1, session, findIssuerPath: () => false };
}

function judge({ issuer, certificate, time, isIssuedByPath }: OcspQuestion, asked: Asked): OcspJudgement {
  const { session } = asked;
  const isIssued =
    certificate.issuer.key === issuer.subject.key &&
    (isIssuedByPath === true || session.verify(certificate, issuer) === 'good');
  if (!isIssued) return invalid('ocsp.wrong_issuer', 'the certificate was not issued by that issuer');
  const refusal = checkAuthority(issuer, time);
  if (refusal) return invalid('ocsp.issuer_not_valid', `${refusal.code}: ${refusal.message}`);
  const { found, isUnknown, reason } = ocspStatements(asked, session, delegateJudge(asked));
  const revocation = decisive(found);
  if (revocation) return { status: 'revoked', revocationTime: revocation.since, reason: revocation.reason };
  if (found.some(({ kind }) => kind === 'good')) return { status: 'good' };
  return isUnknown ? { status: 'unknown' } : { status: 'invalid', ...reason };
}

function invalid(code: OcspInvalidCode, message: string): OcspJudgement {
  return { status: 'invalid', code, message };
}
