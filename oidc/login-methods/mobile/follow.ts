import type { MethodProgress } from '../login-method.ts';
import type { MobileMethodDeps } from './ports.ts';
import { isOver, pushMs } from './push.ts';
import type { LinkState, MobileState, PushState } from './state.ts';
import { linkView, pushView, screens } from './view.ts';

/** So often a page hears that nothing changed, so that proxies keep the connection. */
const heartbeatMs = 15_000;
/** Between two questions at the least: a service may answer at once although nothing ended. */
const restMs = 1_000;

/** What the page of a waiting login shows until the phone has answered. */
export async function* follow(
  deps: MobileMethodDeps,
  state: MobileState,
  signal: AbortSignal,
): AsyncGenerator<MethodProgress> {
  if (state.step === 'link') yield* followLink(deps, state, signal);
  else if (state.step === 'push') yield* followPush(deps, state, signal);
}

async function* followLink(
  { phones }: MobileMethodDeps,
  state: LinkState,
  signal: AbortSignal,
): AsyncGenerator<MethodProgress> {
  let found = await phones.look(state.id);
  while (!signal.aborted) {
    const values = linkView(state, found);
    const isAnswered = values.phase === 'answered';
    yield { screen: screens.link, values, isAnswered };
    if (isAnswered || values.phase === 'confirmed') return;
    found = await phones.changed(state.id, found.kind, { timeoutMs: heartbeatMs, signal });
  }
}

async function* followPush(
  { service, clock, startPause }: MobileMethodDeps,
  state: PushState,
  signal: AbortSignal,
): AsyncGenerator<MethodProgress> {
  const screen = screens.push;
  yield { screen, values: pushView(state, false), isAnswered: false };
  while (!signal.aborted) {
    const session = await service.poll(state.sessionId, { timeoutMs: heartbeatMs, signal });
    const isAnswered = isOver(session) || clock.now() >= state.startedAt + pushMs;
    if (signal.aborted) return;
    yield { screen, values: pushView(state, isAnswered), isAnswered };
    if (isAnswered) return;
    const rest = startPause(restMs);
    signal.addEventListener('abort', rest.end, { once: true });
    await rest.over;
    signal.removeEventListener('abort', rest.end);
  }
}
