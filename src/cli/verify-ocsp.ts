import { z } from 'zod';
import {
  type AlgorithmPolicy,
  judgeOcsp,
  type OcspJudgement,
  type Read,
  readCertificate,
  readOcspResponse,
} from '../../certs/index.ts';
import {
  explainForm,
  type Id,
  idSchema,
  momentOf,
  type ReadBytes,
  readFiles,
  timeSchema,
} from './verify-input.ts';

/** One question to `verify ocsp`. */
const questionSchema = z.strictObject({
  id: idSchema,
  response: z.string(),
  issuer: z.string(),
  cert: z.string(),
  time: timeSchema,
  /** How old the status may be, besides what the answer says itself. */
  maxAgeSeconds: z.number().nonnegative().max(1e10).nullish(),
});

export type OcspAnswer =
  | {
      readonly id: Id;
      readonly status: OcspJudgement['status'];
      /** Why it is invalid, after a code; or since when and why it is revoked. */
      readonly reason?: string;
    }
  | { readonly id: Id; readonly unsupported: string };

/** Judges one question; whatever it holds, the answer is a value. */
export function answerOcsp(question: unknown, readBytes: ReadBytes, algorithms: AlgorithmPolicy): OcspAnswer {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) {
    const { id, kind, message } = explainForm(question, parsed.error.issues);
    return kind === 'unsupported' ? { id, unsupported: message } : invalid(id, 'verify.unusable', message);
  }
  const { id, response, issuer, cert, time, maxAgeSeconds } = parsed.data;
  try {
    const answer = readOne(response, 'OCSP RESPONSE', readBytes, readOcspResponse);
    const authority = readOne(issuer, 'CERTIFICATE', readBytes, readCertificate);
    const certificate = readOne(cert, 'CERTIFICATE', readBytes, readCertificate);
    if (answer.kind === 'malformed') return malformed(id, 'response', answer);
    if (authority.kind === 'malformed') return malformed(id, 'issuer', authority);
    if (certificate.kind === 'malformed') return malformed(id, 'cert', certificate);
    const judgement = judgeOcsp({
      response: answer.value,
      issuer: authority.value,
      certificate: certificate.value,
      time: momentOf(time),
      ...(typeof maxAgeSeconds === 'number' ? { maxAgeSeconds } : {}),
      algorithms,
    });
    return tell(id, judgement);
  } catch (error) {
    return invalid(id, 'verify.unusable', error instanceof Error ? error.message : String(error));
  }
}

function readOne<T>(
  path: string,
  label: string,
  readBytes: ReadBytes,
  read: (bytes: Uint8Array) => Read<T>,
): Read<T> {
  const [first] = readFiles([path], label, readBytes, read);
  return first ?? { kind: 'malformed', code: 'asn1.truncated', message: `the file holds no ${label}` };
}

function malformed(id: Id, name: string, { code, message }: Extract<Read<unknown>, { kind: 'malformed' }>) {
  return invalid(id, code, `${name}: ${message}`);
}

function tell(id: Id, judgement: OcspJudgement): OcspAnswer {
  const { status } = judgement;
  if (status === 'invalid') return invalid(id, judgement.code, judgement.message);
  if (status !== 'revoked') return { id, status };
  const since = new Date(judgement.revocationTime).toISOString();
  return { id, status, reason: `since ${since}, reason ${judgement.reason ?? 'not given'}` };
}

function invalid(id: Id, code: string, message: string): OcspAnswer {
  return { id, status: 'invalid', reason: `${code}: ${message}` };
}
