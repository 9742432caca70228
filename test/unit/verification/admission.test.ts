import { expect, it } from 'vitest';
import { createInMemoryAttemptLimiter } from '../../../src/attempts/index.ts';
import { limitRules } from '../../../src/attempts/model.ts';
import { createVerificationService } from '../../../src/verification/index.ts';

const clock = { now: () => Date.parse('2026-11-22T10:00:00Z') };
const rules = { ...limitRules, address: { ...limitRules.address, freeTries: 1000 } };
const unasked = () => Promise.reject(new Error('nobody is asked'));

function createService() {
  return createVerificationService({
    clock,
    limiter: createInMemoryAttemptLimiter({ clock, rules }),
    trust: unasked,
    sources: () => ({ ocsp: { fetch: unasked }, crls: { fetch: unasked }, issuers: { fetch: unasked } }),
    validator: 'https://verify.example.az',
    seal: undefined,
    record: unasked,
  });
}

it('lets one address hold a quarter of the places, so that slow uploads keep nobody else out', async () => {
  const service = createService();
  const held = await Promise.all(Array.from({ length: 8 }, () => service.admit('192.0.2.1')));
  expect(held.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'admitted'));
  expect(await service.admit('192.0.2.1')).toEqual({ kind: 'busy' });
  expect(await service.admit('192.0.2.2')).toMatchObject({ kind: 'admitted' });
  for (const one of held) if (one.kind === 'admitted') one.leave();
  expect(await service.admit('192.0.2.1')).toMatchObject({ kind: 'admitted' });
});

it('lets 32 documents in at a time, from whatever addresses', async () => {
  const service = createService();
  for (let place = 0; place < 32; place += 1)
    expect(await service.admit(`192.0.2.${place}`)).toMatchObject({ kind: 'admitted' });
  expect(await service.admit('198.51.100.1')).toEqual({ kind: 'busy' });
});
