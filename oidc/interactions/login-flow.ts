import { z } from 'zod';
import { type Level, levels } from '../ports.ts';
import { type GuardFacts, type LoginEvent, states, transition } from './machine.ts';

const level = z.enum(levels);

const person = z.strictObject({ accountId: z.string(), level, amr: z.array(z.string()) });

/** Why the person is back at the same page; shown once. */
const notice = z.strictObject({ reason: z.string(), blockedUntil: z.number().optional() });

/** One login as it is stored between requests. Times in seconds since 1970. */
const loginFlowSchema = z.strictObject({
  uid: z.string(),
  state: z.enum(states),
  /** The browser that started; nobody else may go on. */
  browser: z.string(),
  clientId: z.string(),
  /** The relying party's request, so that the login can always start again. */
  params: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  wantedLevel: level,
  /** Who was signed in when the request came (step-up, or a service that joins). */
  signedIn: person.optional(),
  startedAt: z.number(),
  deadline: z.number(),
  methodId: z.string().optional(),
  methodState: z.unknown().optional(),
  pollAfterSeconds: z.number().optional(),
  person: person.optional(),
  /** The method that verified the person. */
  verifiedBy: z.string().optional(),
  notice: notice.optional(),
  /** Where the answer went, for the second click on the same button. */
  returnTo: z.string().optional(),
});
export type LoginFlow = z.infer<typeof loginFlowSchema>;
export type FlowNotice = z.infer<typeof notice>;

/** A page waits ten minutes and may be extended up to an hour; the record stays a day so that any page can restart. */
export const flowLimits = { pageSeconds: 600, longestSeconds: 3600, keptSeconds: 24 * 3600 } as const;

/** When to warn: two minutes before the end (WCAG 2.2.1 asks for at least twenty seconds). */
export const warningSeconds = 120;

/** The path of a login's page. */
export function pageOf({ uid }: Pick<LoginFlow, 'uid'>): string {
  return `/interaction/${uid}`;
}

export interface FlowStart {
  readonly uid: string;
  readonly browser: string;
  readonly clientId: string;
  readonly params: LoginFlow['params'];
  readonly wantedLevel: Level;
  readonly signedIn: LoginFlow['signedIn'];
  readonly now: number;
}

export function startFlow(start: FlowStart): LoginFlow {
  const { now, ...rest } = start;
  return { ...rest, state: 'started', startedAt: now, deadline: now + flowLimits.pageSeconds };
}

export type Moved =
  | { readonly moved: true; readonly flow: LoginFlow }
  | { readonly moved: false; readonly flow: LoginFlow };

/** Applies an event; `changes` are merged only if the machine allows the move. */
export function move(
  flow: LoginFlow,
  event: LoginEvent,
  facts: Partial<GuardFacts> = {},
  changes: Partial<LoginFlow> = {},
): Moved {
  const result = transition(flow.state, event, {
    methodFits: false,
    levelReached: false,
    canExtend: false,
    ...facts,
  });
  if (result.kind !== 'moved') return { moved: false, flow };
  const {
    methodId,
    methodState,
    pollAfterSeconds: _,
    verifiedBy,
    person: verified,
    notice: told,
    ...base
  } = flow;
  const kept: Partial<LoginFlow> = {
    ...(result.clears.includes('method') ? {} : { methodId, methodState }),
    ...(result.clears.includes('person') ? {} : { person: verified, verifiedBy }),
    ...(result.clears.includes('notice') ? {} : { notice: told }),
  };
  return { moved: true, flow: { ...base, ...kept, ...changes, state: result.next } };
}

export function isPageOver(flow: LoginFlow, now: number): boolean {
  return now >= flow.deadline;
}

/** The new deadline after "I need more time". */
export function extendedDeadline(flow: LoginFlow, now: number): number {
  return Math.min(now + flowLimits.pageSeconds, longestDeadline(flow));
}

/** No extension goes past this. */
export function longestDeadline(flow: LoginFlow): number {
  return flow.startedAt + flowLimits.longestSeconds;
}

/** Reads what was stored; undefined when it does not fit, as after an incompatible release. */
export function readFlow(payload: unknown): LoginFlow | undefined {
  const parsed = loginFlowSchema.safeParse(payload);
  return parsed.success ? parsed.data : undefined;
}
