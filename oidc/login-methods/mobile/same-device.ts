import {
  challengeOf,
  differingMember,
  displayOf,
  endingOf,
  type PhoneTrouble,
  provePhone,
  type PhoneVerdict,
} from '../../phone-proof/index.ts';
import type { LoginRequest, MethodInput } from '../login-method.ts';
import { id } from './id.ts';
import type { MobileMethodDeps } from './ports.ts';
import type { LinkState } from './state.ts';

const flow = 'same-device';

/** A request that the wallet on this device opens by its link; nobody is told of it. */
export async function openLink(deps: MobileMethodDeps, request: LoginRequest): Promise<LinkState> {
  const display = displayOf(deps, request);
  const returnTo = `${deps.origin}${request.page}/return`;
  const { id: requestId, link, nonce } = await deps.phones.open({ ...display, flow, returnTo });
  const { clientId: client, serviceName: service } = display;
  return { step: 'link', id: requestId, link, nonce, client, service };
}

/**
 * The wallet led the browser back. Only who brings the verifier goes on: its digest is in what the phone signed, so that
 * whoever sent the link to somebody else waits for nothing. `waiting` = the phone has not answered, or another window
 * will be led back.
 */
export async function concludeLink(
  deps: MobileMethodDeps,
  state: LinkState,
  at: { readonly input: MethodInput; readonly request: LoginRequest },
): Promise<PhoneVerdict | { readonly kind: 'waiting' }> {
  const found = await deps.phones.look(state.id);
  const trouble = endingOf(found);
  if (trouble) return refused(trouble);
  const { verifier } = at.input;
  if (found.kind !== 'approved' || verifier === undefined) return { kind: 'waiting' };
  const challenge = challengeOf(verifier);
  if (!challenge) return refused('phone_proof.other_browser');
  // Gone before it is used: it cannot be used a second time, on whatever node.
  const answer = await deps.phones.take(state.id);
  if (!answer) return refused('phone_proof.expired');
  const { client, service, nonce } = state;
  const asked = { flow, request: state.id, client, service, challenge, nonce } as const;
  const differing = differingMember(answer.payload, asked);
  if (differing)
    return refused(differing === 'challenge' ? 'phone_proof.other_browser' : 'phone_proof.payload');
  return provePhone(deps, { ...answer, message: answer.payload, method: id, nonce }, at.request);
}

function refused(trouble: PhoneTrouble): PhoneVerdict {
  return { kind: 'refused', trouble };
}
