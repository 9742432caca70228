import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  checkRows,
  isSignedBy,
  type LogFinding,
  leafHash,
  readRecordDocument,
  readSignedCheckpoint,
  readVerifierKey,
  verifyReceipt,
} from '../../../certs/index.ts';
import { type Row, statement } from '../../../src/db/index.ts';
import { createOutboundFetch } from '../../../src/http/index.ts';
import {
  adoptRecords,
  createHistory,
  createOwnRecords,
  createPayloads,
  createRecorder,
  createRowSource,
} from '../../../src/records/index.ts';
import { deriveServiceKeys } from '../../../src/secrets.ts';
import { acar } from '../../support/acar-command.ts';
import { type BrowserSession, createBrowserSession } from '../../support/browser-session.ts';
import { exchangeFacts } from '../../support/exchange-facts.ts';
import { type RecordLogService, startRecordLogService } from '../../support/record-log-service.ts';
import { send } from '../../support/wire.ts';

let service: RecordLogService;
let browser: BrowserSession;
beforeAll(async () => {
  service = await startRecordLogService();
});
afterAll(() => service?.stop());
beforeEach(() => {
  browser = createBrowserSession();
});
afterEach(() => browser.close());

const keyFrom = (text: string) => {
  const key = readVerifierKey(text);
  if (key.kind !== 'read') throw new Error(key.message);
  return key.value;
};
const get = (path: string) => browser.request(`${service.log}${path}`);

async function signIn(person = service.test.person): Promise<void> {
  const page = await browser.get(`${service.test.portal}/sign-in?to=/me/history`);
  await service.test.signInAs(browser, page, person);
}

/** The first record of the person's history, once it has a receipt. */
async function firstRecord(): Promise<{ id: string; record: string; receipt: string }> {
  const history = await browser.get(`${service.test.portal}/me/history`);
  const id = /\/me\/history\/(\d+)\/receipt/.exec(history.body)?.[1] ?? '';
  const load = (what: string) => browser.request(`${service.test.portal}/me/history/${id}/${what}`);
  await expect.poll(async () => (await load('receipt')).status, { timeout: 20_000 }).toBe(200);
  const [record, receipt] = await Promise.all([load('record'), load('receipt')]);
  return { id, record: record.body, receipt: receipt.body };
}

async function checkpoint(): Promise<Checkpoint> {
  const signed = readSignedCheckpoint((await get('/checkpoint')).body);
  if (signed.kind !== 'read') throw new Error(signed.message);
  return signed.value.checkpoint;
}

describe('the record of a sign-in', () => {
  it('has a receipt that proves it offline, to us and to the command line', async () => {
    await signIn();
    const { record, receipt } = await firstRecord();
    const document = readRecordDocument(record);
    if (document.kind !== 'read') throw new Error(document.message);
    expect(
      Object.fromEntries(document.value.parts.map((part) => [part.name, 'text' in part && part.text])),
    ).toMatchObject({
      type: 'sign_in.succeeded',
      person: service.test.person.accountId,
      fact_method: 'password',
    });
    const key = keyFrom(service.verifierKey);
    expect(receipt.startsWith('c2sp.org/tlog-proof@v1\n')).toBe(true);
    const verdict = verifyReceipt(receipt, leafHash(document.value.entry), key);
    expect(verdict).toMatchObject({ kind: 'included', time: expect.any(Number) });
    const files = { record: join(service.folder, 'record.json'), receipt: join(service.folder, 'receipt') };
    writeFileSync(files.record, record);
    writeFileSync(files.receipt, receipt);
    const words = ['--receipt', files.receipt, '--record', files.record, '--log-key', service.verifierKey];
    expect(await acar(['verify', 'receipt', ...words])).toMatchObject({ status: 0 });
    writeFileSync(files.record, record.replace('password', 'passwore'));
    expect(await acar(['verify', 'receipt', ...words])).toMatchObject({ status: 1 });
  });

  it('is cosigned by both witnesses, as soon as they are there', async () => {
    const cosigners = async () => {
      const signed = readSignedCheckpoint((await get('/checkpoint')).body);
      if (signed.kind !== 'read') return 0;
      const { note } = signed.value;
      return service.witnesses.filter(({ verifierKey }) => isSignedBy(note, keyFrom(verifierKey))).length;
    };
    await expect.poll(cosigners, { timeout: 30_000 }).toBe(2);
  });

  it('is given to nobody else', async () => {
    await signIn();
    const { id } = await firstRecord();
    const other = createBrowserSession();
    const paths = [`/me/history/${id}/record`, `/me/history/${id}/receipt`];
    for (const path of paths) expect((await other.request(`${service.test.portal}${path}`)).status).toBe(303);
    const person = await service.test.addPerson();
    await service.test.signInAs(other, await other.get(`${service.test.portal}/sign-in?to=/me`), person);
    for (const path of [...paths, '/me/history/999999999/record', '/me/history/1x/receipt'])
      expect((await other.request(`${service.test.portal}${path}`)).status, path).toBe(404);
    await other.close();
  });
});

