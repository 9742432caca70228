import { describe, expect, it } from 'vitest';
import { readServicePath } from '../../../src/exchange/index.ts';
import {
  isOffered,
  organisationSchema,
  rightSchema,
  serviceSchema,
} from '../../../src/gateway/catalogue/model.ts';
import { createNonceMemory } from '../../../src/connector/nonces.ts';
import { createTestClock } from '../../support/test-clock.ts';

describe('what a service offers', () => {
  const service = { methods: ['GET', 'POST'], paths: ['/lookup', '/persons/*/address'] };
  it('its methods and paths, a * for one segment, whatever the query', () => {
    expect(isOffered(service, 'POST', '/lookup')).toBe(true);
    expect(isOffered(service, 'GET', '/persons/7/address?full=1')).toBe(true);
  });
  it.each(['/', '/lookup/', '/persons//address', '/persons/7', '/persons/7/8/address', '/lookup2'])(
    'not %s',
    (path) => expect(isOffered(service, 'GET', path)).toBe(false),
  );
  it.each(['/persons/../address', '/persons/%2e%2E/address', '/persons/a%2Fb/address'])(
    'not %s, which a provider may take for another path',
    (path) => expect(isOffered(service, 'GET', path)).toBe(false),
  );
  it.each(['/a\\..\\..\\other/secret', '/a/../lookup', '/%2e%2e/lookup', "/lookup?q='"])(
    'no target with %s, which a URL would write otherwise',
    (path) => expect(readServicePath(`/services/persons${path}`)).toBeUndefined(),
  );
  it('a target with a query, as it is', () =>
    expect(readServicePath('/services/persons/lookup?q=%27a%27&b=1')).toEqual({
      service: 'persons',
      path: '/lookup?q=%27a%27&b=1',
    }));
  it('not another method', () => expect(isOffered(service, 'DELETE', '/lookup')).toBe(false));
});

describe('entries of the catalogue', () => {
  const texts = { az: 'a', en: 'b', ru: 'c' };
  const service = {
    service: 'persons',
    provider: 'VATAZ-1400000003',
    address: 'https://persons.example:8443',
    titles: texts,
    contents: texts,
    methods: ['POST'],
    paths: ['/lookup'],
  };
  const wrong: Readonly<Record<string, object>> = {
    'an address without TLS': { address: 'http://persons.example' },
    'an address with a path': { address: 'https://persons.example/a' },
    'a path that climbs': { paths: ['/a/../b'] },
    'a method that changes nothing and says nothing': { methods: ['HEAD'] },
    'a time-out beyond all patience': { timeoutMs: 600_000 },
    'a text in two languages': { titles: { az: 'a', en: 'b' } },
    'a field that nobody knows': { colour: 'red' },
  };
  it('take a service with its defaults', () => {
    expect(serviceSchema.parse(service)).toMatchObject({ timeoutMs: 10_000, concernsPersons: true });
  });
  for (const [what, change] of Object.entries(wrong))
    it(`refuse ${what}`, () =>
      expect(serviceSchema.safeParse({ ...service, ...change }).success).toBe(false));

  it('refuse a right that ends before it begins, or by law without a reference', () => {
    const right = {
      consumer: 'VATAZ-1400000002',
      service: 'persons',
      purpose: 'residence',
      purposes: texts,
      legalTexts: texts,
      basis: 'law',
      reference: 'law-1',
      validFrom: '2026-01-01T00:00:00Z',
      validUntil: '2027-01-01T00:00:00Z',
    };
    expect(rightSchema.safeParse(right).success).toBe(true);
    expect(rightSchema.safeParse({ ...right, validUntil: '2025-01-01T00:00:00Z' }).success).toBe(false);
    expect(rightSchema.safeParse({ ...right, reference: undefined }).success).toBe(false);
    expect(organisationSchema.safeParse({ organisation: 'VATAZ-1', names: texts }).success).toBe(true);
    expect(organisationSchema.safeParse({ organisation: '1', names: texts }).success).toBe(false);
  });
});

describe('the nonces that a provider remembers', () => {
  const begun = 1_000_000;
  const ending = (nonce: string, seconds: number) => ({ nonce, expires: begun + seconds });

  it('are refused for as long as their signature is valid, and forgotten after', () => {
    const clock = createTestClock(begun);
    const nonces = createNonceMemory(clock);
    const isNew = (nonce: string) => nonces.isNew(ending(nonce, 300));
    expect([isNew('a'), isNew('a'), isNew('b')]).toEqual([true, false, true]);
    clock.advance(300);
    expect(isNew('a')).toBe(false);
    clock.advance(1);
    expect(nonces.isNew(ending('a', 600))).toBe(true);
  });

  it('are no more than what comes in a minute, which is how long a gateway lets its signatures be valid', () => {
    const clock = createTestClock(begun);
    const nonces = createNonceMemory(clock);
    let refused = 0;
    for (let second = 0; second < 120; second += 1) {
      for (let one = 0; one < 3_000; one += 1)
        if (!nonces.isNew(ending(`${second} ${one}`, second + 60))) refused += 1;
      clock.advance(1);
    }
    expect(refused).toBe(0);
  });
});
