import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/operations/metrics.ts';
import { createForeignLists, type ForeignListState } from '../../../src/verification/index.ts';
import { verificationSettings } from '../../../src/verification/config.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';
import { listOfWorld } from '../../support/trusted-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-lists-'));
const list = join(folder, 'list.xml');
const signers = join(folder, 'signers.pem');
let world: SigningWorld;
let told: ForeignListState[];

beforeAll(async () => {
  world = await createSigningWorld();
});
beforeEach(async () => {
  writeFileSync(list, await listOfWorld(world, { sequenceNumber: 5 }));
  writeFileSync(signers, world.pemOf('seal'));
  told = [];
});
afterAll(() => rmSync(folder, { recursive: true }));

async function open() {
  const lists = createForeignLists({
    files: [{ list, signers }],
    clock: world.clock,
    onTrouble: (state) => told.push(state),
  });
  await lists.refresh();
  return lists;
}

const codeOf = ([state]: readonly ForeignListState[]) => state?.trouble?.code;

describe('trusted lists of others', () => {
  it('are believed with the services that they grant', async () => {
    const lists = await open();
    expect(lists.services().map(({ type }) => type)).toEqual(['ca', 'ca', 'tsa']);
    expect(lists.states()).toMatchObject([
      { list: 'list.xml', sequenceNumber: 5, isBelieved: true, trouble: undefined },
    ]);
    expect(told).toEqual([]);
  });

  it('are refused where nobody who may sign has, where something was changed, and without certificates', async () => {
    writeFileSync(signers, world.pemOf('p256'));
    const lists = await open();
    expect(codeOf(lists.states())).toBe('trusted_list.signer');
    writeFileSync(signers, 'no certificates');
    await lists.refresh();
    expect(codeOf(lists.states())).toBe('trusted_list.no_signer');
    writeFileSync(signers, world.pemOf('seal'));
    const text = Buffer.from(await listOfWorld(world)).toString();
    writeFileSync(list, text.replace('CA 0', 'CA 9'));
    await lists.refresh();
    expect(codeOf(lists.states())).toBe('trusted_list.signature');
    rmSync(list);
    await lists.refresh();
    expect(codeOf(lists.states())).toBe('trusted_list.unreadable');
    expect(lists.services()).toEqual([]);
    expect(told.map(({ trouble }) => trouble?.code)).toEqual([
      'trusted_list.signer',
      'trusted_list.no_signer',
      'trusted_list.signature',
      'trusted_list.unreadable',
    ]);
  });

  it('are read again when the file changes, and never go back to an older number', async () => {
    const lists = await open();
    writeFileSync(list, await listOfWorld(world, { sequenceNumber: 6 }));
    await lists.refresh();
    expect(lists.states()).toMatchObject([{ sequenceNumber: 6, trouble: undefined }]);
    writeFileSync(list, await listOfWorld(world, { sequenceNumber: 4 }));
    await lists.refresh();
    await lists.refresh();
    expect(lists.states()).toMatchObject([
      { sequenceNumber: 6, isBelieved: true, trouble: { code: 'trusted_list.outdated' } },
    ]);
    expect(lists.services()).toHaveLength(3);
    expect(told).toHaveLength(1);
  });

  it('are believed no more after their NextUpdate, which log and metrics tell', async () => {
    const nextUpdate = world.clock.now() + 60_000;
    writeFileSync(list, await listOfWorld(world, { nextUpdate }));
    const lists = await open();
    const metrics = createMetrics({ clock: world.clock, trustedLists: () => lists.states() });
    const believed = async () =>
      /^acar_trusted_list_believed\{list="list.xml"\} (\d)$/m.exec((await metrics.render()).text)?.[1];
    expect(lists.services()).toHaveLength(3);
    expect(await believed()).toBe('1');
    world.clock.advance(3600);
    expect(lists.services()).toEqual([]);
    await lists.refresh();
    expect(told.map(({ trouble }) => trouble?.code)).toEqual(['trusted_list.outdated']);
    expect(await believed()).toBe('0');
  });

  it('are set as pairs of paths', () => {
    const { schema } = verificationSettings.foreignLists;
    expect(schema.parse('/a.xml=/a.pem, /b.xml=/b.pem')).toEqual([
      { list: '/a.xml', signers: '/a.pem' },
      { list: '/b.xml', signers: '/b.pem' },
    ]);
    expect(schema.safeParse('/a.xml').success).toBe(false);
  });
});
