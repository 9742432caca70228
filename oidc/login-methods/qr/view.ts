import type { PhoneRequestState } from '../../phone-ports.ts';
import type { Pause, PhoneMethodDeps } from '../../phone-proof/index.ts';
import type { MethodProgress } from '../login-method.ts';
import { codeAt, codeSeconds } from './code.ts';
import type { OpenCode, QrState } from './state.ts';

export const screen = 'scan-code';

/** What the page shows of a request: `code` and `number` never at the same time, and neither before its turn. */
export function viewOf(state: OpenCode, found: PhoneRequestState, now: number) {
  switch (found.kind) {
    case 'open':
      return codeView(state, now);
    case 'taken':
      return { phase: 'number', number: state.number };
    case 'expired':
      return idle;
    case 'approved':
    case 'refused':
    case 'reported':
    case 'failed':
      return { phase: 'answered' };
  }
}

/** Nothing to scan any more: a press makes another code. */
const idle = { phase: 'idle' } as const;

function codeView(state: OpenCode, now: number) {
  const elapsed = Math.max(0, Math.floor((now - state.openedAt) / 1000));
  if (elapsed >= codeSeconds) return idle;
  const { wallet, token } = state;
  const secret = Buffer.from(state.secret, 'base64url');
  return {
    phase: 'code',
    code: codeAt({ wallet, token, secret }, elapsed),
    secondsLeft: codeSeconds - elapsed,
  };
}

/** So often a page hears that nothing changed, so that proxies keep the connection. */
const heartbeatMs = 15_000;

type Deps = Pick<PhoneMethodDeps, 'phones' | 'clock' | 'startPause'>;

/**
 * The code of each second until a phone has taken it; then the number, until the phone has answered. Ends by itself when
 * nothing more can come.
 */
export async function* followCode(
  deps: Deps,
  state: QrState,
  signal: AbortSignal,
): AsyncGenerator<MethodProgress> {
  if (state.step === 'ended') return;
  const { phones, clock } = deps;
  let found = await phones.look(state.id);
  if (found.kind === 'open') found = yield* showCodes(deps, state, signal);
  while (!signal.aborted) {
    const view = progressOf(viewOf(state, found, clock.now()));
    yield view;
    if (view.values.phase !== 'number') return;
    found = await phones.changed(state.id, found.kind, { timeoutMs: heartbeatMs, signal });
  }
}

/** Codes are computed here, second by second, without asking anybody: that a phone took one is announced. */
async function* showCodes(
  { phones, clock, startPause }: Deps,
  state: OpenCode,
  signal: AbortSignal,
): AsyncGenerator<MethodProgress, PhoneRequestState> {
  const wait: Wait = { isOver: false, found: { kind: 'open' } };
  const stop = () => {
    wait.isOver = true;
    wait.pause?.end();
  };
  signal.addEventListener('abort', stop);
  const timeoutMs = Math.max(0, state.openedAt + codeSeconds * 1000 - clock.now());
  phones
    .changed(state.id, 'open', { timeoutMs, signal })
    .then(
      (news) => void (wait.found = news),
      (error: unknown) => void (wait.failure = error),
    )
    .finally(stop);
  while (!wait.isOver) {
    const now = clock.now();
    const view = progressOf(codeView(state, now));
    if (view.values.phase !== 'code') break;
    yield view;
    if (wait.isOver) break;
    // Another node's clock may be behind that of the one that opened the request.
    wait.pause = startPause(1000 - (Math.max(0, now - state.openedAt) % 1000));
    await wait.pause.over;
  }
  signal.removeEventListener('abort', stop);
  if (wait.failure) throw wait.failure;
  return wait.found;
}

interface Wait {
  isOver: boolean;
  found: PhoneRequestState;
  failure?: unknown;
  pause?: Pause;
}

function progressOf<View extends { readonly phase: string }>(values: View) {
  return { screen, values, isAnswered: values.phase === 'answered' };
}
