import { describe, expect, it } from 'vitest';
import { move, startFlow } from '../../../oidc/interactions/login-flow.ts';
import {
  events,
  type GuardFacts,
  isOver,
  type LoginState,
  states,
  transition,
  transitions,
} from '../../../oidc/interactions/machine.ts';

const yes: GuardFacts = { methodFits: true, levelReached: true, canExtend: true };
const no: GuardFacts = { methodFits: false, levelReached: false, canExtend: false };

const flowIn = (state: LoginState) => ({
  ...startFlow({
    uid: 'u',
    browser: 'b',
    clientId: 'c',
    params: {},
    wantedLevel: 'low',
    signedIn: undefined,
    now: 1000,
  }),
  state,
  methodId: 'm',
  methodState: { secret: 1 },
  person: { accountId: 'a', level: 'low' as const, amr: ['x'] },
  verifiedBy: 'm',
  notice: { reason: 'r' },
});

describe('the login machine', () => {
  it('walks the whole matrix: what is written moves, everything else is ignored', () => {
    for (const state of states) {
      for (const event of events) {
        const written = transitions[state][event];
        const result = transition(state, event, yes);
        expect(result, `${state} + ${event}`).toEqual(
          written ? { kind: 'moved', next: written.next, clears: written.clears ?? [] } : { kind: 'ignored' },
        );
      }
    }
  });

  it('refuses each guarded move while its guard does not hold', () => {
    for (const state of states) {
      for (const event of events) {
        const guard = transitions[state][event]?.guard;
        if (guard)
          expect(transition(state, event, { ...yes, [guard]: false })).toEqual({ kind: 'refused', guard });
      }
    }
    expect(transition('in-method', 'verify', no)).toEqual({ kind: 'refused', guard: 'levelReached' });
  });

  it('lets nobody finish who was not verified: every way into finished leads through verified or consenting', () => {
    for (const state of states) {
      for (const event of events) {
        if (transitions[state][event]?.next === 'finished')
          expect(['verified', 'consenting']).toContain(state);
      }
    }
    expect(transition('consenting', 'approve', yes)).toMatchObject({ next: 'finished' });
  });

  it('can be left by cancelling and by time from every state that is not over', () => {
    for (const state of states.filter((candidate) => !isOver(candidate))) {
      expect(transition(state, 'cancel', no), state).toMatchObject({ kind: 'moved', next: 'cancelled' });
      expect(transition(state, 'expire', no), state).toMatchObject({ kind: 'moved', next: 'expired' });
    }
    expect(states.filter(isOver)).toEqual(['finished', 'cancelled', 'expired', 'failed']);
  });

  it('wipes what a path leaves behind', () => {
    const back = move(flowIn('in-method'), 'back').flow;
    expect(back).toMatchObject({ state: 'choosing', person: { accountId: 'a' } });
    expect(back.methodState).toBeUndefined();
    expect(back.notice).toBeUndefined();
    const switched = move(flowIn('consenting'), 'switch_person').flow;
    expect(switched.person).toBeUndefined();
    expect(switched.verifiedBy).toBeUndefined();
    expect(move(flowIn('choosing'), 'cancel').flow.methodState).toBeUndefined();
  });

  it('changes nothing when the event has no place in the state', () => {
    const flow = flowIn('finished');
    expect(move(flow, 'verify', yes, { person: { accountId: 'other', level: 'high', amr: [] } })).toEqual({
      moved: false,
      flow,
    });
  });
});
