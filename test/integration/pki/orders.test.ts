import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, readCertificate, validatePath } from '../../../certs/index.ts';
import { type Database, statement, textArray } from '../../../src/db/index.ts';
import {
  type CertificateOrder,
  createOrderService,
  type OrderService,
} from '../../../src/pki/orders/index.ts';
import { finishSigned } from '../../../src/pki/orders/store.ts';
import { createStatusService, findStatuses } from '../../../src/pki/status/index.ts';
import { createRecorder, type StatementRecorder } from '../../../src/records/index.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const clock = createTestClock(Date.UTC(2026, 10, 22, 9) / 1000);
const recorder = createRecorder({ clock });
let database: TestDatabase;
let db: Database;
let pki: TestAuthorities;
let sent: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki', onStatement: (name) => sent.push(name) });
  pki = await openTestAuthorities({ db, clock });
});
afterAll(async () => {
  pki?.remove();
  await database?.drop();
});

const service = (changes: Partial<Parameters<typeof createOrderService>[0]> = {}): OrderService =>
  createOrderService({
    db,
    clock,
    recorder,
    authorities: pki.authorities,
    allowsReservedHostNames: true,
    ...changes,
  });

let orderCounter = 0;
function citizenOrder(changes: Partial<CertificateOrder> = {}): CertificateOrder {
  return {
    orderedBy: 'desk-1',
    orderKey: `order-${++orderCounter}`,
    authority: 'persons-1',
    profile: 'citizen-signature',
    request: makeRequest().request,
    subject: {
      kind: 'citizen',
      givenName: 'Şəhla',
      surname: 'Nümunəyeva-Ğıcıq',
      identifier: { scheme: 'PNO', number: '5ARPXN9' },
    },
    isPublic: true,
    ...changes,
  };
}

async function issue(order = citizenOrder(), by = service()) {
  const result = await by.issue(order);
  if (result.kind !== 'issued') throw new Error(JSON.stringify(result));
  return result;
}

function certificateOf(bytes: Uint8Array): Certificate {
  const read = readCertificate(bytes);
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
}

describe('an order', () => {
  it('becomes a certificate that leads to the root', async () => {
    const { certificate } = await issue();
    const authority = pki.authorities.find('persons-1');
    const [issuing, root] = authority?.chain ?? [];
    if (!issuing || !root) throw new Error('no chain');
    const result = validatePath({
      leaf: certificateOf(certificate),
      intermediates: [issuing],
      anchors: [root],
      crls: [],
      time: clock.now(),
      revocation: false,
    });
    expect(result.kind).toBe('valid');
  });

  it('that comes again gives the same certificate, and another order under its key is refused', async () => {
    const order = citizenOrder();
    const first = await issue(order);
    const again = await issue(order);
    expect(again).toMatchObject({ serial: first.serial, orderId: first.orderId });
    expect(Buffer.from(again.certificate).equals(first.certificate)).toBe(true);
    const other = await service().issue({ ...order, request: makeRequest().request });
    expect(other).toMatchObject({ kind: 'refused', code: 'order.key_reused' });
  });

  it('that comes twenty times at once, through two processes, gives one certificate', async () => {
    const order = citizenOrder();
    const processes = [service(), service()];
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => (processes[turn % 2] ?? service()).issue(order)),
    );
    const issued = results.filter((result) => result.kind === 'issued');
    const unfinished = results.filter((result) => result.kind === 'refused');
    expect(issued.length).toBeGreaterThan(0);
    expect(new Set(issued.map(({ serial }) => serial)).size).toBe(1);
    expect(new Set(issued.map(({ certificate }) => Buffer.from(certificate).toString('hex'))).size).toBe(1);
    for (const result of unfinished) expect(result).toMatchObject({ code: 'order.unfinished' });
  });

  it('among many others shares statements, and its bytes are stored before it is signed', async () => {
    sent = [];
    await issue();
    expect(sent).toEqual(['certificate_order.insert', 'certificate_order.finish']);
    sent = [];
    const many = service();
    await Promise.all(Array.from({ length: 100 }, () => issue(citizenOrder(), many)));
    expect(sent.length).toBeLessThan(30);
  });

  it.each([
    ['an authority that is not ours', { authority: 'persons-9' }, 'order.unknown_authority'],
    ['a profile of another authority', { profile: 'organisation-seal' }, 'order.profile_not_allowed'],
    ['a subject of another kind', { profile: 'official-signature' }, 'ca.subject_kind'],
    ['a request that is no request', { request: new Uint8Array(40) }, 'ca.request_malformed'],
  ] as const)('for %s is refused, and nothing is stored', async (_, changes, code) => {
    const before = await database.owner().query(counts);
    const result = await service().issue(citizenOrder(changes));
    expect(result).toMatchObject({ kind: 'refused', code });
    expect(await database.owner().query(counts)).toEqual(before);
  });

  it('whose host names do not belong to the orderer is refused', async () => {
    const order = citizenOrder({
      authority: 'systems-1',
      profile: 'agency-system',
      request: makeRequest(['tax.example.az', 'other.example.az']).request,
      subject: {
        kind: 'system',
        organisation: { name: 'Nümunə Vergi', identifier: { scheme: 'VAT', number: '1400000001' } },
        commonName: 'tax.example.az',
      },
      hostNames: ['tax.example.az'],
    });
    expect(await service().issue(order)).toMatchObject({ kind: 'refused', code: 'order.host_name' });
    const own = { ...order, request: makeRequest(['tax.example.az']).request, orderKey: 'own-names' };
    expect(await service().issue(own)).toMatchObject({ kind: 'issued' });
  });

  it('with a serial number that exists already changes nothing', async () => {
    const { serial } = await issue();
    const drawing = service({ drawSerial: () => Buffer.from(serial, 'hex') });
    await expect(drawing.issue(citizenOrder())).rejects.toMatchObject({ code: 'database.unique_violation' });
  });
});

