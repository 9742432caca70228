import { describe, expect, it } from 'vitest';
import { limitOf, outcomeState, verdictOn, type Watched } from '../../../src/notices/delivery/model.ts';

const limitAt = new Date('2026-12-01T06:00:00Z');
const before = new Date('2026-12-01T05:59:59Z');
const mobile = '+994501234567';
const email = 'p@example.az';
const notice = (changes: Partial<Watched> = {}): Watched => ({
  noticeId: 'n',
  courtId: 'c',
  isRead: false,
  isReplaced: false,
  sentAgain: 0,
  limitAt,
  hearingAt: undefined,
  contacts: { sms: mobile, email },
  tries: [],
  ...changes,
});
const sms = (state: Watched['tries'][number]['state'], trouble?: 'not_accepted' | 'not_delivered') => ({
  channel: 'sms' as const,
  recipient: mobile,
  state,
  ...(trouble ? { trouble } : {}),
});
const mail = (state: Watched['tries'][number]['state'], trouble?: 'not_accepted') => ({
  channel: 'email' as const,
  recipient: email,
  state,
  ...(trouble ? { trouble } : {}),
});

describe('whether a notice reached its participant', () => {
  it('is said by the phone, by the mail server, or by the reading; a replaced one need not any more', () => {
    for (const one of [
      notice({ tries: [sms('delivered')] }),
      notice({ tries: [sms('failed', 'not_delivered'), mail('sent')] }),
      notice({ isRead: true }),
      notice({ isReplaced: true }),
    ])
      expect(verdictOn(one, before)).toEqual({ kind: 'over' });
    expect(verdictOn(notice({ tries: [sms('sent')] }), before)).toEqual({ kind: 'wait' });
  });
});

describe('a notice that reached nobody', () => {
  it('is waited for until the limit while a message is under way, or another may help', () => {
    for (const tries of [
      [sms('queued'), mail('failed', 'not_accepted')],
      [sms('failed', 'not_delivered'), mail('failed', 'not_accepted')],
    ])
      expect(verdictOn(notice({ tries }), before)).toEqual({ kind: 'wait' });
  });

  it('is sent again by every way that may help, and by no other', () => {
    const tries = [sms('sent'), mail('failed', 'not_accepted')];
    expect(verdictOn(notice({ tries }), limitAt)).toEqual({ kind: 'again', channels: ['sms'] });
    const corrected = { sms: mobile, email: 'other@example.az' };
    expect(verdictOn(notice({ tries, contacts: corrected }), limitAt)).toEqual({
      kind: 'again',
      channels: ['sms', 'email'],
    });
    expect(verdictOn(notice({ tries: [sms('queued'), mail('expired')] }), limitAt)).toEqual({
      kind: 'again',
      channels: ['email'],
    });
  });

  it('is a clerk’s when it was sent again in vain, when nothing may help, or without a contact', () => {
    const again = notice({ tries: [sms('sent'), sms('sent')], sentAgain: 1 });
    expect(verdictOn(again, before)).toEqual({ kind: 'wait' });
    expect(verdictOn(again, limitAt)).toEqual({ kind: 'escalate', reason: 'not_reached' });
    const invain = notice({ tries: [sms('failed', 'not_accepted'), mail('failed', 'not_accepted')] });
    expect(verdictOn(invain, before)).toEqual({ kind: 'escalate', reason: 'not_reached' });
    expect(verdictOn(notice({ contacts: {} }), before)).toEqual({ kind: 'escalate', reason: 'no_contact' });
    // The servers are away for a day: the messages still wait, and the court has to know.
    expect(verdictOn(notice({ tries: [sms('queued'), mail('queued')] }), limitAt).kind).toBe('escalate');
  });
});

describe('the time in which a notice should reach somebody', () => {
  const times = { reachMs: 24 * 3_600_000, leastMs: 15 * 60_000 };
  const now = new Date('2026-12-01T06:00:00Z');
  const hours = (hearing: string | undefined) =>
    (limitOf(now, hearing === undefined ? undefined : new Date(hearing), times).getTime() - now.getTime()) /
    3_600_000;

  it('is a quarter of that to the hearing, between the least and the longest', () => {
    expect(hours(undefined)).toBe(24);
    expect(hours('2026-12-20T06:00:00Z')).toBe(24);
    expect(hours('2026-12-02T06:00:00Z')).toBe(6);
    expect(hours('2026-12-01T06:30:00Z')).toBe(0.25);
    expect(hours('2026-11-01T06:00:00Z')).toBe(0.25);
  });
});

describe('the state of a delivery', () => {
  it('is in plain words what its message came to', () => {
    expect(outcomeState({ state: 'sent', receipt: 'none' })).toEqual({ state: 'sent', trouble: undefined });
    expect(outcomeState({ state: 'sent', receipt: 'partly' }).state).toBe('sent');
    expect(outcomeState({ state: 'sent', receipt: 'delivered' }).state).toBe('delivered');
    expect(outcomeState({ state: 'sent', receipt: 'not_delivered' })).toEqual({
      state: 'failed',
      trouble: 'not_delivered',
    });
    expect(outcomeState({ state: 'failed', receipt: 'none' })).toEqual({
      state: 'failed',
      trouble: 'not_accepted',
    });
    expect(outcomeState({ state: 'expired', receipt: 'none' }).state).toBe('expired');
  });
});