describe('the log at its address (c2sp.org/tlog-tiles)', () => {
  it('names its key, and shows tiles as wide as they were asked for and no wider than the checkpoint', async () => {
    expect((await get('/key')).body).toBe(`${service.verifierKey}\n`);
    const { size, origin } = await checkpoint();
    expect(origin).toBe('log.acar.localhost');
    expect(size).toBeGreaterThan(2);
    const entries = await get('/tile/entries/000.p/2');
    expect(entries.status).toBe(200);
    expect(entries.headers.get('content-type')).toBe('application/octet-stream');
    expect(entries.headers.get('access-control-allow-origin')).toBe('*');
    const hashes = await fetchBytes('/tile/0/000.p/2');
    expect(hashes.length).toBe(64);
    const beyond = ['/tile/0/000', '/tile/0/000.p/255', '/tile/1/000.p/1', '/tile/0/001.p/1', '/tile/0/0'];
    for (const path of [...beyond, '/', '/checkpoint/', '/tile/x000/001'])
      expect((await get(path)).status, path).toBe(404);
    const posted = await browser.request(`${service.log}/checkpoint`, {
      method: 'POST',
      body: new URLSearchParams(),
    });
    expect(posted.status).toBe(405);
  });

  it('tells its operator how it does', async () => {
    const port = Number(service.test.environment['ACAR_OPERATIONS_PORT']);
    const ask = async (target: string) => (await send({ port, host: `localhost:${port}`, target })).body;
    expect(JSON.parse(await ask('/readyz'))).toMatchObject({ status: 'ready', checks: { record_log: 'ok' } });
    const metrics = await ask('/metrics');
    expect(metrics).toMatch(/^acar_record_log_entries [1-9]/m);
    expect(metrics).toMatch(/^acar_record_log_waiting_seconds \d/m);
    expect(metrics).not.toContain('acar_record_log_stands_still{');
  });

  it('is computed anew from its address alone', async () => {
    const { status, out } = await acar([
      'log',
      'verify',
      '--tiles',
      service.log,
      '--log-key',
      service.verifierKey,
    ]);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^valid: \d+ entries\n$/) });
  });
});