describe('an order whose signing was cut off', () => {
  /** As after a crash: the bytes are stored, the signature is not. */
  async function interrupted() {
    const order = citizenOrder();
    const authority = pki.authorities.find('persons-1');
    if (!authority) throw new Error('no authority');
    const away = { ...authority.key, sign: () => Promise.reject(new Error('the process ended')) };
    const broken = { ...authority, key: away };
    const authorities = { ...pki.authorities, find: () => broken };
    await expect(service({ authorities }).issue(order)).rejects.toThrow('the process ended');
    return order;
  }

  it('is finished after a restart, once, and its number is told as never issued until then', async () => {
    const order = await interrupted();
    const [row] = await database.owner().query<PreparedRow>(lastPrepared, [order.orderKey]);
    const key = { caId: row?.ca_id ?? 0, serial: row?.serial ?? '' };
    expect(await findStatuses(db, [key])).toEqual([{ kind: 'never-issued' }]);
    expect(await service().issue(order)).toMatchObject({ code: 'order.unfinished' });
    expect(await service().finishInterrupted()).toBe(0);
    clock.advance(61);
    expect(await service().finishInterrupted()).toBe(1);
    expect(await service().finishInterrupted()).toBe(0);
    expect(await service().issue(order)).toMatchObject({ kind: 'issued', serial: key.serial });
    expect(await findStatuses(db, [key])).toEqual([{ kind: 'good' }]);
  });

  it('gets its certificate together with its record, or stays as it was', async () => {
    const order = citizenOrder();
    const broken: StatementRecorder = {
      valuesOf: (events) =>
        recorder.valuesOf(events).map((value, at) => (at === 5 ? textArray(['{']) : value)),
    };
    await expect(service({ recorder: broken }).issue(order)).rejects.toMatchObject({
      code: 'database.failed',
    });
    const [row] = await database.owner().query<PreparedRow>(lastPrepared, [order.orderKey]);
    const serial = row?.serial ?? '';
    expect(await findStatuses(db, [{ caId: row?.ca_id ?? 0, serial }])).toEqual([{ kind: 'never-issued' }]);
    expect(await database.owner().query(recordsOf, [serial])).toEqual([]);
    clock.advance(61);
    expect(await service().finishInterrupted()).toBe(1);
    expect(await database.owner().query(recordsOf, [serial])).toEqual([{ type: 'certificate.issued' }]);
  });

  it('is passed over where another process was faster, and recorded once, whoever else is in the statement', async () => {
    const rows: PreparedRow[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { orderKey } = await interrupted();
      rows.push(...(await database.owner().query<PreparedRow>(lastPrepared, [orderKey])));
    }
    const finish = (some: readonly PreparedRow[]) => {
      const signed = some.map(({ order_id: orderId, ca_id: caId, serial }) => ({
        orderId,
        caId,
        serial,
        profile: 'citizen-signature',
        doneBy: 'desk-1',
        certificate: Buffer.from(serial, 'hex'),
      }));
      const events = signed.map(({ serial, caId: ca, profile }) => ({
        type: 'certificate.issued' as const,
        facts: { ca, serial, profile },
      }));
      return finishSigned(db, signed, recorder.valuesOf(events), new Date(clock.now()));
    };
    expect(await finish(rows.slice(1, 2))).toEqual([true]);
    expect(await finish(rows)).toEqual([true, false, true]);
    for (const { serial } of rows)
      expect(await database.owner().query(recordsOf, [serial])).toEqual([{ type: 'certificate.issued' }]);
  });

  it('is refused when the stored bytes no longer pass the linter', async () => {
    const order = await interrupted();
    clock.advance(3 * 24 * 3600);
    expect(await service().finishInterrupted()).toBe(0);
    const [row] = await database.owner().query(orderState, [order.orderKey]);
    expect(row).toMatchObject({ state: 'refused', refusal: 'order.linter' });
  });
});

