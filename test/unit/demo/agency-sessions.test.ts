import { beforeEach, describe, expect, it } from 'vitest';
import { createSessions, type Sessions } from '../../../src/demo/agencies/sessions.ts';
import type { Identity } from '../../../src/relying-party/index.ts';

const minute = 60_000;
const clock = { at: 1_000, now: () => clock.at };
let sessions: Sessions;
let made = 0;
beforeEach(() => {
  clock.at = 1_000;
  sessions = createSessions({ clock, newId: () => `id-${++made}` });
});

const person: Identity = {
  subject: 'person',
  personalCode: undefined,
  name: 'Aysel Nümunə',
  acr: 'low',
  amr: ['pwd'],
  authTime: 1,
  sid: 'one',
  idToken: 'token',
  refreshToken: 'first',
};
const logout = { sid: 'one', subject: 'person', jti: 'a', expiresAt: 200 };

describe('sessions of a demo agency', () => {
  it('end by a logout token once; a second time it is refused', () => {
    const id = sessions.open(person, undefined);
    const other = sessions.open({ ...person, sid: 'two' }, undefined);
    expect(sessions.carryOut(logout)).toBe(true);
    expect(sessions.find(id)).toBeUndefined();
    expect(sessions.find(other)).toBeDefined();
    expect(sessions.carryOut(logout)).toBe(false);
  });

  it('end all together when the logout token names the person alone', () => {
    const ids = [sessions.open(person, undefined), sessions.open({ ...person, sid: 'two' }, undefined)];
    const stranger = sessions.open({ ...person, subject: 'stranger' }, undefined);
    sessions.carryOut({ ...logout, sid: undefined });
    expect(ids.map((id) => sessions.find(id))).toEqual([undefined, undefined]);
    expect(sessions.find(stranger)).toBeDefined();
  });

  it('keep their beginning at a step-up of the same person, and only then', () => {
    const id = sessions.open(person, undefined);
    clock.at += minute;
    const raised = sessions.open({ ...person, acr: 'substantial' }, id);
    expect(sessions.find(id)).toBeUndefined();
    expect(sessions.find(raised)?.startedAt).toBe(1_000);
    const another = sessions.open({ ...person, subject: 'stranger' }, raised);
    expect(sessions.find(another)?.startedAt).toBe(1_000 + minute);
  });

  it('slide for 15 minutes and last 12 hours at most', () => {
    const id = sessions.open(person, undefined);
    for (let passed = 0; passed < 12 * 60 - 14; passed += 14) {
      clock.at += 14 * minute;
      expect(sessions.find(id)).toBeDefined();
    }
    clock.at += 14 * minute;
    expect(sessions.find(id)).toBeUndefined();
    const idle = sessions.open(person, undefined);
    clock.at += 15 * minute + 1;
    expect(sessions.find(idle)).toBeUndefined();
  });

  it('use a refresh token once when two requests refresh at the same time', async () => {
    const id = sessions.open(person, undefined);
    let used = 0;
    const refresh = () => {
      used += 1;
      const identity = { ...person, refreshToken: 'second' };
      return Promise.resolve({ kind: 'signed_in', identity } as const);
    };
    await Promise.all([sessions.refresh(id, refresh), sessions.refresh(id, refresh)]);
    expect(used).toBe(1);
    expect(sessions.find(id)?.identity.refreshToken).toBe('second');
  });
});
