import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssuanError, assuanLine, AssuanReader } from '../../../../smartcard/agent/assuan.ts';

const read = (text: string) => new AssuanReader().push(Buffer.from(text, 'latin1'));

describe('assuanLine', () => {
  it('encodes what could end the line or start another command', () => {
    expect(assuanLine('SETDESC', 'a%b\r\nGETPIN\u0000\u0085').toString()).toBe(
      'SETDESC a%25b%0D%0AGETPIN%00%85\n',
    );
  });

  it('leaves letters of every language as they are', () => {
    expect(assuanLine('SETDESC', 'Əliyev Çingiz, Щукин').toString()).toBe('SETDESC Əliyev Çingiz, Щукин\n');
  });

  it('is always one line that names the command, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const line = assuanLine('SETDESC', text).toString('utf8');
        expect(line.startsWith('SETDESC ')).toBe(true);
        expect(line.indexOf('\n')).toBe(line.length - 1);
      }),
    );
  });

  it('refuses a line of more than 1,000 bytes', () => {
    expect(() => assuanLine('SETDESC', 'x'.repeat(1000))).toThrow(AssuanError);
  });
});

describe('AssuanReader', () => {
  it('tells the replies apart', () => {
    const replies = read(
      'OK Pleased to meet you\nERR 83886179 Operation cancelled <Pinentry>\n# note\nS STATUS x\nD 12%2534\n',
    );
    expect(replies.map(({ kind }) => kind)).toEqual(['ok', 'error', 'other', 'other', 'data']);
    expect(replies[1]).toEqual({ kind: 'error', code: 83_886_179 });
    expect(replies[4]).toEqual({ kind: 'data', bytes: Buffer.from('12%34') });
  });

  it('puts lines together however they are cut', () => {
    const whole = Buffer.from('OK\nD 1%32%0a3\nERR 1 x\n');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: whole.length - 1 })), (cuts) => {
        const reader = new AssuanReader();
        const ends = [...new Set(cuts), whole.length].sort((a, b) => a - b);
        const replies = ends.flatMap((end, index) =>
          reader.push(Buffer.from(whole.subarray(ends[index - 1] ?? 0, end))),
        );
        expect(replies).toEqual([
          { kind: 'ok' },
          { kind: 'data', bytes: Buffer.from('12\n3') },
          { kind: 'error', code: 1 },
        ]);
      }),
    );
  });

  it('wipes the memory of what it was given', () => {
    const chunk = Buffer.from('D 123456\nOK\n');
    new AssuanReader().push(chunk);
    expect(chunk.every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    ['a broken percent sequence', 'D 12%4\n'],
    ['a percent sign at the end', 'D 12%\n'],
    ['no hexadecimal digits', 'D %zz\n'],
    ['an unknown reply', 'HELLO\n'],
    ['an empty line', '\n'],
    ['an error without a number', 'ERR no\n'],
    ['a line without end', 'x'.repeat(1001)],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(AssuanError);
  });

  it('answers with replies or refuses, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const { kind } of new AssuanReader().push(Buffer.from(bytes)))
            expect(['ok', 'error', 'data', 'other']).toContain(kind);
        } catch (error) {
          expect(error).toBeInstanceOf(AssuanError);
        }
      }),
    );
  });
});
