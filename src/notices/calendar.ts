/** A hearing, as calendars take it. */
export interface CalendarHearing {
  /** The same in every notice of the hearing, so that a later file changes the entry that an earlier one made. */
  readonly hearingId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly isCancelled: boolean;
  /** When what the file says was said: of two files for a hearing the later one counts. */
  readonly saidAt: Date;
  readonly summary: string;
  readonly location: string;
  readonly description: string;
  /** Where the notice can be read. */
  readonly url?: string;
}

export const calendarType = 'text/calendar; charset=utf-8';

/** An iCalendar object with one event (RFC 5545 3.6.1), and a reminder a day before. */
export function calendarFile(hearing: CalendarHearing): string {
  const { hearingId, saidAt, startsAt, endsAt, isCancelled, summary } = hearing;
  const reminder = ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${text(summary)}`, 'TRIGGER:-P1D'];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Acar//Court notices//AZ',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${hearingId}@court.acar`,
    `DTSTAMP:${utc(saidAt)}`,
    `SEQUENCE:${sequence(saidAt)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(endsAt)}`,
    `STATUS:${isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${text(summary)}`,
    `LOCATION:${text(hearing.location)}`,
    `DESCRIPTION:${text(hearing.description)}`,
    ...(hearing.url === undefined ? [] : [`URL:${hearing.url}`]),
    ...(isCancelled ? [] : [...reminder, 'END:VALARM']),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** RFC 5545 3.3.5, form 2. */
function utc(at: Date): string {
  return at.toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}

/** Minutes since 2026: grows with the time, and stays below 2^31 (RFC 5545 3.3.8). */
function sequence(at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - Date.UTC(2026, 0)) / 60_000));
}

/** RFC 5545 3.3.11; what is no character of a text is left out. */
function text(value: string): string {
  return value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

const longestLine = 75;

/** No line has more than 75 octets, and no character is cut (RFC 5545 3.1). */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > longestLine) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
