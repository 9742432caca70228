import { describe, expect, it } from 'vitest';
import { readMail } from '../../../src/demo/inbox/codec.ts';
import { createShelf, createSmsJoiner } from '../../../src/demo/inbox/model.ts';

const part = (number: number, text: string, to = '+1', reference = 7) => ({
  from: 'Acar',
  to,
  text,
  place: { reference, total: 2, number },
});

const read = (lines: string[]) => readMail(Buffer.from(lines.join('\r\n')));

describe('the shelf of the inbox', () => {
  it('keeps the latest messages, the newest first', () => {
    const shelf = createShelf(3);
    for (const body of ['1', '2', '3', '4']) {
      shelf.add({ channel: 'sms', to: '+1', from: 'x', subject: undefined, body, at: new Date(0) });
    }
    expect(shelf.list().map(({ body }) => body)).toEqual(['4', '3', '2']);
  });
});

describe('joining the parts of an SMS', () => {
  it('waits for all parts, in any order, and keeps phones and references apart', () => {
    const join = createSmsJoiner();
    expect(join(part(2, 'B'))).toBeUndefined();
    expect(join(part(1, 'x', '+2'))).toBeUndefined();
    expect(join(part(1, 'y', '+1', 8))).toBeUndefined();
    expect(join(part(1, 'A'))).toBe('AB');
  });

  it('takes a repeated part once', () => {
    const join = createSmsJoiner();
    expect(join(part(1, 'A'))).toBeUndefined();
    expect(join(part(1, 'A'))).toBeUndefined();
    expect(join(part(2, 'B'))).toBe('AB');
  });

  it('forgets the oldest of too many that stay incomplete', () => {
    const join = createSmsJoiner();
    for (let phone = 0; phone <= 200; phone++) join(part(1, 'A', `+${phone}`));
    expect(join(part(2, 'B', '+0'))).toBeUndefined();
    expect(join(part(2, 'B', '+200'))).toBe('AB');
  });
});

describe('reading a mail', () => {
  it('joins encoded words and folded lines of a header (RFC 2047 2, 6.2)', () => {
    const mail = read(['Subject: =?UTF-8?Q?=C5=9Eifr=C9=99_?=', ' =?utf-8?B?yZk=?= plain', '', 'text']);
    expect(mail.subject).toBe('Şifrə ə plain');
    expect(mail.text).toBe('text');
  });

  it('finds the plain text among the parts and decodes it (RFC 2045 6.7, 6.8)', () => {
    const mail = read([
      'Content-Type: multipart/alternative; boundary="b"',
      '',
      'preamble',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>html</p>',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'kod=C9=99 40=',
      '2',
      '--b--',
      '',
    ]);
    expect(mail.text).toBe('kodə 402');
  });

  it.each(['', ':', 'Content-Type: multipart/mixed; boundary=x', '\r\n\r\n', '=?utf-8?Q?=ZZ?='])(
    'bears malformed input: %j',
    (raw) => {
      expect(readMail(Buffer.from(raw)).text.length).toBeLessThanOrEqual(raw.length);
    },
  );
});
