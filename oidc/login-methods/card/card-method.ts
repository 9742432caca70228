import { hash } from 'node:crypto';
import { z } from 'zod';
import {
  holderOf,
  type VerifiedWebEidToken,
  verifyWebEidToken,
  webEidTokenLength,
} from '../../../certs/index.ts';
import { askStatus } from '../../certificate-status/index.ts';
import type { LoginMethod, LoginRequest, MethodInput, MethodOutcome } from '../login-method.ts';
import type { CardMethodDeps } from './ports.ts';
import { signRequest } from './request.ts';
import { type CardTrouble, readReport, reasonOf } from './troubles.ts';

const stateSchema = z.strictObject({
  step: z.literal('read-card'),
  /** As text; this is what is hashed and signed. */
  nonce: z.string().min(44).max(128),
  /** Seconds since 1970. */
  endsAt: z.number().int().nonnegative(),
  /** What ended the try before. */
  trouble: z.string().max(64).optional(),
});

export type CardState = Readonly<z.infer<typeof stateSchema>>;
type Outcome = MethodOutcome<CardState>;

const id = 'card';
const level = 'high';
/** RFC 8176: a smart card, proof of possession of a key in hardware, and its PIN. */
const amr = ['sc', 'hwk', 'pin'] as const;

const nonceBytes = 32;
const nonceSeconds = 300;
/** With less time left than a person needs for the PIN, the page asks for a new nonce first. */
const leastSeconds = 60;
/** A used nonce is remembered for longer than any node may take it for alive. */
const rememberSeconds = 120;

/**
 * The e-signature card: level high. The card signs our origin and a nonce that is given out for one use and five minutes;
 * a token, or why there is none, comes back through the browser. A certificate whose status cannot be had is refused.
 */
export function createCardMethod(deps: CardMethodDeps): LoginMethod<CardState> {
  return {
    id,
    highestLevel: level,
    stateSchema,
    start: async () => ({ kind: 'challenge', state: freshState(deps) }),
    advance: (state, input, request) => advance(deps, { state, input, request }),
    describe: (state, request) => describe(deps, state, request),
    // Nobody guesses a signature.
    attemptedAccount: () => undefined,
  };
}

const secondsOf = ({ clock }: CardMethodDeps) => Math.floor(clock.now() / 1000);

function freshState(deps: CardMethodDeps): CardState {
  const nonce = Buffer.from(deps.random.bytes(nonceBytes)).toString('base64');
  return { step: 'read-card', nonce, endsAt: secondsOf(deps) + nonceSeconds };
}

/** A try that ended: the next one has a nonce of its own. */
function failed(deps: CardMethodDeps, trouble: CardTrouble, accountId?: string): Outcome {
  const state = { ...freshState(deps), trouble };
  return { kind: 'failed', reason: reasonOf(trouble), code: trouble, state, accountId };
}

async function describe(deps: CardMethodDeps, state: CardState, request: LoginRequest) {
  const { nonce, endsAt, trouble = '' } = state;
  const now = secondsOf(deps);
  if (endsAt - now < leastSeconds) return { screen: 'read-card', values: { isStale: true, trouble } };
  const signed = await signRequest(deps, request, { nonce, now, endsAt });
  return {
    screen: 'read-card',
    values: {
      isStale: false,
      trouble,
      agent: deps.agentOrigin,
      request: signed,
      nonce,
      freshSeconds: endsAt - now - leastSeconds,
    },
  };
}

interface Try {
  readonly state: CardState;
  readonly input: MethodInput;
  readonly request: LoginRequest;
}

async function advance(deps: CardMethodDeps, { state, input, request }: Try): Promise<Outcome> {
  const { token, error } = input;
  // The person looked at the diagnosis and came back: nothing was tried.
  if (error === 'back') return { kind: 'challenge', state: { ...state, trouble: undefined } };
  if (error) return failed(deps, readReport(error));
  if (!token) return failed(deps, 'card_proof.no_answer');
  if (token.length < webEidTokenLength.least || token.length > webEidTokenLength.most)
    return failed(deps, 'webeid.length');
  if (secondsOf(deps) >= state.endsAt) return failed(deps, 'card_proof.request_expired');
  // Gone before it is used: whatever comes of the token, it cannot come a second time.
  if (!(await deps.nonces.take(state.nonce, state.endsAt + rememberSeconds)))
    return failed(deps, 'card_proof.nonce_used');
  const { origin, authorities: anchors, disallowedPolicies } = deps;
  const { nonce } = state;
  const time = deps.clock.now();
  const verdict = verifyWebEidToken({ token, origin, nonce, anchors, disallowedPolicies, time });
  if (verdict.kind === 'refused') return failed(deps, verdict.code);
  return afterSignature(deps, verdict, { nonce, language: request.language });
}

/** The holder signed; now whether the certificate is still good, and whose account it opens. */
async function afterSignature(
  deps: CardMethodDeps,
  verified: VerifiedWebEidToken,
  { nonce, language }: { readonly nonce: string; readonly language: string },
): Promise<Outcome> {
  const { certificate } = verified;
  const holder = holderOf(certificate);
  if (!holder) return failed(deps, 'card_proof.no_person');
  const status = await askStatus(deps, verified);
  if (status.kind === 'unavailable') return failed(deps, 'card_proof.status_unavailable');
  if (status.kind === 'refused') return failed(deps, status.code);
  const found = await deps.holders.find({
    holder,
    language,
    proof: {
      method: id,
      level,
      certificate: hash('sha256', certificate.raw),
      status: hash('sha256', status.response),
      nonce,
    },
  });
  switch (found.kind) {
    case 'account':
      return { kind: 'verified', person: { accountId: found.accountId, level, amr } };
    case 'blocked':
      return failed(deps, 'card_proof.account_blocked', found.accountId);
    case 'unreadable':
      return failed(deps, 'card_proof.no_person');
  }
}
