import {
  highestOf,
  isHandheld,
  type PhoneTrouble,
  type PhoneVerdict,
  reasonOf,
} from '../../phone-proof/index.ts';
import { isAtLeast } from '../../ports.ts';
import type { LoginMethod, LoginRequest, MethodInput, MethodOutcome } from '../login-method.ts';
import { follow } from './follow.ts';
import { id } from './id.ts';
import type { MobileMethodDeps } from './ports.ts';
import { concludePush, push } from './push.ts';
import { concludeLink, openLink } from './same-device.ts';
import { type LinkState, type MobileState, type PushState, stateSchema } from './state.ts';
import { describe } from './view.ts';

type Outcome = MethodOutcome<MobileState>;

/** Pages without script ask again after so long. */
const pollAfterSeconds = 5;

/**
 * The certificate on the phone: amr `mobile`, the level by the certificate's policy. On the phone itself a link opens the
 * wallet and leads back to this browser; from elsewhere the phone with a number is asked, and both screens show the same
 * control code. For numbers that nobody has, the same happens to the eye.
 */
export function createMobileMethod(deps: MobileMethodDeps): LoginMethod<MobileState> {
  const highestLevel = highestOf(deps.policies);
  return {
    id,
    highestLevel,
    stateSchema,
    async start(request) {
      if (!isAtLeast(highestLevel, request.wantedLevel))
        return { kind: 'failed', reason: 'level_not_reachable' };
      if (isHandheld(request.userAgent)) return waiting(await openLink(deps, request));
      return { kind: 'challenge', state: { step: 'number' } };
    },
    advance: (state, input, request) => advance(deps, { state, input, request }),
    describe: (state, request) => describe(deps, state, request),
    follow: (state, _, signal) => follow(deps, state, signal),
    attemptedAccount: (_, input) => {
      const whom = readWhom(deps, input);
      return whom && triedAccount(whom);
    },
  };
}

interface Step {
  readonly state: MobileState;
  readonly input: MethodInput;
  readonly request: LoginRequest;
}

async function advance(deps: MobileMethodDeps, step: Step): Promise<Outcome> {
  const { state, input, request } = step;
  if (input['way'] === 'link') return waiting(await renewLink(deps, state, request));
  if (input['way'] === 'number') return { kind: 'challenge', state: { step: 'number' } };
  switch (state.step) {
    case 'number':
      return ask(deps, input, request);
    case 'link':
      return afterLink(await concludeLink(deps, state, { input, request }), state);
    case 'push':
      return afterPush(await concludePush(deps, state, request), state);
    case 'ended':
      return { kind: 'challenge', state };
  }
}

async function renewLink(deps: MobileMethodDeps, state: MobileState, request: LoginRequest) {
  if (state.step === 'link') await deps.phones.cancel(state.id);
  return openLink(deps, request);
}

function readWhom(deps: MobileMethodDeps, { phone_number = '', personal_code = '' }: MethodInput) {
  const phoneNumber = deps.readPhoneNumber(phone_number);
  const personalCode = deps.readPersonalCode(personal_code);
  return phoneNumber !== undefined && personalCode !== undefined ? { phoneNumber, personalCode } : undefined;
}

/** For the limits of a person who is asked by number. */
function triedAccount({ personalCode }: { readonly personalCode: string }): string {
  return `phone ${personalCode}`;
}

const longestNumber = 64;

async function ask(deps: MobileMethodDeps, input: MethodInput, request: LoginRequest): Promise<Outcome> {
  const whom = readWhom(deps, input);
  const phoneNumber = (input['phone_number'] ?? '').slice(0, longestNumber);
  if (!whom) return failed({ step: 'number', phoneNumber, trouble: 'phone_proof.malformed' });
  const pushed = await push(deps, whom, request);
  if (pushed.kind === 'pushed') return waiting(pushed.state);
  const { trouble, coolUntil } = pushed;
  return failed({ step: 'number', phoneNumber, trouble, coolUntil });
}

type Answer = PhoneVerdict | { readonly kind: 'waiting' };

function afterLink(answer: Answer, state: LinkState): Outcome {
  switch (answer.kind) {
    case 'waiting':
      return waiting(state);
    case 'person':
      return { kind: 'verified', person: answer.person };
    case 'refused':
      return failed({ step: 'ended', trouble: answer.trouble }, answer.accountId);
  }
}

function afterPush(answer: Answer, state: PushState): Outcome {
  switch (answer.kind) {
    case 'waiting':
      return waiting(state);
    case 'person':
      return { kind: 'verified', person: answer.person, attempted: triedAccount(state) };
    case 'refused':
      return failed({ step: 'number', trouble: answer.trouble }, answer.accountId);
  }
}

function waiting(state: MobileState): Outcome {
  return { kind: 'waiting', state, pollAfterSeconds };
}

type Ended = Extract<MobileState, { trouble?: string | undefined }> & { readonly trouble: PhoneTrouble };

function failed(state: Ended, accountId?: string): Outcome {
  const { trouble } = state;
  return { kind: 'failed', reason: reasonOf(trouble), code: trouble, state, accountId };
}
