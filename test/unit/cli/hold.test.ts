import { describe, expect, it } from 'vitest';
import { holdCommands } from '../../../src/cli/commands/hold.ts';
import type { Services } from '../../../src/cli/model.ts';
import type { HoldOrder } from '../../../src/records/index.ts';

const placed: HoldOrder[] = [];
const stand = {
  readText: () => '7ABC123\n',
  now: () => Date.parse('2026-11-30T00:00:00Z'),
  records: async () => ({
    holds: {
      async place(order: HoldOrder) {
        placed.push(order);
        return { kind: 'placed', id: 'h' } as const;
      },
      list: async () => [],
    },
  }),
};
const services = stand as unknown as Services;
const run = (name: string, options: Readonly<Record<string, string | boolean>>) =>
  holdCommands
    .find((one) => one.name === `records hold ${name}`)
    ?.run({ operands: ['h'], options }, services);
const good = { case: 'N-1', until: '2027-12-31', reason: 'order 17', by: 'operator-1' };

describe('acar records hold place', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['without a scope', { case: '' }],
    ['with two scopes', { agency: 'VATAZ-1' }],
    ['without a reason', { reason: '' }],
    ['by nobody', { by: '' }],
    ['without an end', { until: '' }],
    ['until what is no day', { until: 'soon' }],
    ['until a day that no calendar has', { until: '2027-02-30' }],
  ])('%s is wrong usage', async (_, changes) => {
    await expect(run('place', { ...good, ...changes })).rejects.toMatchObject({ code: 'cli.usage' });
    expect(placed).toEqual([]);
  });

  it('reads the personal code from a file, so that it stands in no list of processes', async () => {
    const { case: _, ...rest } = good;
    await run('place', { ...rest, person: '-' });
    expect(placed).toEqual([
      {
        on: { kind: 'person', personalCode: '7ABC123' },
        until: new Date('2027-12-31T00:00:00Z'),
        reason: 'order 17',
        by: 'operator-1',
      },
    ]);
  });

  it('lists none in words', async () => {
    expect(await run('list', {})).toMatchObject({ text: ['no holds'] });
  });
});
