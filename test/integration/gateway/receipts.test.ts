import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payloadCommitment, readRecordDocument } from '../../../certs/index.ts';
import { statement } from '../../../src/db/index.ts';
import { checkSeal, createPartyJudge, readOctets } from '../../../src/exchange/index.ts';
import { fieldsOf } from '../../../src/message-signatures/index.ts';
import { acar } from '../../support/acar-command.ts';
import { createExchangeWorld, type ExchangeWorld } from '../../support/exchange-world.ts';
import { freePort } from '../../support/free-port.ts';
import type { SequencingOrder } from '../../support/sequencing-process.ts';
import { type ChildProgram, runProgram } from '../../support/start-process.ts';
import { createTestDatabase } from '../../support/test-database.ts';

interface Shown {
  readonly state: string;
  readonly records: readonly { id: string; document: string; receipt?: string; salt?: string }[];
}

let world: ExchangeWorld;
let gateway: { stop(): Promise<void> };
let folder: string;
let sequencer: ChildProgram;
let logKey: string;
const programs: ChildProgram[] = [];

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  gateway = await world.startGateway();
  folder = mkdtempSync(join(tmpdir(), 'acar-receipts-'));
  const order: SequencingOrder = {
    connection: world.database.connection,
    keyFile: join(folder, 'log-key.pem'),
    markFile: join(folder, 'mark'),
    witnesses: [],
  };
  sequencer = runProgram('test/support/sequencing-process.ts', [JSON.stringify(order)]);
  programs.push(sequencer);
  await sequencer.until('key ');
  logKey = /^key (\S+)$/m.exec(sequencer.text())?.[1] ?? '';
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.signal('SIGKILL')));
  await gateway?.stop();
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};
/** Of a system, as options of the program. */
function identity(name: 'consumer' | 'provider'): readonly string[] {
  const { certificate, key } = world.systems[name];
  const authorities = world.authorities.map(({ raw }, place) => {
    writeFileSync(join(folder, `${place}.cer`), raw);
    return join(folder, `${place}.cer`);
  });
  const values = {
    gateway: world.origin,
    certificate: file(`${name}.pem`, certificate),
    key: file(`${name}.key`, key),
    authorities: authorities.join(','),
  };
  return Object.entries(values).flatMap(([option, value]) => [`--${option}`, value]);
}

async function isValid({ id, document, receipt = '' }: Shown['records'][number]): Promise<boolean> {
  const words = ['--receipt', file(`${id}.tlog-proof`, receipt), '--record', file(`${id}.json`, document)];
  return (await acar(['verify', 'receipt', ...words, '--log-key', logKey])).status === 0;
}

function databaseUrl(): string {
  const { user, database, host } = world.database.connection;
  return `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`;
}

