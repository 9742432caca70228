import { describe, expect, it } from 'vitest';
import { calendarFile } from '../../../src/notices/calendar.ts';

const hearing = {
  hearingId: '00000000-0000-4000-8000-000000000001',
  startsAt: new Date('2026-12-14T06:00:00.000Z'),
  endsAt: new Date('2026-12-14T07:00:00.000Z'),
  isCancelled: false,
  saidAt: new Date('2026-11-30T06:01:30.250Z'),
  summary: 'Məhkəmə iclasına çağırış',
  location: 'Binəqədi məhkəməsi; 1, zal',
  description: 'İş 2(001)-15/2026.\nC:\\sənəd',
  url: 'https://portal.example.az/me/notices/1',
};

/** RFC 5545 3.1: what a reader of the format makes of the lines. */
const unfolded = (file: string) => file.replaceAll('\r\n ', '').split('\r\n');

describe('a calendar file', () => {
  it('has one event in UTC, with a reminder, and every line ends in CRLF (RFC 5545 3.1, 3.6.1)', () => {
    const file = calendarFile(hearing);
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const lines = unfolded(file);
    expect(lines).toEqual(
      expect.arrayContaining([
        'UID:00000000-0000-4000-8000-000000000001@court.acar',
        'DTSTAMP:20261130T060130Z',
        'DTSTART:20261214T060000Z',
        'DTEND:20261214T070000Z',
        'STATUS:CONFIRMED',
        'TRIGGER:-P1D',
      ]),
    );
    for (const part of ['VCALENDAR', 'VEVENT', 'VALARM'])
      expect(lines.filter((line) => line === `BEGIN:${part}` || line === `END:${part}`)).toHaveLength(2);
  });

  it('escapes separators, backslashes and line breaks, and lets nothing begin a line (RFC 5545 3.3.11)', () => {
    const file = calendarFile({ ...hearing, summary: 'a\r\nSTATUS:CANCELLED\u0000\u0085b' });
    const lines = unfolded(file);
    expect(lines).toContain('SUMMARY:a\\nSTATUS:CANCELLEDb');
    expect(lines).toContain('LOCATION:Binəqədi məhkəməsi\\; 1\\, zal');
    expect(lines).toContain('DESCRIPTION:İş 2(001)-15/2026.\\nC:\\\\sənəd');
    expect(lines.filter((line) => line.startsWith('STATUS:'))).toEqual(['STATUS:CONFIRMED']);
  });

  it('folds at 75 octets and cuts no letter (RFC 5545 3.1)', () => {
    const summary = 'əğıİöüşç'.repeat(40);
    const file = calendarFile({ ...hearing, summary });
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(unfolded(file)).toContain(`SUMMARY:${summary}`);
  });

  it('cancels what it announced: the same UID, a greater SEQUENCE, and no reminder (RFC 5545 3.8.7.4)', () => {
    const sequenceOf = (file: string) => Number(/SEQUENCE:(\d+)/.exec(file)?.[1]);
    const later = new Date(hearing.saidAt.getTime() + 60_000);
    const cancelled = calendarFile({ ...hearing, isCancelled: true, saidAt: later });
    expect(sequenceOf(cancelled)).toBeGreaterThan(sequenceOf(calendarFile(hearing)));
    expect(cancelled).toContain('STATUS:CANCELLED');
    expect(cancelled).toContain(`UID:${hearing.hearingId}@`);
    expect(cancelled).not.toContain('VALARM');
  });
});
