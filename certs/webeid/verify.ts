import { hash as digest } from 'node:crypto';
import { ecdsaValue, fitsKey, type JwsAlgorithm } from '../keys/index.ts';
import { type Certificate, verifyByScheme } from '../validation/index.ts';
import { type AuthenticationQuestion, judgeAuthenticationCertificate } from './authentication-certificate.ts';
import { refuse, type WebEidRefusal } from './errors.ts';
import { readWebEidToken, type WebEidToken } from './token.ts';

/** Everything that a judgement rests on; nothing is fetched and no clock is read. */
export interface WebEidQuestion extends AuthenticationQuestion {
  /** The JSON text. */
  readonly token: string;
  /** Our own, as configured: scheme, host and port, no slash behind them. */
  readonly origin: string;
  /** The one that was given out, as text: 44 to 128 characters. */
  readonly nonce: string;
}

/** The holder of the certificate signed our nonce for our origin; whether it was revoked is still to be asked. */
export interface VerifiedWebEidToken {
  readonly kind: 'verified';
  readonly certificate: Certificate;
  /** From the anchor to the certificate. */
  readonly path: readonly Certificate[];
}

/**
 * Judges a token in a fixed order: its form, the certificate's purpose, policies, validity and path, and the signature,
 * so that nobody is asked about a certificate whose key did not sign. Pure; never throws; work bounded.
 */
export function verifyWebEidToken(question: WebEidQuestion): VerifiedWebEidToken | WebEidRefusal {
  const malformed = checkQuestion(question);
  if (malformed) return malformed;
  const token = readWebEidToken(question.token);
  if (token.kind === 'refused') return token;
  const { certificate, algorithm } = token;
  const judged = judgeAuthenticationCertificate(certificate, question);
  if (judged.kind === 'refused') return judged;
  if (!fitsKey(algorithm, certificate))
    return refuse('webeid.key_mismatch', 'the key is of another kind or curve than the algorithm');
  return checkSignature(token, question) ?? { kind: 'verified', certificate, path: judged.path };
}

const nonceLength = { least: 44, most: 128 };

function checkQuestion({ origin, nonce }: WebEidQuestion): WebEidRefusal | undefined {
  const isOrigin = /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  if (!isOrigin) return refuse('webeid.origin', 'not an origin such as https://login.example.az');
  if (nonce.length < nonceLength.least || nonce.length > nonceLength.most)
    return refuse('webeid.nonce', `a nonce has ${nonceLength.least} to ${nonceLength.most} characters`);
  return undefined;
}

/** Web eID: the signed bytes are H(origin) || H(nonce), both as text; with ECDSA the value is r || s (RFC 7518 3.4). */
function checkSignature(
  { certificate, algorithm, signature }: WebEidToken,
  { origin, nonce }: WebEidQuestion,
): WebEidRefusal | undefined {
  const { scheme, curve } = algorithm;
  if (curve && signature.length !== 2 * curve.length)
    return refuse('webeid.signature', 'the value is not r and s of the curve');
  const verdict = verifyByScheme(scheme, {
    key: certificate,
    message: signedBytes(algorithm, origin, nonce),
    signature: curve ? ecdsaValue(signature) : signature,
  });
  if (verdict === 'unsupported') return refuse('webeid.key_mismatch', 'a key that is weak or not known');
  return verdict === 'good'
    ? undefined
    : refuse('webeid.signature', 'the signature is not over this origin and nonce by this key');
}

function signedBytes({ scheme }: JwsAlgorithm, origin: string, nonce: string): Buffer {
  return Buffer.concat([origin, nonce].map((text) => digest(scheme.hash, text, 'buffer')));
}
