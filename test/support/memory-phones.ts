import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { PhoneAnswer, PhoneRequest, PhoneRequests, PhoneRequestState } from '../../oidc/phone-ports.ts';
import type { Clock } from '../../oidc/ports.ts';

/** What a phone is told of a request that it took. */
export interface TakenRequest {
  readonly id: string;
  readonly asked: PhoneRequest;
  readonly nonce: string;
}

interface Kept {
  readonly asked: PhoneRequest;
  readonly token: string;
  readonly secret: Buffer;
  readonly nonce: string;
  readonly openedAt: number;
  state: PhoneRequestState;
}

const lifeMs = 180_000;
const oldestCodeSeconds = 3;
const codeSeconds = 60;

/** Requests to phones in memory, with the phone's side beside (src/mobile/PROTOCOL.md, sections 2 and 3). */
export function createMemoryPhones(clock: Clock) {
  const kept = new Map<string, Kept>();
  const waiting = new Set<() => void>();
  const looks: string[] = [];
  const change = (id: string, state: PhoneRequestState) => {
    const request = kept.get(id);
    if (request) request.state = state;
    for (const wake of waiting) wake();
  };
  const stateOf = (id: string): PhoneRequestState => {
    const request = kept.get(id);
    const isLive = request?.state.kind === 'open' || request?.state.kind === 'taken';
    if (!request || (isLive && clock.now() >= request.openedAt + lifeMs)) return { kind: 'expired' };
    return request.state;
  };
  const take = (found: [string, Kept] | undefined): TakenRequest | undefined => {
    const [id, request] = found ?? [];
    if (id === undefined || !request || stateOf(id).kind !== 'open') return undefined;
    change(id, { kind: 'taken' });
    return { id, asked: request.asked, nonce: request.nonce };
  };
  const byToken = (token: string | null) => [...kept].find(([, request]) => request.token === token);
  const requests: PhoneRequests = {
    async open(asked) {
      const former = [...kept].find(
        ([id, one]) =>
          asked.opener !== undefined && one.asked.opener === asked.opener && stateOf(id).kind === 'open',
      );
      if (former) change(former[0], { kind: 'expired' });
      const id = randomUUID();
      const token = randomBytes(32).toString('base64url');
      const secret = randomBytes(32);
      const nonce = randomBytes(32).toString('base64url');
      kept.set(id, { asked, token, secret, nonce, openedAt: clock.now(), state: { kind: 'open' } });
      return { id, token, secret, nonce, link: `https://wallet.acar.example/open?request=${token}` };
    },
    async look(id) {
      looks.push(id);
      return stateOf(id);
    },
    changed(id, known, { signal }) {
      return new Promise((done) => {
        const look = () => {
          if (stateOf(id).kind === known && !signal?.aborted) return;
          waiting.delete(look);
          done(stateOf(id));
        };
        waiting.add(look);
        signal?.addEventListener('abort', look);
        look();
      });
    },
    async take(id) {
      const state = stateOf(id);
      if (state.kind !== 'approved') return undefined;
      change(id, { kind: 'expired' });
      return state.answer;
    },
    async cancel(id) {
      change(id, { kind: 'expired' });
    },
  };
  return {
    requests,
    looks,
    change,
    approve: (id: string, answer: PhoneAnswer) => change(id, { kind: 'approved', answer }),
    /** Undefined when the code is refused. */
    scan(address: string): TakenRequest | undefined {
      const query = new URL(address).searchParams;
      const found = byToken(query.get('r'));
      const elapsed = Number(query.get('s'));
      if (!found) return undefined;
      const [, { token, secret, openedAt }] = found;
      const mac = createHmac('sha256', secret).update(`acar-qr-1|${token}|${elapsed}`).digest();
      const age = (clock.now() - openedAt) / 1000 - elapsed;
      const isRight = mac.subarray(0, 16).toString('base64url') === query.get('c');
      const isFresh = age >= 0 && age <= oldestCodeSeconds && elapsed < codeSeconds;
      return isRight && isFresh ? take(found) : undefined;
    },
    openLink: (address: string) => take(byToken(new URL(address).searchParams.get('request'))),
  };
}
export type MemoryPhones = ReturnType<typeof createMemoryPhones>;