async function fetchBytes(path: string): Promise<Uint8Array> {
  const outbound = createOutboundFetch({ allowPrivate: true });
  const answer = await outbound(`${service.log}${path}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  await outbound.close();
  return bytes;
}

describe('the payload of a record', () => {
  it('is checked, shown and erased from the command line, and the record keeps its proof', async () => {
    const { DATABASE_URL = '', ACAR_MASTER_KEY_FILE = '' } = service.test.environment;
    const run = (...words: string[]) => acar(words, { env: { DATABASE_URL, ACAR_MASTER_KEY_FILE } });
    const db = service.test.database.open();
    const clock = { now: () => Date.now() };
    const { payloads: key } = deriveServiceKeys(readFileSync(ACAR_MASTER_KEY_FILE));
    const content = Buffer.from('{"asked": "where does she live?"}');
    const of = { retention: 'exchange', mostOctets: 1000, mediaType: 'application/json' } as const;
    const payload = await createPayloads({ db, clock, key }).keep(content, of);
    const facts = { ...exchangeFacts, payload: payload.id, payloadDigest: payload.digest };
    const { accountId } = service.test.person;
    const event = { type: 'data.requested', accountId, facts } as const;
    await db.transaction((tx) => createRecorder({ clock }).record(tx, event));

    const own = createOwnRecords(db);
    const { entries } = await createHistory(db).historyOf(accountId, { limit: 1 });
    const id = entries[0]?.id ?? '';
    const receipt = async () => {
      const given = await own.receiptOf(accountId, id);
      return given?.kind === 'given' ? given.text : '';
    };
    await expect.poll(receipt, { timeout: 20_000 }).not.toBe('');
    const proves = async () => {
      const document = readRecordDocument((await own.documentOf(accountId, id)) ?? '');
      if (document.kind !== 'read') throw new Error(document.message);
      expect(document.value.parts).toContainEqual(
        expect.objectContaining({ name: 'fact_payload_digest', text: payload.digest }),
      );
      return verifyReceipt(await receipt(), leafHash(document.value.entry), keyFrom(service.verifierKey))
        .kind;
    };
    expect(await proves()).toBe('included');
    const out = join(service.folder, 'payload.json');
    const shown = await run('records', 'payload', payload.id, '--salt', '--out', out);
    expect(shown).toMatchObject({ status: 0, out: expect.stringContaining(`record ${id}`) });
    expect(readFileSync(out)).toEqual(content);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const salt = /^salt ([0-9a-f]{64})$/m.exec(shown.out)?.[1] ?? '';
    const record = join(service.folder, 'payload-record.json');
    writeFileSync(record, (await own.documentOf(accountId, id)) ?? '');
    const judge = (proof: string) =>
      acar(['verify', 'payload', '--record', record, '--content', out, '--salt', proof]);
    expect(await judge(salt)).toMatchObject({ status: 0, out: `valid: ${payload.digest}\n` });
    expect(await judge('00'.repeat(32))).toMatchObject({ status: 1 });
    expect(await judge(salt.slice(2))).toMatchObject({ status: 2 });
    const checked = await run('log', 'verify');
    expect(checked).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^payloads: 1 as committed, 0 erased\nvalid: /),
    });
    const other = join(service.folder, 'other-master.key');
    writeFileSync(other, Buffer.alloc(32, 9), { mode: 0o600 });
    const wrong = await acar(['log', 'verify'], { env: { DATABASE_URL, ACAR_MASTER_KEY_FILE: other } });
    expect(wrong).toMatchObject({ status: 1, out: expect.stringContaining('is this the master key') });
    const without = await acar(['log', 'verify'], { env: { DATABASE_URL, ACAR_MASTER_KEY_FILE: '/none' } });
    expect(without).toMatchObject({ status: 1, err: expect.stringContaining('cli.no_master_key') });

    const why = ['--reason', 'order 17', '--by', 'operator-1'];
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const placing = ['records', 'hold', 'place', '--payload', payload.id, '--until', until];
    const placed = await run(...placing, ...why, '--json');
    const hold = String(JSON.parse(placed.out).id);
    expect(await run('records', 'erase-payload', '--reason', 'x', payload.id)).toMatchObject({
      status: 1,
      err: expect.stringContaining('payload.held'),
    });
    const told = `${hold}  in_force  payload ${payload.id}  until ${until}T00:00:00.000Z  by operator-1: order 17`;
    expect((await run('records', 'payload', payload.id)).out).toContain(`\nhold ${told}\n`);
    const ended = await run('records', 'hold', 'end', hold, '--reason', 'closed', '--by', 'operator-2');
    expect(ended).toMatchObject({ status: 0, out: `${hold}  ended\n` });
    expect((await run('records', 'hold', 'list', '--all')).out).toMatch(
      / {2}ended .* by operator-2: closed\n$/,
    );

    const erased = await run('records', 'erase-payload', '--reason', 'court order', payload.id);
    expect(erased).toMatchObject({ status: 0, out: `${payload.id}  erased\n` });
    expect(await run('records', 'erase-payload', '--reason', 'again', payload.id)).toMatchObject({
      status: 1,
      err: expect.stringContaining('payload.erased'),
    });
    expect(await proves()).toBe('included');
    const after = await run('log', 'verify', '--json');
    expect({ status: after.status, ...JSON.parse(after.out) }).toMatchObject({
      status: 0,
      valid: true,
      payloads: { good: 0, erased: 1, erasures: [{ record: Number(id), payload: payload.id }] },
    });
  });
});

describe('acar log verify, from raw rows', () => {
  const verify = () =>
    acar(['log', 'verify', '--json'], {
      env: { DATABASE_URL: service.test.environment['DATABASE_URL'] ?? '' },
    });
  const findings = async () => {
    const found: string[] = [];
    const db = service.test.database.open({ role: 'acar_operator' });
    const { size } = await checkpoint();
    const onFinding = ({ kind, record }: LogFinding) => void found.push(`${kind} ${record}`);
    await checkRows({ source: createRowSource(db), size, onFinding });
    return found;
  };
  /** As only the owner of the database could, past every grant. */
  const meddle = (sql: string, values: readonly unknown[] = []) =>
    service.test.database.owner().query(statement(`test.meddle${(turn += 1)}`, sql), values);
  let turn = 0;
  const idIn = ([row]: readonly Row[]) => Number(row?.['id']);

  it('names rows that were altered, exchanged, copied, slipped in or deleted, and finds nothing else', async () => {
    await untilLogged();
    expect(await verify()).toMatchObject({ status: 0 });
    const rows = await meddle('select id from interaction_record order by id limit 5');
    const [first, second, third, fourth] = rows.map(({ id }) => Number(id));
    await meddle(`update interaction_record set at = at + interval '1 day' where id = $1`, [first]);
    expect(await findings()).toEqual([`altered ${first}`]);
    await meddle(`update interaction_record set at = at - interval '1 day' where id = $1`, [first]);
    await meddle(
      `update interaction_record r set at = o.at, type = o.type, account_id = o.account_id, client_id = o.client_id,
              session_uid = o.session_uid, facts = o.facts, seed = o.seed
         from interaction_record o where (r.id, o.id) in (($1, $2), ($2, $1))`,
      [second, third],
    );
    expect(await findings()).toEqual([`reordered ${second}`, `reordered ${third}`]);
    await meddle(
      `update interaction_record r set at = o.at, type = o.type, account_id = o.account_id, client_id = o.client_id,
              session_uid = o.session_uid, facts = o.facts, seed = o.seed
         from interaction_record o where (r.id, o.id) in (($1, $2), ($2, $1))`,
      [second, third],
    );
    const copied = await meddle(
      `insert into interaction_record (at, type, account_id, client_id, session_uid, facts, seed)
       select at, type, account_id, client_id, session_uid, facts, seed from interaction_record where id = $1
       returning id`,
      [third],
    );
    const slipped = await meddle(
      `insert into interaction_record (at, type, facts, seed)
       values (now(), 'sign_in.succeeded', '{}', decode(repeat('07', 32), 'hex')) returning id`,
    );
    await meddle('delete from interaction_record where id = $1', [fourth]);
    expect(await findings()).toEqual([
      `deleted ${fourth}`,
      `duplicated ${idIn(copied)}`,
      `unlogged ${idIn(slipped)}`,
    ]);
    const { status, out } = await verify();
    expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 1, valid: false, count: 3 });
  });

  it('enters rows that were there before the log, once', async () => {
    const old = await meddle(
      `insert into interaction_record (at, type, account_id, facts)
       values ('2026-01-02T03:04:05.678Z', 'account.activated', 'old', '{"address": "192.0.2.1"}') returning id`,
    );
    const workers = [1, 2].map(() => service.test.database.open({ role: 'acar_worker' }));
    await Promise.all(workers.map((db) => adoptRecords(db, new AbortController().signal)));
    await untilLogged();
    expect((await findings()).some((one) => one.endsWith(` ${idIn(old)}`))).toBe(false);
    const places = await meddle('select place from record_bundle where $1::bigint = any(ids)', [idIn(old)]);
    expect(places).toHaveLength(1);
  });

  /** Everything has its place, and the newest checkpoint covers it. */
  async function untilLogged(): Promise<void> {
    const waiting = () =>
      meddle(
        `select 1 from record_pending union all select 1 from record_staged
          union all select 1 from record_head h where h.size > (select max(size) from record_checkpoint)`,
      );
    await expect.poll(async () => (await waiting()).length, { timeout: 20_000 }).toBe(0);
  }
});

it('keeps the key of the log encrypted, and the mark beside it', () => {
  expect(readFileSync(join(service.folder, 'key.pem'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  expect(readFileSync(join(service.folder, 'mark'), 'utf8')).toMatch(/^\d+ [0-9a-f]{64}\n$/);
});
