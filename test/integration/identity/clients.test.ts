import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isClientSecret } from '../../../oidc/clients/index.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  type ClientService,
  createClientDirectory,
  createClientService,
} from '../../../src/identity/clients/index.ts';
import type { RecordEvent, Recorder } from '../../../src/records/model.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const day = 24 * 3600 * 1000;
const clock = { at: Date.parse('2026-11-22T09:00:00Z'), now: () => clock.at };
const recorded: RecordEvent[] = [];
const recorder: Recorder = {
  record(_tx, event) {
    recorded.push(event);
    return Promise.resolve();
  },
};

let test: TestDatabase;
let db: Database;
let clients: ClientService;
const sent: string[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  db = test.open({ role: 'acar_web', onStatement: (name) => sent.push(name) });
  clients = createClientService({ db, recorder, clock, randomBytes, allowsLoopbackHttp: false });
});
afterAll(() => test.drop());
beforeEach(() => {
  recorded.length = 0;
  sent.length = 0;
});

const legacy = JSON.stringify({
  client_name: 'Sosial fond',
  redirect_uris: ['https://social.example.az/callback'],
  acar_profile: 'legacy',
  acar_legacy_until: '2027-06-30',
});

async function addLegacy() {
  const outcome = await clients.add(legacy);
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problems));
  return outcome;
}

describe('client service', () => {
  it('keeps the digest of a secret and never the secret itself', async () => {
    const { client, secret } = await addLegacy();
    expect(secret).toMatch(/^[\w-]{43}$/);
    const all = statement('test.client_rows', 'select client_version::text as line from client_version');
    const lines = (await test.owner().query(all)).map((row) => String(row['line']));
    expect(lines.join()).toContain(client.clientId);
    expect(lines.join()).not.toContain(secret);
    const shown = await clients.show(client.clientId);
    expect(isClientSecret(shown?.secretDigest ?? '', secret ?? '')).toBe(true);
    expect(recorded).toEqual([
      { type: 'client.registered', clientId: client.clientId, facts: { profile: 'legacy', version: 1 } },
    ]);
  });

  it('stores nothing of a refused registration', async () => {
    const before = await clients.list({ limit: 200 });
    const outcome = await clients.add('{"client_name":"x"}');
    expect(outcome.kind).toBe('refused');
    expect(await clients.list({ limit: 200 })).toEqual(before);
    expect(recorded).toEqual([]);
  });

  it('stores nothing when the record cannot be written', async () => {
    const failing = createClientService({
      db,
      clock,
      randomBytes,
      allowsLoopbackHttp: false,
      recorder: { record: () => Promise.reject(new Error('not recorded')) },
    });
    const before = await clients.list({ limit: 200 });
    await expect(failing.add(legacy)).rejects.toThrow('not recorded');
    expect(await clients.list({ limit: 200 })).toEqual(before);
  });

  it('adds a version at each change and keeps the one before', async () => {
    const { client } = await addLegacy();
    expect(await clients.disable(client.clientId)).toMatchObject({
      kind: 'disabled',
      client: { version: 2, isActive: false },
    });
    expect(await clients.disable(client.clientId)).toEqual({ kind: 'already_disabled' });
    expect(await clients.disable('nobody')).toEqual({ kind: 'unknown' });
    const versions = statement(
      'test.client_versions',
      'select version, is_active from client_version where client_id = $1 order by version',
    );
    expect(await test.owner().query(versions, [client.clientId])).toEqual([
      { version: 1, is_active: true },
      { version: 2, is_active: false },
    ]);
  });

  it('may not rewrite or remove history as the web role', async () => {
    const update = statement('test.client_update', 'update client_version set is_active = true');
    const remove = statement('test.client_delete', 'delete from client_version');
    await expect(db.query(update)).rejects.toMatchObject({ detail: expect.stringContaining('42501') });
    await expect(db.query(remove)).rejects.toMatchObject({ detail: expect.stringContaining('42501') });
  });

  it('pages by identifier', async () => {
    await addLegacy();
    await addLegacy();
    const all = await clients.list({ limit: 200 });
    const first = await clients.list({ limit: 1 });
    const second = await clients.list({ limit: 1, after: first[0]?.clientId ?? '' });
    expect([...first, ...second].map((client) => client.clientId)).toEqual(
      all.slice(0, 2).map((client) => client.clientId),
    );
  });
});

describe('client directory', () => {
  it('answers from memory, and hears at once that another process disabled a client', async () => {
    const directory = createClientDirectory({ db, clock, maxAgeMs: day });
    const stop = await directory.listen();
    const { client } = await addLegacy();
    expect(await directory.find(client.clientId)).toMatchObject({
      client_id: client.clientId,
      client_secret: expect.stringMatching(/^sha256:/),
      client_name: 'Sosial fond',
    });
    // The registration's own notification may arrive only now; after it the client stays in memory.
    await expect
      .poll(async () => {
        sent.length = 0;
        await directory.find(client.clientId);
        return sent;
      })
      .toEqual([]);
    const elsewhere = createClientService({
      db: test.open(),
      recorder,
      clock,
      randomBytes,
      allowsLoopbackHttp: false,
    });
    await elsewhere.disable(client.clientId);
    await expect.poll(() => directory.find(client.clientId)).toBeUndefined();
    await stop();
  });

  it('does not believe its memory for more than three seconds when no notification comes', async () => {
    const directory = createClientDirectory({ db, clock });
    const { client } = await addLegacy();
    await directory.find(client.clientId);
    await clients.disable(client.clientId);
    expect(await directory.find(client.clientId)).toBeDefined();
    clock.at += 3_001;
    expect(await directory.find(client.clientId)).toBeUndefined();
  });

  it('no longer knows a legacy client after its last day', async () => {
    const directory = createClientDirectory({ db, clock, maxAgeMs: 1_000 * day });
    const { client } = await addLegacy();
    expect(await directory.find(client.clientId)).toBeDefined();
    const before = clock.at;
    clock.at = Date.parse('2027-06-30T20:00:00Z');
    expect(await directory.find(client.clientId)).toBeUndefined();
    clock.at = before;
  });

  it('answers nothing for identifiers that cannot be', async () => {
    const directory = createClientDirectory({ db, clock });
    expect(await directory.find('x'.repeat(5_000))).toBeUndefined();
    expect(await directory.find('a\0b')).toBeUndefined();
    expect(sent).toEqual([]);
  });
});
