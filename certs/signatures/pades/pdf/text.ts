import { asType, type PdfString, type PdfValue, string } from './objects.ts';

/** A text string (ISO 32000-2 7.9.2.2): in ASCII where it can be, in UTF-16 with a mark before it otherwise. */
export function textString(text: string): PdfString {
  if (/^[\x20-\x7e]*$/.test(text)) return string(Buffer.from(text, 'latin1'));
  return string(Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), true);
}

/** What a text string says; undefined where the value is none. */
export function textOfString(value: PdfValue | undefined): string | undefined {
  const bytes = asType(value, 'string')?.bytes;
  if (!bytes) return undefined;
  const text = Buffer.from(bytes);
  if (text[0] === 0xfe && text[1] === 0xff)
    return text
      .subarray(2, text.length - (text.length % 2))
      .swap16()
      .toString('utf16le');
  if (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) return text.toString('utf8', 3);
  return text.toString('latin1');
}

/** A date (7.9.4), to the second, in UTC. */
export function dateString(time: number): PdfString {
  const text = new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return string(Buffer.from(`D:${text}Z`, 'latin1'));
}

/** Milliseconds since 1970; undefined where the value is no date. A date without a zone is taken for UTC. */
export function timeOfDate(value: PdfValue | undefined): number | undefined {
  const match = datePattern.exec(textOfString(value) ?? '');
  if (!match) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
  const moment = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(moment)) return undefined;
  const offset = /^([+-])(\d\d)'?(?:(\d\d)'?)?$/.exec(zone);
  if (!offset) return moment;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return moment - (offset[1] === '-' ? -minutes : minutes) * 60_000;
}

const datePattern =
  /^D:(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d))?)?)?)?)?(Z(?:00'?(?:00'?)?)?|[+-]\d\d'?(?:\d\d'?)?)?$/;
