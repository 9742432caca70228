import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DerError, oids, preciseTimeOf, readDer, timeOf } from '../../../certs/asn1/index.ts';
import { readCertificate, readCrl } from '../../../certs/index.ts';

const folder = join(import.meta.dirname, '../../../../shared/vectors/nist-pkits');
const isThere = existsSync(folder);
if (!isThere) process.stderr.write(`skipped: no certificates to mutate at ${folder}\n`);

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'read';
  } catch (error) {
    return error instanceof DerError ? error.code : `not a DerError: ${String(error)}`;
  }
}

describe('the DER reader', () => {
  it.each([
    ['30 80 00 00', 'asn1.length_form'],
    ['30 81 01 00', 'asn1.length_form'],
    ['30 85 00 00 00 00 00', 'asn1.length_form'],
    ['30 03 02 01', 'asn1.truncated'],
    ['30 03 02 02 01', 'asn1.truncated'],
    ['05 00 00', 'asn1.trailing_data'],
    ['1f 81 01 00', 'asn1.high_tag'],
    ['02 02 00 01', 'asn1.integer'],
    ['02 02 ff ff', 'asn1.integer'],
    ['02 00', 'asn1.integer'],
    ['01 01 01', 'asn1.boolean'],
    ['03 02 01 01', 'asn1.bit_string'],
    ['03 01 01', 'asn1.bit_string'],
    ['03 00', 'asn1.bit_string'],
    ['05 01 00', 'asn1.null'],
    ['06 02 80 01', 'asn1.object_identifier'],
    ['06 01 81', 'asn1.object_identifier'],
    ['0c 01 ff', 'asn1.string'],
    ['13 01 2a', 'asn1.string'],
    ['1e 01 41', 'asn1.string'],
    ['24 03 04 01 00', 'asn1.unexpected_tag'],
    ['', 'asn1.truncated'],
    ['30 03 02 01 01', 'read'],
  ])('answers %s with %s (X.690)', (bytes, code) => {
    expect(codeOf(() => readDer(hex(bytes)))).toBe(code);
  });

  it('bounds size, depth and count', () => {
    const small = { maxBytes: 8, maxDepth: 2, maxValues: 3 };
    expect(codeOf(() => readDer(Buffer.alloc(9), small))).toBe('asn1.too_large');
    expect(codeOf(() => readDer(hex('30 06 30 04 30 02 05 00'), small))).toBe('asn1.too_deep');
    expect(codeOf(() => readDer(hex('30 06 05 00 05 00 05 00'), small))).toBe('asn1.too_many_values');
  });

  it.each([
    ['17', '491231235959Z', '2049-12-31T23:59:59.000Z'],
    ['17', '500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['18', '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    ['17', '4912312359Z', 'asn1.time'],
    ['17', '491231235959+0000', 'asn1.time'],
    ['17', '230229000000Z', 'asn1.time'],
    ['18', '20240230240000Z', 'asn1.time'],
    ['18', '20500101000000.5Z', 'asn1.time'],
  ])('reads the time %s %s as %s (RFC 5280 4.1.2.5)', (tag, text, expected) => {
    const bytes = Buffer.concat([hex(tag), Buffer.from([text.length]), Buffer.from(text)]);
    let moment = '';
    const code = codeOf(() => (moment = new Date(timeOf(readDer(bytes))).toISOString()));
    expect(code === 'read' ? moment : code).toBe(expected);
  });

  it('reads every second of the years 0 to 9999, and no other time', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((part) => String(part).padStart(2, '0'));
    fc.assert(
      fc.property(fc.tuple(two, two, two, fc.integer({ min: 0, max: 31 }), two, two, two), (parts) => {
        const [century, year, month, day, hour, minute, second] = parts;
        const small = (part: string, limit: number) => String(Number(part) % limit).padStart(2, '0');
        const date = `${century}${year}-${small(month, 14)}-${String(day).padStart(2, '0')}`;
        const iso = `${date}T${small(hour, 26)}:${small(minute, 62)}:${small(second, 62)}.000Z`;
        const moment = Date.parse(iso);
        const isThere = !Number.isNaN(moment) && new Date(moment).toISOString() === iso;
        const text = iso.replace(/[-:T]|\.000/g, '');
        const bytes = Buffer.concat([hex('18 0f'), Buffer.from(text)]);
        expect(codeOf(() => expect(timeOf(readDer(bytes))).toBe(moment))).toBe(
          isThere ? 'read' : 'asn1.time',
        );
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['20260101000000Z', 0],
    ['20260101000000.5Z', 500],
    ['20260101000000.123456Z', 123.456],
    ['20260101000000.50Z', 'asn1.time'],
    ['20260101000000.Z', 'asn1.time'],
    ['20260101000000.5', 'asn1.time'],
    ['20260101000000,5Z', 'asn1.time'],
    ['20260101000000.111111111111111111111Z', 'asn1.time'],
  ])('reads the precise time %s as %s (RFC 3161 2.4.2)', (text, expected) => {
    const bytes = Buffer.concat([hex('18'), Buffer.from([text.length]), Buffer.from(text)]);
    let moment = 0;
    const code = codeOf(() => (moment = preciseTimeOf(readDer(bytes))));
    if (code !== 'read') expect(code).toBe(expected);
    else expect(moment - Date.UTC(2026, 0, 1)).toBeCloseTo(Number(expected), 2);
  });

  it('takes for UTF-8 exactly what a strict decoder takes (RFC 3629 4)', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const isText = (bytes: Uint8Array) => {
      try {
        strict.decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    const isRead = (bytes: Uint8Array) => {
      try {
        return readDer(Uint8Array.of(0x0c, bytes.length, ...bytes)).content.length === bytes.length;
      } catch (error) {
        return !(error instanceof DerError);
      }
    };
    // The first and the last octet of every range that the grammar has.
    const edges = Buffer.from('417f808f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff', 'hex');
    const octets = fc.oneof(fc.constantFrom(...edges), fc.nat(255));
    const run = fc.property(
      fc.uint8Array({ maxLength: 1 }),
      fc.array(octets, { maxLength: 9 }),
      (head, tail) => {
        const bytes = Uint8Array.of(...head, ...tail);
        return isRead(bytes) === isText(bytes);
      },
    );
    fc.assert(run, { numRuns: 5000 });
    for (const first of edges)
      for (const second of edges)
        for (const third of edges) {
          const bytes = Uint8Array.of(first, second, third, 0x80);
          expect([bytes, isRead(bytes)]).toEqual([bytes, isText(bytes)]);
        }
  });

  it('has each object identifier once', () => {
    expect(new Set(Object.values(oids)).size).toBe(Object.keys(oids).length);
  });

  it('answers any bytes with a value or a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => isAnswered(bytes)),
      { numRuns: 2000 },
    );
  });

  it.skipIf(!isThere)('answers mutated certificates and CRLs with a value or a code', () => {
    for (const sub of ['certs', 'crls']) {
      const sources = readdirSync(join(folder, sub)).map((name) => readFileSync(join(folder, sub, name)));
      const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(4)), { minLength: 1, maxLength: 6 });
      const run = fc.property(fc.constantFrom(...sources), mutations, (source, changes) =>
        isAnswered(changes.reduce(mutate, source)),
      );
      fc.assert(run, { numRuns: 3000 });
    }
  });
});

/** Changes, takes out or puts in an octet, or cuts the end off. */
function mutate(bytes: Uint8Array, [place, octet, kind]: readonly [number, number, number]): Buffer {
  const at = place % (bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === 3) return Buffer.concat([head, tail.subarray(1)]);
  if (kind === 2) return Buffer.concat([head, Buffer.from([octet]), tail]);
  return kind === 4 ? Buffer.from(head) : Buffer.concat([head, Buffer.from([octet]), tail.subarray(1)]);
}

function isAnswered(bytes: Uint8Array): boolean {
  return [readCertificate(bytes), readCrl(bytes)].every(
    (read) => read.kind === 'read' || read.code.startsWith('asn1.'),
  );
}
