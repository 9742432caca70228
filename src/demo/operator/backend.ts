import { randomUUID } from 'node:crypto';
import type { MobileResult, MobileSession } from '../../../oidc/phone-ports.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { algorithmName, controlCode, type OperatorBackend, type OperatorOrder } from '../../mobile/index.ts';
import type { SimulatedAuthority } from './authority.ts';
import { type Behaviour, behaviourOf, type SimulatedSession, unknownParty } from './model.ts';

export interface SimulatorTimes {
  /** How long a simulated person takes. */
  readonly answerMs: number;
  /** How long a session waits before it ends as TIMEOUT. */
  readonly timeoutMs: number;
}

export interface Simulator extends OperatorBackend {
  /** The newest first. */
  sessions(): readonly SimulatedSession[];
  /** Somebody decides in the place of the phone. False when the session has ended. */
  decide(id: string, result: MobileResult): boolean;
  /** From now on this number behaves so; undefined = as its last digits say. */
  choose(phoneNumber: string, behaviour: Behaviour | undefined): void;
  chosen(): ReadonlyMap<string, Behaviour>;
  stop(): void;
}

interface Session {
  readonly order: OperatorOrder;
  readonly id: string;
  readonly startedAt: Date;
  result: MobileResult | undefined;
  readonly timer: NodeJS.Timeout;
  /** Ends the poll that waits now. */
  wake: (() => void) | undefined;
}

const keptMs = 300_000;
const mostSessions = 500;
const mostChosen = 200;

/** The operator: sessions in memory, answered as the number's digits or the control page say. */
export function createSimulator(
  clock: Clock,
  authority: SimulatedAuthority,
  times: SimulatorTimes,
): Simulator {
  const sessions = new Map<string, Session>();
  const chosen = new Map<string, Behaviour>();
  const end = (session: Session, result: MobileResult) => {
    if (session.result !== undefined) return false;
    clearTimeout(session.timer);
    session.result = result;
    session.wake?.();
    return true;
  };
  const live = (id: string) => {
    const session = sessions.get(id);
    return session && clock.now() < session.startedAt.getTime() + keptMs ? session : undefined;
  };
  return {
    async nameOf({ relyingPartyId, name }) {
      return relyingPartyId === unknownParty ? undefined : name;
    },
    async certificate(phoneNumber, personalCode) {
      if (behaviourOf(phoneNumber, chosen) === 'NOT_MID_CLIENT') return undefined;
      return (await authority.cardOf(personalCode, 'signature')).certificate;
    },
    async start(order) {
      const behaviour = behaviourOf(order.phoneNumber, chosen);
      const isSlow = behaviour === 'wait' || behaviour === 'TIMEOUT';
      const id = randomUUID();
      const session: Session = {
        order,
        id,
        startedAt: new Date(clock.now()),
        result: undefined,
        timer: setTimeout(
          () => end(session, isSlow ? 'TIMEOUT' : behaviour),
          isSlow ? times.timeoutMs : times.answerMs,
        ),
        wake: undefined,
      };
      sessions.set(id, session);
      forgetOldest(sessions);
      return { kind: 'started', sessionId: id };
    },
    async poll(keyUse, sessionId, { timeoutMs, signal }) {
      const session = live(sessionId);
      if (session?.order.keyUse !== keyUse) return { kind: 'absent' };
      if (session.result === undefined && timeoutMs > 0) await waitFor(session, timeoutMs, signal);
      return sessionOf(session, authority);
    },
    sessions: () => [...sessions.values()].toReversed().map(show),
    decide(id, result) {
      const session = live(id);
      return session !== undefined && end(session, result);
    },
    choose(phoneNumber, behaviour) {
      chosen.delete(phoneNumber);
      if (behaviour && chosen.size < mostChosen) chosen.set(phoneNumber, behaviour);
    },
    chosen: () => chosen,
    stop() {
      for (const session of sessions.values()) {
        clearTimeout(session.timer);
        session.wake?.();
      }
    },
  };
}

function forgetOldest(sessions: Map<string, Session>): void {
  for (const [id, { timer, wake }] of sessions) {
    if (sessions.size <= mostSessions) return;
    clearTimeout(timer);
    wake?.();
    sessions.delete(id);
  }
}

/** A new poll takes the place of the one that waits. */
async function waitFor(session: Session, timeoutMs: number, signal: AbortSignal): Promise<void> {
  session.wake?.();
  await new Promise<void>((done) => {
    const timer = setTimeout(() => wake(), timeoutMs);
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      if (session.wake === wake) session.wake = undefined;
      done();
    };
    session.wake = wake;
    signal.addEventListener('abort', wake);
  });
}

async function sessionOf(session: Session, authority: SimulatedAuthority): Promise<MobileSession> {
  const { result, order } = session;
  if (result === undefined) return { kind: 'running' };
  if (result !== 'OK') return { kind: 'complete', result };
  const card = await authority.cardOf(order.personalCode, order.keyUse);
  return {
    kind: 'complete',
    result,
    signature: card.sign(order.hash),
    algorithm: algorithmName(order.hashType),
    certificate: card.certificate,
  };
}

function show({ id, order, startedAt, result }: Session): SimulatedSession {
  const { keyUse, serviceName, phoneNumber, personalCode, browser, place, hash } = order;
  return {
    id,
    keyUse,
    serviceName,
    phoneNumber,
    personalCode,
    browser,
    place,
    controlCode: controlCode(hash),
    startedAt,
    result,
  };
}
