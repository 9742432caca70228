import {
  differingMember,
  displayOf,
  endingOf,
  highestOf,
  isHandheld,
  type PhoneMethodDeps,
  type PhoneTrouble,
  provePhone,
  reasonOf,
} from '../../phone-proof/index.ts';
import { isAtLeast } from '../../ports.ts';
import type { LoginMethod, LoginRequest, MethodInput, MethodOutcome } from '../login-method.ts';
import { type OpenCode, type QrState, stateSchema } from './state.ts';
import { followCode, screen, viewOf } from './view.ts';

type Outcome = MethodOutcome<QrState>;

const id = 'qr';
export const qrMethodId = id;
/** Pages without script ask again after so long; a code is never shown older than three seconds. */
const pollAfterSeconds = 2;

/**
 * A code on this screen, scanned by the person's phone: amr `qr`, the level by the policy of the phone's certificate.
 * The code changes every second and is hidden once scanned. The phone asks for two digits that only this browser shows;
 * what it signs names the relying party, the request and that number.
 */
export function createQrMethod(deps: PhoneMethodDeps): LoginMethod<QrState> {
  const highestLevel = highestOf(deps.policies);
  return {
    id,
    highestLevel,
    stateSchema,
    start: async (request) =>
      isAtLeast(highestLevel, request.wantedLevel)
        ? waiting(await openCode(deps, request))
        : { kind: 'failed', reason: 'level_not_reachable' },
    advance: (state, input, request) => advance(deps, { state, input, request }),
    describe: async (state, request) => {
      if (state.step === 'ended') return { screen, values: endedView(deps, state, request) };
      const view = viewOf(state, await deps.phones.look(state.id), deps.clock.now());
      return { screen, values: { ...view, ...asides(deps, request) } };
    },
    follow: (state, _, signal) => followCode(deps, state, signal),
    // Nobody guesses a signature.
    attemptedAccount: () => undefined,
  };
}

function waiting(state: QrState): Outcome {
  return { kind: 'waiting', state, pollAfterSeconds };
}

function failed(trouble: PhoneTrouble, accountId?: string): Outcome {
  return {
    kind: 'failed',
    reason: reasonOf(trouble),
    code: trouble,
    state: { step: 'ended', trouble },
    accountId,
  };
}

function asides({ alternative = '' }: PhoneMethodDeps, { userAgent }: LoginRequest) {
  return { alternative, isHandheld: isHandheld(userAgent) };
}

function endedView(
  deps: PhoneMethodDeps,
  { trouble }: Extract<QrState, { step: 'ended' }>,
  request: LoginRequest,
) {
  return { phase: 'ended', trouble, ...asides(deps, request) };
}

async function openCode(deps: PhoneMethodDeps, request: LoginRequest): Promise<OpenCode> {
  const display = displayOf(deps, request);
  const number = twoDigits(deps);
  const openedAt = deps.clock.now();
  const opened = await deps.phones.open({ ...display, flow: id, number, opener: request.browser });
  return {
    step: 'code',
    id: opened.id,
    token: opened.token,
    secret: Buffer.from(opened.secret).toString('base64url'),
    nonce: opened.nonce,
    number,
    wallet: new URL(opened.link).origin,
    client: display.clientId,
    service: display.serviceName,
    openedAt,
  };
}

/** 00 to 99, each as likely as the others: what does not divide evenly is drawn again. */
function twoDigits(deps: PhoneMethodDeps): string {
  const [drawn = 0] = deps.random.bytes(1);
  return drawn < 200 ? String(drawn % 100).padStart(2, '0') : twoDigits(deps);
}

interface Step {
  readonly state: QrState;
  readonly input: MethodInput;
  readonly request: LoginRequest;
}

async function advance(deps: PhoneMethodDeps, { state, input, request }: Step): Promise<Outcome> {
  if (input['renew'] === 'yes') return waiting(await renew(deps, state, request));
  // A doubled or outdated form: what ended stays ended.
  if (state.step === 'ended') return { kind: 'challenge', state };
  const found = await deps.phones.look(state.id);
  if (found.kind === 'approved') return conclude(deps, state, request);
  const trouble = endingOf(found);
  return trouble ? failed(trouble) : waiting(state);
}

async function renew(deps: PhoneMethodDeps, state: QrState, request: LoginRequest): Promise<QrState> {
  if (state.step === 'code') await deps.phones.cancel(state.id);
  return openCode(deps, request);
}

/** The phone signed; what, and with whose key? */
async function conclude(deps: PhoneMethodDeps, state: OpenCode, request: LoginRequest): Promise<Outcome> {
  // Gone before it is used: it cannot be used a second time, on whatever node.
  const answer = await deps.phones.take(state.id);
  if (!answer) return failed('phone_proof.expired');
  const { client, service, number, nonce } = state;
  const differing = differingMember(answer.payload, {
    flow: id,
    request: state.id,
    client,
    service,
    number,
    nonce,
  });
  if (differing) return failed(differing === 'number' ? 'phone_proof.wrong_number' : 'phone_proof.payload');
  const verdict = await provePhone(deps, { ...answer, message: answer.payload, method: id, nonce }, request);
  return verdict.kind === 'person'
    ? { kind: 'verified', person: verdict.person }
    : failed(verdict.trouble, verdict.accountId);
}
