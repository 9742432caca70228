import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, oids, readDer } from '../../../certs/asn1/index.ts';
import { columnsOf, createEntryList, type CrlEntry } from '../../../certs/crl/index.ts';
import { parseName, parseTbsCrl } from '../../../certs/validation/index.ts';
import { nameOf } from '../../support/der-pki.ts';

const algorithm = der.sequence(der.oid(oids.ecdsaWithSHA256));

function readBack(pages: readonly (readonly CrlEntry[])[]) {
  const list = createEntryList();
  for (const page of pages) list.add(columnsOf(page));
  const entries = list.count > 0 ? [der.sequence(...list.chunks)] : [];
  const parts = [der.integer(1), algorithm, der.sequence(), der.time(0), ...entries];
  return { list, revoked: parseTbsCrl(der.sequence(...parts)).revoked };
}

const serials = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .filter((serial) => (serial[0] ?? 0) > 0 && (serial.length < 20 || (serial[0] ?? 0) < 0x80));
const entries = fc.record({
  serial: serials,
  revocationDate: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
  reason: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 9, 10),
});
const gravityOf = ({ reason }: { reason: number }) => (reason === 8 ? 0 : reason === 6 ? 1 : 2);
const toInteger = (serial: Uint8Array) => BigInt(`0x${Buffer.from(serial).toString('hex')}`);

describe('entries as columns', () => {
  it('are read back one by one as they were written, of a serial number the gravest and then the last', () => {
    fc.assert(
      fc.property(fc.array(fc.array(entries, { maxLength: 8 }), { maxLength: 4 }), (pages) => {
        const { list, revoked } = readBack(pages);
        const all = pages.flat();
        expect(list.count).toBe(all.length);
        expect(revoked.length).toBe(all.length);
        // A lasting reason is graver than a hold, and a hold than a release.
        const gravest = all.toSorted((one, other) => gravityOf(one) - gravityOf(other));
        const last = new Map(gravest.map((entry) => [toInteger(entry.serial), entry]));
        for (const [serialNumber, { revocationDate, reason }] of last)
          expect(revoked.find(serialNumber)).toMatchObject({ serialNumber, revocationDate, reason });
        const absent = 1n + [...last.keys()].reduce((one, other) => (one > other ? one : other), 0n);
        expect(revoked.find(absent)).toBeUndefined();
        expect(revoked.find(-absent)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [[1, 8], 1],
    [[8, 1], 1],
    [[6, 8], 6],
    [[8, 6, 8], 6],
    [[4, 6, 1, 6], 1],
  ])('of one serial number with the reasons %j say %d', (reasons, expected) => {
    const serial = Uint8Array.of(5);
    const { revoked } = readBack([reasons.map((reason) => ({ serial, revocationDate: 0, reason }))]);
    expect(revoked.find(5n)?.reason).toBe(expected);
  });

  it('are of no more than twenty thousand issuers, each counted once (RFC 5280 5.3.3)', () => {
    const entry = (name: number) => {
      const directory = der.encode(0xa4, nameOf(`issuer ${name}`));
      const issuer = der.sequence(der.oid(oids.certificateIssuer), der.octetString(der.sequence(directory)));
      return der.sequence(der.integer(name), der.time(0), der.sequence(issuer));
    };
    const read = (names: readonly number[]) =>
      parseTbsCrl(
        der.sequence(
          der.integer(1),
          algorithm,
          der.sequence(),
          der.time(0),
          der.sequence(...names.map(entry)),
        ),
      ).revoked;
    const names = Array.from({ length: 19_999 }, (_, index) => index);
    const revoked = read([...names, 1, 2, 3]);
    const key = parseName(readDer(nameOf('Issuer 2'))).key;
    expect(revoked.find(2n, key)).toMatchObject({ issuerKey: key });
    expect(revoked.find(3n, key)).toBeUndefined();
    expect(() => read([...names, 19_999])).toThrow(/issuers/);
  });

  it('keep an invalidity date beside the reason (RFC 5280 5.3.2)', () => {
    const list = createEntryList();
    const revocationDate = Date.UTC(2051, 0, 2, 3, 4, 5);
    list.add(columnsOf([{ serial: Uint8Array.of(0x80), revocationDate, reason: 1, invalidityDate: 1000 }]));
    const extension = (oid: string, value: Uint8Array) => der.sequence(der.oid(oid), der.octetString(value));
    const expected = der.sequence(
      der.integer(0x80),
      der.generalizedTime(revocationDate),
      der.sequence(
        extension(oids.cRLReasons, der.enumerated(1)),
        extension(oids.invalidityDate, der.generalizedTime(1000)),
      ),
    );
    expect(Buffer.concat(list.chunks).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
  });

  it.each([
    ['no serial number', { serial: Uint8Array.of(0) }],
    ['a serial number of 21 octets', { serial: new Uint8Array(20).fill(0xff) }],
    ['a reason that does not exist', { reason: 7 }],
    ['a time without a year of four digits', { revocationDate: Date.UTC(12000, 0) }],
    ['no time', { revocationDate: Number.NaN }],
  ])('refuse %s', (_, change) => {
    const entry = { serial: Uint8Array.of(1), revocationDate: 0, reason: 1, ...change };
    expect(() => createEntryList().add(columnsOf([entry]))).toThrow(RangeError);
  });

  it('refuse columns of different lengths', () => {
    const columns = columnsOf([{ serial: Uint8Array.of(1), revocationDate: 0, reason: 1 }]);
    expect(() => createEntryList().add({ ...columns, count: 2 })).toThrow(RangeError);
  });
});
