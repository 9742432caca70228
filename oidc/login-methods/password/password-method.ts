import { z } from 'zod';
import { isAtLeast } from '../../ports.ts';
import type { LoginMethod, LoginRequest, MethodInput, MethodOutcome } from '../login-method.ts';
import type { PasswordMethodDeps } from './ports.ts';

const stateSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('password'), code: z.string().max(64).optional() }),
  z.strictObject({
    step: z.literal('one-time-code'),
    accountId: z.string().min(1).max(64),
    codeId: z.string().min(1).max(64),
    channel: z.enum(['email', 'sms']),
    destination: z.string().max(320),
    sendsLeft: z.number().int().min(0).max(10),
  }),
]);

export type PasswordState = Readonly<z.infer<typeof stateSchema>>;
type Outcome = MethodOutcome<PasswordState>;
type CodeStep = Extract<PasswordState, { step: 'one-time-code' }>;

/** Codes that one login may have sent after the first. */
const resends = 2;
/** UTF-16 units; longer than any password the application accepts, short enough to hash. */
const longestPassword = 1_024;

/**
 * The operator's code and a password: level low, amr `pwd`. When the relying party asks for more, a one-time code by
 * SMS or e-mail follows: level substantial, amr `pwd otp mfa` (RFC 8176). A wrong code, a wrong password, a blocked and
 * a not activated account give the same outcome after the same work. The password never enters the state.
 */
export function createPasswordMethod(deps: PasswordMethodDeps): LoginMethod<PasswordState> {
  return {
    id: 'password',
    highestLevel: 'substantial',
    stateSchema,
    start: (request) => start(deps, request),
    advance: (state, input, request) =>
      state.step === 'password'
        ? tryPassword(deps, input, request)
        : tryCode(deps, { state, input, request }),
    describe: (state) => describe(state),
    attemptedAccount: (state, input) => {
      if (state.step === 'password') return deps.credentials.readCode(input['code'] ?? '');
      return isResend(input) ? undefined : state.accountId;
    },
  };
}

async function start(deps: PasswordMethodDeps, request: LoginRequest): Promise<Outcome> {
  if (!isAtLeast('substantial', request.wantedLevel))
    return { kind: 'failed', reason: 'level_not_reachable' };
  const { signedIn } = request;
  const hasPassword = signedIn?.level === 'low' && signedIn.amr.includes('pwd');
  if (hasPassword && request.wantedLevel !== 'low') return sendCode(deps, signedIn.accountId, request);
  const code = deps.credentials.readCode(request.loginHint ?? '');
  return { kind: 'challenge', state: code === undefined ? { step: 'password' } : { step: 'password', code } };
}

async function tryPassword(
  deps: PasswordMethodDeps,
  input: MethodInput,
  request: LoginRequest,
): Promise<Outcome> {
  const { code: typedCode = '', password = '' } = input;
  const code = deps.credentials.readCode(typedCode);
  if (code === undefined || password === '' || password.length > longestPassword) {
    return { kind: 'failed', reason: 'malformed_input', state: { step: 'password', code } };
  }
  const state: PasswordState = { step: 'password', code };
  const credential = await deps.credentials.findByCode(code);
  const verdict = await deps.hasher.verify(credential?.phc, password);
  if (verdict === 'busy') return { kind: 'failed', reason: 'unavailable', state };
  if (verdict === 'wrong' || !credential?.canSignIn || credential.phc === undefined) {
    return { kind: 'failed', reason: 'wrong_credentials', state, accountId: credential?.accountId };
  }
  const { accountId, phc } = credential;
  if (deps.hasher.needsRehash(phc)) await deps.credentials.raise({ accountId, phc, password });
  if (request.wantedLevel === 'low') {
    return { kind: 'verified', person: { accountId, level: 'low', amr: ['pwd'] } };
  }
  return sendCode(deps, accountId, request);
}

async function sendCode(
  deps: PasswordMethodDeps,
  accountId: string,
  request: LoginRequest,
  before?: CodeStep,
): Promise<Outcome> {
  const { browser, language, serviceName } = request;
  const sending = await deps.codes.send({ accountId, browser, language, serviceName });
  if (sending.kind !== 'sent') {
    // `refused` is a word for what another device says; here the way is closed for a while.
    const reason = sending.kind === 'refused' ? 'unavailable' : 'no_channel';
    return { kind: 'failed', reason, accountId, state: before };
  }
  const { codeId, channel, destination } = sending;
  const sendsLeft = before ? before.sendsLeft - 1 : resends;
  return {
    kind: 'challenge',
    state: { step: 'one-time-code', accountId, codeId, channel, destination, sendsLeft },
  };
}

async function tryCode(
  deps: PasswordMethodDeps,
  at: { state: CodeStep; input: MethodInput; request: LoginRequest },
): Promise<Outcome> {
  const { state, input, request } = at;
  const { accountId, codeId } = state;
  if (isResend(input)) {
    if (state.sendsLeft === 0) return { kind: 'failed', reason: 'unavailable', state, accountId };
    return sendCode(deps, accountId, request, state);
  }
  const code = (input['code'] ?? '').replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return { kind: 'failed', reason: 'malformed_input', state, accountId };
  const verdict = await deps.codes.check({ codeId, accountId, browser: request.browser, code });
  if (verdict === 'right') {
    return { kind: 'verified', person: { accountId, level: 'substantial', amr: ['pwd', 'otp', 'mfa'] } };
  }
  const reason = verdict === 'wrong' ? 'wrong_one_time_code' : 'expired';
  return { kind: 'failed', reason, state, accountId };
}

function isResend(input: MethodInput): boolean {
  return input['resend'] === 'yes';
}

function describe(state: PasswordState) {
  if (state.step === 'password') return { screen: 'password', values: { code: state.code ?? '' } };
  const { channel, destination, sendsLeft } = state;
  return { screen: 'one-time-code', values: { channel, destination, canResend: sendsLeft > 0 } };
}
