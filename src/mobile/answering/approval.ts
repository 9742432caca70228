import { verify, X509Certificate } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { z } from 'zod';
import type { Transaction } from '../../db/index.ts';
import { type MobileRefusal, refuse } from '../errors.ts';
import {
  type CertificateRow,
  findCertificates,
  findHolder,
  isAnswering,
  lockPhone,
  type Phone,
} from '../phones/index.ts';
import { endRequest, type Failure } from '../requests/index.ts';
import { algorithmName, pushLimitKeys } from '../sessions/index.ts';
import { payloadText } from './model.ts';
import { type AnsweringDeps, lockOwn } from './own-request.ts';
import { type AskedRequest, approveRequest } from './store.ts';

export interface Answer {
  /** What was signed; absent where the caller's hash is signed. */
  readonly payload?: string | undefined;
  /** R || S. */
  readonly signature: Uint8Array;
}

export interface Approved {
  readonly kind: 'approved';
}

/** What a wallet may put into a payload by itself; everything else is the service's. */
const chosenSchema = z.object({
  number: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
  challenge: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
});

/**
 * Takes an answer, or ends the request with the reason. Phone, person, certificate and request are judged under their
 * locks at this moment: a certificate that was suspended since the scan signs nothing any more.
 */
export async function approve(
  deps: AnsweringDeps,
  phone: Phone,
  requestId: string,
  answer: Answer,
): Promise<Approved | MobileRefusal> {
  const outcome = await deps.db.transaction(async (tx) => {
    const held = await lockPhone(tx, phone.phoneId);
    const own = await lockOwn(deps, tx, phone, requestId);
    if (own.kind === 'refused') return own;
    const { request } = own;
    const end = async (failure: Failure, refusal: MobileRefusal) => {
      await endRequest(tx, requestId, { state: 'failed', failure }, new Date(deps.clock.now()));
      return refusal;
    };
    if (!held || !isAnswering(held.state)) return end('certificate', refuse('mobile.phone_state'));
    const certificate = await goodCertificate(deps, tx, held, request);
    if (!certificate) return end('certificate', refuse('mobile.certificate'));
    const judged = judgeAnswer(request, answer, certificate);
    if (judged.kind === 'refused') return judged;
    if (judged.kind === 'failed') return end(judged.failure, judged.refusal);
    const now = new Date(deps.clock.now());
    const { phoneId } = phone;
    const { payload, algorithm } = judged;
    const { signature } = answer;
    const taken = { requestId, phoneId, payload, signature, algorithm, certificate: certificate.certificate };
    if (!(await approveRequest(tx, taken, now))) return refuse('mobile.request_over');
    return { kind: 'approved' } as const;
  });
  // The person is there and answers: the next push need not be slowed down.
  if (outcome.kind === 'approved') await forgiveTries(deps, phone);
  return outcome;
}

async function forgiveTries(deps: AnsweringDeps, phone: Phone): Promise<void> {
  const holder = await findHolder(deps.db, phone.accountId);
  if (holder) await deps.limiter.succeeded(pushLimitKeys({ personalCode: holder.personalCode }));
}

/** The certificate that the request asks for, if it is good now and its holder may sign in. */
async function goodCertificate(
  deps: AnsweringDeps,
  tx: Transaction,
  phone: Phone,
  request: AskedRequest,
): Promise<CertificateRow | undefined> {
  const place = request.keyUse === 'signature' ? phone.signature : phone.authentication;
  const holder = await findHolder(tx, phone.accountId);
  if (!place || !holder?.isActive) return undefined;
  const [certificate] = await findCertificates(tx, [place]);
  const isGood = certificate?.status === 'good' && certificate.notAfter.getTime() > deps.clock.now();
  return isGood ? certificate : undefined;
}

type Judged =
  | { readonly kind: 'good'; readonly payload: string | null; readonly algorithm: string }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly refusal: MobileRefusal }
  | MobileRefusal;

function judgeAnswer(request: AskedRequest, answer: Answer, { certificate }: CertificateRow): Judged {
  const { flow, hash, hashType } = request;
  if (flow === 'push' || flow === 'documents') {
    if (!hash || !hashType) return refuse('mobile.answer_malformed');
    return isOverHash(certificate, hash, answer.signature)
      ? { kind: 'good', payload: null, algorithm: algorithmName(hashType) }
      : { kind: 'failed', failure: 'mismatch', refusal: refuse('mobile.answer_signature') };
  }
  const expected = expectedPayload({ ...request, flow }, answer.payload ?? '');
  if (!expected || expected.text !== answer.payload) return refuse('mobile.answer_malformed');
  const key = new X509Certificate(certificate).publicKey;
  const text = Buffer.from(expected.text);
  if (!verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, answer.signature))
    return refuse('mobile.answer_signature');
  // Judged after the signature: only the phone that took the request can end it with a number.
  if (flow === 'qr' && expected.number !== request.number)
    return { kind: 'failed', failure: 'wrong_number', refusal: refuse('mobile.wrong_number') };
  return { kind: 'good', payload: expected.text, algorithm: algorithmName('SHA256') };
}

function expectedPayload(
  request: AskedRequest & { readonly flow: 'qr' | 'same-device' },
  payload: string,
): { readonly text: string; readonly number: string | undefined } | undefined {
  const chosen = chosenSchema.safeParse(parseJson(payload));
  if (!chosen.success) return undefined;
  const { number, challenge } = chosen.data;
  const isComplete = request.flow === 'qr' ? number !== undefined : challenge !== undefined;
  return isComplete ? { text: payloadText({ ...request, number, challenge }), number } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the value is over this hash; node:crypto hashes by itself and cannot tell. */
function isOverHash(certificate: Uint8Array, hash: Uint8Array, signature: Uint8Array): boolean {
  const { x, y } = new X509Certificate(certificate).publicKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined || signature.length !== 64) return false;
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return p256.verify(signature, hash, point, { prehash: false, lowS: false });
}
