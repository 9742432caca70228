import { hash } from 'node:crypto';
import {
  controlCode,
  displayOf,
  type PhoneTrouble,
  type PhoneVerdict,
  provePhone,
  troubleOf,
} from '../../phone-proof/index.ts';
import type { MobileSession } from '../../phone-ports.ts';
import type { LoginRequest } from '../login-method.ts';
import { id } from './id.ts';
import type { MobileMethodDeps } from './ports.ts';
import type { PushState } from './state.ts';

/** Longer than a service may wait for a phone; then an unanswered session counts as lost. */
export const pushMs = 180_000;
const nonceBytes = 32;

export type Pushed =
  | { readonly kind: 'pushed'; readonly state: PushState }
  | { readonly kind: 'refused'; readonly trouble: PhoneTrouble; readonly coolUntil?: number | undefined };

/** Asks the phone with this number; whether there is one, and whose it is, only the end of the session tells. */
export async function push(
  deps: MobileMethodDeps,
  whom: { readonly phoneNumber: string; readonly personalCode: string },
  request: LoginRequest,
): Promise<Pushed> {
  const display = displayOf(deps, request);
  const nonce = Buffer.from(deps.random.bytes(nonceBytes)).toString('base64url');
  const message = writeMessage(display, request, nonce);
  const started = await deps.service.startAuthentication({
    ...display,
    ...whom,
    address: request.address,
    hash: digestOf(message),
    hashType: 'SHA256',
  });
  switch (started.kind) {
    case 'cooling':
      return { kind: 'refused', trouble: 'phone_proof.cooling', coolUntil: started.until };
    case 'unavailable':
      return { kind: 'refused', trouble: 'phone_proof.unavailable' };
    case 'started': {
      const { personalCode } = whom;
      const { sessionId } = started;
      const state = {
        step: 'push',
        sessionId,
        message,
        nonce,
        personalCode,
        startedAt: deps.clock.now(),
      } as const;
      return { kind: 'pushed', state };
    }
  }
}

/** What is signed names the relying party and this very login, although the phone shows no more than a control code of it. */
function writeMessage(
  { clientId, serviceName }: { readonly clientId: string; readonly serviceName: string },
  { page }: LoginRequest,
  nonce: string,
): string {
  const members = { flow: 'push', client: clientId, service: serviceName, login: page, nonce };
  return JSON.stringify({ type: 'acar-sign-in-1', ...members });
}

function digestOf(message: string): Uint8Array {
  return hash('sha256', message, 'buffer');
}

export function controlCodeOf({ message }: PushState): string {
  return controlCode(digestOf(message));
}

/** What the session came to: OK alone is no proof, the signature over our hash by the asked person's certificate is. */
export async function concludePush(
  deps: MobileMethodDeps,
  state: PushState,
  request: LoginRequest,
): Promise<PhoneVerdict | { readonly kind: 'waiting' }> {
  const session = await deps.service.poll(state.sessionId, { timeoutMs: 0 });
  const isLate = deps.clock.now() >= state.startedAt + pushMs;
  if (!isOver(session)) return isLate ? refused(lateTrouble(session)) : { kind: 'waiting' };
  if (session.kind === 'absent') return refused('phone_proof.expired');
  if (session.result !== 'OK') return refused(troubleOf(session.result));
  const { message, nonce, personalCode } = state;
  const { signature, algorithm, certificate } = session;
  const evidence = { method: id, message, nonce, personalCode, signature, algorithm, certificate };
  return provePhone(deps, evidence, request);
}

/** Whether waiting has an end; a service that does not answer may answer later. */
export function isOver(
  session: MobileSession,
): session is Exclude<MobileSession, { readonly kind: 'running' | 'unavailable' }> {
  return session.kind !== 'running' && session.kind !== 'unavailable';
}

function lateTrouble({ kind }: MobileSession): PhoneTrouble {
  return kind === 'unavailable' ? 'phone_proof.unavailable' : 'phone_proof.expired';
}

function refused(trouble: PhoneTrouble): PhoneVerdict {
  return { kind: 'refused', trouble };
}