describe('two connectors as programs, each beside its plain system', () => {
  it('exchange, and keep receipts that prove what was asked and answered, offline', async () => {
    const asked: { url: string | undefined; fields: Record<string, unknown>; body: string }[] = [];
    const register = createServer((req, res) => {
      let body = '';
      req.on('data', (part: Buffer) => void (body += part.toString()));
      req.on('end', () => {
        asked.push({ url: req.url, fields: req.headers, body });
        res.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"Sınaq Şəxsi"}');
      });
    });
    const registerPort = await freePort();
    await new Promise<void>((done) => void register.listen(registerPort, '127.0.0.1', done));
    const askPort = await freePort();
    const answering = [...identity('provider'), '--origin', world.providerOrigin];
    const kept = join(folder, 'kept');
    programs.push(
      runProgram('src/connector/main.ts', [...answering, '--register', `http://127.0.0.1:${registerPort}`]),
      runProgram('src/connector/main.ts', [
        ...identity('consumer'),
        '--ask-port',
        String(askPort),
        '--receipts',
        kept,
      ]),
    );
    await Promise.all(programs.slice(1).map((program) => program.until('connector ')));

    const answer = await fetch(`http://127.0.0.1:${askPort}/services/persons/lookup`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'acar-purpose': 'residence',
        'acar-basis': 'law;reference="law-12.3"',
        'acar-person': '"7ABC123"',
        'acar-user': '%"%c6%8fli"',
        'acar-case': '%"%e2%84%96 5"',
      },
      body: '{"code":"7ABC123"}',
    });
    expect([answer.status, await answer.text()]).toEqual([200, '{"name":"Sınaq Şəxsi"}']);
    expect(asked).toMatchObject([
      {
        url: '/lookup',
        body: '{"code":"7ABC123"}',
        fields: { 'acar-consumer': 'VATAZ-1400000002', 'acar-case': '%"%e2%84%96 5"' },
      },
    ]);
    const requestId = answer.headers.get('acar-request-id') ?? '';

    await expect.poll(() => readdirSync(kept), { timeout: 20_000 }).toEqual([`${requestId}.json`]);
    const shown: Shown = JSON.parse(readFileSync(join(kept, `${requestId}.json`), 'utf8'));
    expect(shown.state).toBe('answered');
    expect(await Promise.all(shown.records.map(isValid))).toEqual([true, true]);
    const [first, second] = shown.records;
    if (!first || !second) throw new Error('two records');
    expect(await isValid({ ...first, receipt: second.receipt ?? '' })).toBe(false);

    // The same from the answering side; nothing for anybody else.
    const provider = world.consumer(world.systems.provider);
    expect(JSON.parse((await provider.receipts(requestId)) ?? '')).toEqual(shown);
    const stranger = world.consumer(await world.issue('1400000007', 'stranger.acar.localhost'));
    expect(await stranger.receipts(requestId)).toBeUndefined();
    expect(await stranger.keptMessage(requestId, first.id)).toBeUndefined();

    // Who the person is stays closed to agencies; what was asked is proven by message and salt.
    const document = readRecordDocument(first.document);
    if (document.kind !== 'read') throw new Error('a record');
    const texts = new Map(
      document.value.parts.map((part) => [part.name, 'text' in part ? part.text : undefined]),
    );
    expect(texts.get('fact_subject')).toBeUndefined();
    expect(texts.get('fact_purpose')).toBe('residence');
    const message = await provider.keptMessage(requestId, first.id);
    const commitment = payloadCommitment(Buffer.from(first.salt ?? '', 'base64'));
    commitment.update(message ?? Buffer.alloc(0));
    expect(commitment.digest('hex')).toBe(texts.get('fact_payload_digest'));
    await consumerSigned(Buffer.from(message ?? ''));

    // A refusal in the plain system's words.
    const refused = await fetch(`http://127.0.0.1:${askPort}/services/persons/lookup`, {
      method: 'POST',
      headers: { 'acar-purpose': 'advertising', 'acar-basis': 'law;reference="law-12.3"' },
    });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'gateway.wrong_purpose' }]);
    const wrong = await fetch(`http://127.0.0.1:${askPort}/services/persons/lookup`, { method: 'POST' });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { code: 'exchange.terms_malformed' }]);
    // What persons asked, and nobody has here.
    const questions = await fetch(`http://127.0.0.1:${askPort}/questions`);
    expect([questions.status, await questions.json()]).toEqual([200, { questions: [] }]);
    const behind = await fetch(`http://127.0.0.1:${askPort}/questions?after=${requestId}`);
    expect([behind.status, await behind.json()]).toMatchObject([404, { code: 'gateway.not_found' }]);
    const unknown = await fetch(`http://127.0.0.1:${askPort}/other`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'connector.not_found' }]);

    // Whose service it is later has no part in what was asked before.
    const { organisation } = await world.issue('1400000007', 'heir.acar.localhost');
    const [service] = await world.catalogue.services('');
    const names = { az: 'Varis', en: 'Heir', ru: 'Наследник' };
    for (const entry of [
      await world.catalogue.enterOrganisation({ organisation, names }),
      await world.catalogue.enterService({ ...service, provider: organisation }),
    ])
      expect(entry.kind).toBe('entered');
    expect(await stranger.receipts(requestId)).toBeUndefined();
    expect(await stranger.keptMessage(requestId, first.id)).toBeUndefined();
    expect(JSON.parse((await provider.receipts(requestId)) ?? '')).toMatchObject({
      records: [{ id: first.id }, { id: second.id }],
    });

    // Switched off, it reads nothing; the operator hands out the same, and that is recorded.
    const wasProvider = world.systems.provider.organisation;
    await world.catalogue.disableOrganisation(wasProvider);
    expect(await provider.receipts(requestId)).toBeUndefined();
    expect(await provider.keptMessage(requestId, first.id)).toBeUndefined();
    const env = { DATABASE_URL: databaseUrl(), ACAR_MASTER_KEY_FILE: join(folder, 'master.key') };
    writeFileSync(join(folder, 'master.key'), world.masterKey, { mode: 0o600 });
    const handOut = async (of: string) =>
      acar(['gateway', 'receipts', of, requestId, '--by', 'operator-1', '--json'], { env });
    const handedOut = await handOut(wasProvider);
    expect([handedOut.status, handedOut.err]).toEqual([0, '']);
    // The log has grown: receipts are of a newer checkpoint.
    const withoutReceipts = ({ records }: Shown) =>
      records.map(({ id, document, salt }) => ({ id, document, salt }));
    const exported: Shown = JSON.parse(handedOut.out);
    expect(withoutReceipts(exported)).toEqual(withoutReceipts(shown));
    expect(await Promise.all(exported.records.map(isValid))).toEqual([true, true]);
    expect((await handOut(organisation)).status).toBe(1);
    const exports = await world.owner.query(
      statement('test.exports', "select facts from interaction_record where type = 'data_exchange.exported'"),
    );
    expect(exports).toEqual([
      { facts: { exchange: requestId, organisation: wasProvider, by: 'operator-1' } },
    ]);
    await world.catalogue.enterOrganisation({ organisation: wasProvider, names });
    expect(withoutReceipts(JSON.parse((await provider.receipts(requestId)) ?? ''))).toEqual(
      withoutReceipts(shown),
    );
    provider.close();
    stranger.close();
    register.closeAllConnections();
    register.close();
  });
});

/** The kept message alone, with the authorities, shows who asked: no word of the gateway is needed. */
async function consumerSigned(kept: Buffer): Promise<void> {
  const end = kept.indexOf('\r\n\r\n');
  const [start = '', ...lines] = kept.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', targetUri = ''] = start.split(' ');
  const fields = fieldsOf(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  const isRoot = (one: (typeof world.authorities)[number]) => one.issuer.key === one.subject.key;
  const judge = createPartyJudge({
    anchors: world.authorities.filter(isRoot),
    intermediates: world.authorities.filter((one) => !isRoot(one)),
    clock: world.clock,
  });
  const signer = await judge.judge(readOctets(fields, 'acar-consumer-certificate'));
  expect(signer.organisation).toBe('VATAZ-1400000002');
  const question = { signer, content: kept.subarray(end + 4), now: 'whenever' } as const;
  await checkSeal({ kind: 'request', method, targetUri, fields }, 'request', question);
}
