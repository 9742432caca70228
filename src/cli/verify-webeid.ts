import { z } from 'zod';
import {
  type Certificate,
  describeName,
  judgeKeptEvidence,
  readCertificate,
  readCrl,
  readOcspResponse,
  verifyWebEidToken,
} from '../../certs/index.ts';
import {
  explainForm,
  type Id,
  idSchema,
  momentOf,
  type ReadBytes,
  readFiles,
  timeSchema,
  usable,
} from './verify-input.ts';

const files = z.array(z.string()).max(10_000);

/** One question to `verify webeid`; files are paths to PEM or DER. */
const questionSchema = z.strictObject({
  id: idSchema,
  /** The token itself, as an object or as its JSON text; or the path of a file with that text. */
  token: z.union([z.string(), z.record(z.string(), z.unknown())]),
  nonce: z.string(),
  origin: z.string(),
  anchors: files,
  intermediates: files.default([]),
  time: timeSchema,
  disallowedPolicies: z.array(z.string()).max(10_000).default([]),
  /** True = a CRL or an OCSP answer must say good of every certificate below the anchor. */
  revocation: z.unknown(),
  crls: files.default([]),
  ocsp: files.default([]),
});
type Question = z.infer<typeof questionSchema>;

export type WebEidAnswer =
  | {
      readonly id: Id;
      readonly valid: boolean;
      /** Whose certificate it is. */
      readonly subject?: string;
      readonly error?: { readonly code: string; readonly message: string };
    }
  | { readonly id: Id; readonly unsupported: string };

/** Judges one question; whatever it holds, the answer is a value. */
export function answerWebEid(question: unknown, readBytes: ReadBytes): WebEidAnswer {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) {
    const { id, kind, message } = explainForm(question, parsed.error.issues);
    return kind === 'unsupported' ? { id, unsupported: message } : invalid(id, 'verify.unusable', message);
  }
  const { id } = parsed.data;
  const revocation = parsed.data.revocation ?? false;
  if (typeof revocation !== 'boolean') return { id, unsupported: 'revocation: true or false' };
  try {
    return judge(parsed.data, revocation, readBytes);
  } catch (error) {
    return invalid(id, 'verify.unusable', error instanceof Error ? error.message : String(error));
  }
}

function judge(question: Question, revocation: boolean, readBytes: ReadBytes): WebEidAnswer {
  const { id, nonce, origin, disallowedPolicies, crls, ocsp } = question;
  const certificates = (paths: readonly string[]) =>
    usable(readFiles(paths, 'CERTIFICATE', readBytes, readCertificate));
  const time = momentOf(question.time);
  const verdict = verifyWebEidToken({
    token: textOf(question.token, readBytes),
    nonce,
    origin,
    anchors: certificates(question.anchors),
    intermediates: certificates(question.intermediates),
    disallowedPolicies,
    time,
  });
  if (verdict.kind === 'refused') return invalid(id, verdict.code, verdict.message);
  const refusal =
    revocation &&
    judgeKeptEvidence(verdict, {
      crls: usable(readFiles(crls, 'X509 CRL', readBytes, readCrl)),
      ocspResponses: usable(readFiles(ocsp, 'OCSP RESPONSE', readBytes, readOcspResponse)),
      time,
    });
  if (refusal) return invalid(id, refusal.code, refusal.message, verdict.certificate);
  return { id, valid: true, subject: describeName(verdict.certificate.subject) };
}

function textOf(token: Question['token'], readBytes: ReadBytes): string {
  if (typeof token !== 'string') return JSON.stringify(token);
  return /^\s*\{/.test(token) ? token : Buffer.from(readBytes(token)).toString('utf8');
}

function invalid(id: Id, code: string, message: string, certificate?: Certificate): WebEidAnswer {
  const subject = certificate && { subject: describeName(certificate.subject) };
  return { id, valid: false, ...subject, error: { code, message } };
}