describe('the status of a certificate', () => {
  const statuses = () => createStatusService({ db, clock, recorder });
  const by = { doneBy: 'operator-1' };

  it('may be suspended, restored and revoked, each with its record; a revocation is for ever', async () => {
    const { caId, serial } = await issue();
    const key = { caId, serial };
    const change = (action: 'hold' | 'release' | 'revoke') =>
      statuses().change({ ...key, action, reason: 'keyCompromise', ...by });
    expect(await change('release')).toMatchObject({ code: 'certificate.not_allowed' });
    expect(await change('hold')).toMatchObject({ kind: 'changed', status: 'held' });
    expect(await findStatuses(db, [key])).toMatchObject([{ kind: 'held' }]);
    expect(await change('release')).toMatchObject({ kind: 'changed', status: 'good' });
    expect(await change('hold')).toMatchObject({ kind: 'changed' });
    expect(await change('revoke')).toMatchObject({ kind: 'changed', status: 'revoked' });
    for (const action of ['hold', 'release', 'revoke'] as const)
      expect(await change(action)).toMatchObject({ code: 'certificate.not_allowed' });
    expect(await findStatuses(db, [key])).toMatchObject([{ kind: 'revoked', reason: 1 }]);
    const history = await statuses().historyOf(key);
    expect(history.map(({ action }) => action)).toEqual(['issued', 'held', 'released', 'held', 'revoked']);
    const records = await database.owner().query<{ type: string }>(recordsOf, [serial]);
    expect(records.map(({ type }) => type)).toEqual([
      'certificate.issued',
      'certificate.held',
      'certificate.released',
      'certificate.held',
      'certificate.revoked',
    ]);
  });

  it('of a number that nobody has is not found', async () => {
    const unknown = { caId: 2, serial: '4000000000000000000000000000abcd' };
    expect(await statuses().change({ ...unknown, action: 'revoke', ...by })).toMatchObject({
      code: 'certificate.not_found',
    });
  });

  it('cannot be changed back, and what was signed cannot be replaced, not even by the writer', async () => {
    const { caId, serial } = await issue();
    const key = { caId, serial };
    await statuses().change({ ...key, action: 'revoke', reason: 'keyCompromise', ...by });
    const changes = [
      `status = 'good', reason = null`,
      `status = 'held', reason = 6`,
      `status = 'prepared', certificate = null, fingerprint = null, issued_at = null, reason = null`,
      'reason = 4',
      `status_at = now() + interval '1 day'`,
      `certificate = '\\x3000'`,
    ];
    for (const [index, change] of changes.entries()) {
      const sql = `update certificate set ${change} where ca_id = $1 and serial = decode($2, 'hex')`;
      await expect(db.query(statement(`test.undo_${index}`, sql), [caId, serial])).rejects.toMatchObject({
        constraint: 'certificate_final',
      });
    }
    expect(await findStatuses(db, [key])).toMatchObject([{ kind: 'revoked', reason: 1 }]);
  });

  it('and certificates are written by one role, and deleted by none', async () => {
    const rows = await database.owner().query<{ role: string; name: string; may: string }>(writers);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ role }) => role))).toEqual(new Set(['acar_pki']));
    expect(rows.filter(({ may }) => may === 'delete' || may === 'truncate')).toEqual([]);
  });

  it('cannot be changed by the web role, nor can certificates', async () => {
    const web = database.open({ role: 'acar_web' });
    for (const sql of [
      `update certificate set status = 'good'`,
      'delete from certificate_event',
      `insert into certificate_event (ca_id, serial, action, happened_at, done_by) values (1, '\\x01', 'issued', now(), 'x')`,
    ])
      await expect(web.query(statement(`test.${sql.slice(0, 6)}_${sql.length}`, sql))).rejects.toMatchObject({
        code: 'database.failed',
      });
  });
});

/** Every role of ours with any right to change a table of the certificate service, also by membership. */
const writers = statement(
  'test.writers',
  `select r.rolname as role, t.name, p.may
   from pg_roles r
   cross join unnest(array['certification_authority', 'certificate_order', 'certificate', 'certificate_event',
     'certificate_revocation_list', 'time_stamp']) as t(name)
   cross join unnest(array['insert', 'update', 'delete', 'truncate']) as p(may)
   where r.rolname like 'acar\\_%' and not r.rolsuper
     and (has_table_privilege(r.rolname, t.name, p.may)
       or (p.may in ('insert', 'update') and has_any_column_privilege(r.rolname, t.name, p.may)))`,
);
const counts = statement(
  'test.counts',
  'select (select count(*) from certificate_order) as orders, (select count(*) from certificate) as certificates',
);
type PreparedRow = { readonly order_id: string; readonly ca_id: number; readonly serial: string };
const lastPrepared = statement(
  'test.last_prepared',
  `select c.order_id, c.ca_id, encode(c.serial, 'hex') as serial from certificate c
   join certificate_order o on o.order_id = c.order_id where o.order_key = $1`,
);
const orderState = statement(
  'test.order_state',
  'select state, refusal from certificate_order where order_key = $1',
);
const recordsOf = statement(
  'test.records_of',
  `select type from interaction_record where facts->>'serial' = $1 order by id`,
);
