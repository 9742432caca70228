import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CrlEntry,
  entryOnDelta,
  entryOnFull,
  statusAt,
  type StatusEvent,
  type StatusHistory,
} from '../../../certs/crl/index.ts';

const serial = Uint8Array.of(7);
const history = (notAfter: number, ...events: StatusEvent[]): StatusHistory => ({
  serial,
  notAfter,
  events: [{ kind: 'issued', at: 0 }, ...events],
});
const revoked = (at: number, reason: 1 | 4 = 1): StatusEvent => ({ kind: 'revoked', at, reason });
const held = (at: number): StatusEvent => ({ kind: 'held', at });
const released = (at: number): StatusEvent => ({ kind: 'released', at });
const entry = (revocationDate: number, reason: number) => ({ serial, revocationDate, reason });

describe('what a full CRL lists', () => {
  it('lists holds and revocations, and nothing after a release', () => {
    const one = history(100, held(10), released(20), held(30), revoked(40));
    const at = (moment: number) => entryOnFull(one, { at: moment, previousFull: undefined });
    expect(at(9)).toBeUndefined();
    expect(at(10)).toEqual(entry(10, 6));
    expect(at(20)).toBeUndefined();
    expect(at(30)).toEqual(entry(30, 6));
    expect(at(40)).toEqual(entry(30, 1));
  });

  it('keeps an expired certificate on one CRL after its end (RFC 5280 3.3)', () => {
    const one = history(100, revoked(50));
    expect(entryOnFull(one, { at: 110, previousFull: 90 })).toEqual(entry(50, 1));
    expect(entryOnFull(one, { at: 120, previousFull: 100 })).toEqual(entry(50, 1));
    expect(entryOnFull(one, { at: 130, previousFull: 101 })).toBeUndefined();
  });

  it('lists once what was revoked after the last CRL that had it', () => {
    const one = history(100, held(50), revoked(120));
    expect(entryOnFull(one, { at: 130, previousFull: 110 })).toEqual(entry(50, 1));
    expect(entryOnFull(one, { at: 140, previousFull: 130 })).toBeUndefined();
  });

  it('keeps every expired certificate since the date of expiredCertsOnCRL', () => {
    const one = history(100, revoked(50));
    expect(entryOnFull(one, { at: 500, previousFull: 400, expiredSince: 100 })).toEqual(entry(50, 1));
    expect(entryOnFull(one, { at: 500, previousFull: 400, expiredSince: 101 })).toBeUndefined();
  });

  it('carries the invalidity date, and no reason where none was given', () => {
    const one = history(100, { kind: 'revoked', at: 50, reason: null, invalidityDate: 40 });
    const expected = { ...entry(50, 0), invalidityDate: 40 };
    expect(entryOnFull(one, { at: 60, previousFull: undefined })).toEqual(expected);
  });
});

describe('what a delta CRL lists', () => {
  it('says removeFromCRL for a hold and a release between base and delta (RFC 5280 5.2.4)', () => {
    expect(entryOnDelta(history(100, held(20), released(30)), { base: 10, at: 40 })).toEqual(entry(30, 8));
    expect(entryOnDelta(history(100, held(5), released(30)), { base: 10, at: 40 })).toEqual(entry(30, 8));
    expect(entryOnDelta(history(100, held(5), released(8)), { base: 10, at: 40 })).toBeUndefined();
  });

  it('keeps a revocation that no full CRL had yet, even after expiry (RFC 5280 5.2.4)', () => {
    const one = history(100, revoked(95));
    for (const at of [96, 101, 150]) expect(entryOnDelta(one, { base: 90, at })).toEqual(entry(95, 1));
    expect(entryOnFull(one, { at: 160, previousFull: 90 })).toEqual(entry(95, 1));
    expect(entryOnDelta(one, { base: 160, at: 170 })).toBeUndefined();
  });

  it('leaves out what the base has', () => {
    expect(entryOnDelta(history(100, revoked(5)), { base: 10, at: 40 })).toBeUndefined();
    expect(entryOnDelta(history(100, revoked(10)), { base: 10, at: 40 })).toBeUndefined();
  });
});

/** Any events at any times, those that change nothing included. */
const histories = fc.array(
  fc
    .record({
      serial: fc.integer({ min: 1, max: 255 }).map((octet) => Uint8Array.of(octet)),
      notAfter: fc.integer({ min: 30, max: 120 }),
      events: fc.array(
        fc.oneof(
          fc.record({ kind: fc.constantFrom('held', 'released'), at: fc.integer({ min: 0, max: 100 }) }),
          fc.record({
            kind: fc.constant('revoked' as const),
            at: fc.integer({ min: 0, max: 100 }),
            reason: fc.constantFrom(null, 1, 4, 5),
          }),
        ),
        { maxLength: 6 },
      ),
    })
    .map(
      ({ events, ...one }): StatusHistory => ({
        ...one,
        events: [{ kind: 'issued', at: 0 }, ...events.toSorted((left, right) => left.at - right.at)],
      }),
    ),
  { maxLength: 12 },
);

const moments = fc
  .uniqueArray(fc.integer({ min: 1, max: 130 }), { minLength: 2, maxLength: 10 })
  .map((times) => times.toSorted((left, right) => left - right));

/** What a relying party makes of a full and a delta CRL (RFC 5280 5.2.4): the delta's word goes before. */
function combine(full: readonly CrlEntry[], delta: readonly CrlEntry[], wanted: Uint8Array): number | 'good' {
  const isWanted = (one: CrlEntry) => one.serial[0] === wanted[0];
  const found = delta.find(isWanted) ?? full.find(isWanted);
  return !found || found.reason === 8 ? 'good' : found.reason;
}

function answer(one: StatusHistory, time: number): number | 'good' {
  const status = statusAt(one, time);
  if (status.kind !== 'revoked') return 'good';
  return status.isHold ? 6 : (status.reason ?? 0);
}

const listed = (entries: readonly (CrlEntry | undefined)[]) => entries.filter((one) => one !== undefined);

describe('any history and any times of issue', () => {
  const unique = histories.map((all) => [...new Map(all.map((one) => [one.serial[0], one])).values()]);

  it('gives the same status by a full CRL, by any full CRL with any later delta, and by OCSP', () => {
    fc.assert(
      fc.property(unique, moments, fc.nat(), (all, times, choice) => {
        const fulls = times.map((at, index) => ({
          at,
          entries: listed(all.map((one) => entryOnFull(one, { at, previousFull: times[index - 1] }))),
        }));
        const base = times[choice % (times.length - 1)] ?? 0;
        for (const at of times.filter((time) => time > base)) {
          const delta = listed(all.map((one) => entryOnDelta(one, { base, at })));
          for (const full of fulls.filter((one) => one.at >= base && one.at <= at))
            for (const one of all.filter(({ notAfter }) => notAfter >= at)) {
              expect(combine(full.entries, delta, one.serial)).toBe(answer(one, at));
              if (full.at === at) expect(combine(full.entries, [], one.serial)).toBe(answer(one, at));
            }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('shows each final revocation on a full CRL, though it is made between the last CRL and the expiry', () => {
    fc.assert(
      fc.property(unique, moments, (all, times) => {
        for (const one of all) {
          const last = times.at(-1) ?? 0;
          if (typeof answer(one, last) === 'string' || answer(one, last) === 6) continue;
          const isShown = times.some(
            (at, index) =>
              entryOnFull(one, { at, previousFull: times[index - 1] })?.reason === answer(one, last),
          );
          expect(isShown).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
