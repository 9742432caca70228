import { hash } from 'node:crypto';
import {
  type Certificate,
  type CertificateHolder,
  holderOf,
  judgeAuthenticationCertificate,
  policies as cardPolicies,
  readCertificate,
} from '../../certs/index.ts';
import { askStatus, type StatusDependencies } from '../certificate-status/index.ts';
import type { LoginRequest, VerifiedPerson } from '../login-methods/login-method.ts';
import { type CertificateHolders, isAtLeast } from '../ports.ts';
import { type PhonePolicies, type PhonePolicy, policyOf } from './levels.ts';
import { isSignedBy } from './signature.ts';
import type { PhoneTrouble } from './troubles.ts';

/** What the proof of a phone rests on. */
export interface PhoneProofDeps extends StatusDependencies {
  /** The authorities that issue phones' certificates. */
  readonly authorities: readonly Certificate[];
  /** The policies of phones, and no others: a card must not pass for a phone. */
  readonly policies: PhonePolicies;
  readonly holders: CertificateHolders;
}

export interface PhoneEvidence {
  /** Id of the login method. */
  readonly method: string;
  /** What the phone signed the SHA-256 of. */
  readonly message: string;
  /** As the protocol names it. */
  readonly algorithm: string;
  readonly signature: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Whom the request was for; undefined = whoever holds the phone. */
  readonly personalCode?: string | undefined;
  /** Of the request, for the record. */
  readonly nonce: string;
}

interface Refused {
  readonly kind: 'refused';
  readonly trouble: PhoneTrouble;
  readonly accountId?: string | undefined;
}

export type PhoneVerdict = { readonly kind: 'person'; readonly person: VerifiedPerson } | Refused;

/**
 * Who holds the phone that signed: the certificate's purpose, policy, validity and path, the signature, the person, the
 * level, and last its status, so that nobody is asked about a certificate whose key did not sign. Unknown = refused.
 */
export async function provePhone(
  deps: PhoneProofDeps,
  evidence: PhoneEvidence,
  request: LoginRequest,
): Promise<PhoneVerdict> {
  const judged = judgeSigner(deps, evidence, request);
  if (judged.kind === 'refused') return judged;
  const { certificate, holder, policy } = judged;
  const status = await askStatus(deps, judged);
  if (status.kind === 'unavailable') return refused('phone_proof.status_unavailable');
  if (status.kind === 'refused') return refused(status.code);
  const { method, nonce } = evidence;
  const { level, key } = policy;
  const digests = { certificate: hash('sha256', certificate.raw), status: hash('sha256', status.response) };
  const proof = { method, level, nonce, ...digests };
  const found = await deps.holders.find({ holder, language: request.language, proof });
  if (found.kind === 'unreadable') return refused('phone_proof.no_person');
  const { accountId } = found;
  if (found.kind === 'blocked') return refused('phone_proof.account_blocked', accountId);
  return { kind: 'person', person: { accountId, level, amr: [method, key, 'pin'] } };
}

interface Signer {
  readonly kind: 'signer';
  readonly certificate: Certificate;
  readonly path: readonly Certificate[];
  readonly holder: CertificateHolder;
  readonly policy: PhonePolicy;
}

/** A certificate that says it is a card's as well is neither. */
const ofCards = [cardPolicies.cardAuthentication, cardPolicies.cardSignature];

/** Everything that can be said without asking anybody. */
function judgeSigner(
  { authorities: anchors, policies, clock }: PhoneProofDeps,
  evidence: PhoneEvidence,
  { wantedLevel }: LoginRequest,
): Signer | Refused {
  const read = readCertificate(evidence.certificate);
  if (read.kind === 'malformed') return refused('webeid.certificate');
  const certificate = read.value;
  const allowedPolicies = Object.keys(policies);
  const question = { anchors, allowedPolicies, disallowedPolicies: ofCards, time: clock.now() };
  const judged = judgeAuthenticationCertificate(certificate, question);
  if (judged.kind === 'refused') return refused(judged.code);
  if (!isSignedBy({ ...evidence, certificate })) return refused('phone_proof.signature');
  const holder = holderOf(certificate);
  if (!holder) return refused('phone_proof.no_person');
  if (evidence.personalCode !== undefined && holder.personalCode !== evidence.personalCode)
    return refused('phone_proof.other_person');
  const policy = policyOf(certificate, policies);
  if (!policy || !isAtLeast(policy.level, wantedLevel)) return refused('phone_proof.level');
  return { kind: 'signer', certificate, path: judged.path, holder, policy };
}

function refused(trouble: PhoneTrouble, accountId?: string): Refused {
  return { kind: 'refused', trouble, accountId };
}
