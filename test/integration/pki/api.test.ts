import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterClient } from '../../../src/pki/index.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { startTestPkiService, type TestPkiService } from '../../support/test-pki-service.ts';

const hostName = 'gateway.tax.example';
const organisation = {
  name: 'Nümunə Vergi Xidməti',
  identifier: { scheme: 'VAT', number: '1400000002' },
} as const;
const subject = { kind: 'system', organisation, commonName: hostName } as const;

interface System {
  readonly key: string;
  readonly cert: string;
  readonly serial: string;
}

let service: TestPkiService;
let gateway: System;
let stranger: System;

/** A system's certificate, as an operator's desk issues it. */
async function makeSystem(commonName: string): Promise<System> {
  const { privateKey, request } = makeRequest();
  const issued = await service.pki.orders.issue({
    orderedBy: 'desk-1',
    orderKey: commonName,
    authority: 'systems-1',
    profile: 'agency-system',
    request,
    subject: { ...subject, commonName },
    hostNames: [commonName],
    isPublic: true,
  });
  if (issued.kind !== 'issued') throw new Error(JSON.stringify(issued));
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const cert = new X509Certificate(issued.certificate).toString();
  writeFileSync(join(service.folder, `${commonName}.key`), key, { mode: 0o600 });
  writeFileSync(join(service.folder, `${commonName}.pem`), cert);
  return { key, cert, serial: issued.serial };
}

beforeAll(async () => {
  service = await startTestPkiService();
  gateway = await makeSystem(hostName);
  stranger = await makeSystem('other.tax.example');
  const db = service.test.database.open({ role: 'acar_pki' });
  const entered = await enterClient(
    { db, clock: { now: () => Date.now() } },
    {
      name: 'tax-gateway',
      subjectId: 'VATAZ-1400000002',
      subjectName: hostName,
      authorities: ['systems-1', 'organisations-1'],
      profiles: ['agency-system'],
      hostNames: [hostName],
    },
  );
  if (entered.kind === 'refused') throw new Error(JSON.stringify(entered));
});
afterAll(async () => {
  await service?.stop();
});

async function call(system: System | undefined, path: string, body?: unknown) {
  const response = await fetch(`${service.api}${path}`, {
    dispatcher: service.reach(system),
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const pemRequest = (request: Uint8Array) =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(request).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;

const orderBody = (changes: Record<string, unknown> = {}) => ({
  orderKey: 'one',
  authority: 'systems-1',
  profile: 'agency-system',
  subject,
  request: pemRequest(makeRequest([hostName]).request),
  hostNames: [hostName],
  isPublic: false,
  ...changes,
});

describe('the order API', () => {
  it('issues once for an order, and answers the same certificate later', async () => {
    const body = orderBody();
    const first = await call(gateway, '/api/v1/orders', body);
    expect(first).toMatchObject({ status: 201, body: { authority: 'systems-1' } });
    expect(new X509Certificate(String(first.body['certificate'])).subjectAltName).toBe(`DNS:${hostName}`);
    const again = await call(gateway, '/api/v1/orders', body);
    expect(again).toMatchObject({ status: 200, body: { serial: first.body['serial'] } });
    expect(await call(gateway, '/api/v1/orders/one')).toEqual({ status: 200, body: again.body });
    const other = await call(gateway, '/api/v1/orders', orderBody());
    expect(other).toMatchObject({ status: 409, body: { code: 'order.key_reused' } });
  });

  it('suspends, restores and revokes what the system ordered, and tells its history', async () => {
    const { body } = await call(gateway, '/api/v1/orders', orderBody({ orderKey: 'two' }));
    const path = `/api/v1/certificates/systems-1/${String(body['serial'])}`;
    expect(await call(gateway, `${path}/status`, { action: 'release' })).toMatchObject({
      status: 409,
      body: { code: 'certificate.not_allowed' },
    });
    for (const action of ['hold', 'release', 'revoke'])
      expect(await call(gateway, `${path}/status`, { action })).toMatchObject({ status: 200 });
    const history = await call(gateway, `${path}/history`);
    expect(history.body['events']).toMatchObject([
      { action: 'issued', doneBy: 'client:tax-gateway' },
      { action: 'held' },
      { action: 'released' },
      { action: 'revoked', reason: 0 },
    ]);
    const foreign = `/api/v1/certificates/systems-1/${stranger.serial}/status`;
    expect(await call(gateway, foreign, { action: 'revoke' })).toMatchObject({ status: 404 });
  });

  it.each([
    [{ orderKey: 'a b' }, 400, 'http.bad_request'],
    [{ profile: 'root' }, 400, 'http.bad_request'],
    [{ request: 'nothing' }, 400, 'ca.request_malformed'],
    [{ request: Buffer.from('nothing at all').toString('base64') }, 400, 'ca.request_malformed'],
    [{ authority: 'persons-1' }, 403, 'client.not_allowed'],
    [{ profile: 'organisation-seal' }, 403, 'client.not_allowed'],
    [{ hostNames: ['portal.tax.example'] }, 403, 'client.not_allowed'],
    [{ request: pemRequest(makeRequest(['portal.tax.example']).request) }, 403, 'order.host_name'],
    [{ authority: 'organisations-1' }, 422, 'order.profile_not_allowed'],
  ])('refuses %j with %i %s', async (changes, status, code) => {
    const answer = await call(
      gateway,
      '/api/v1/orders',
      orderBody({ orderKey: `bad-${status}-${code}`, ...changes }),
    );
    expect(answer).toMatchObject({ status, body: { status, code } });
  });

  it('knows nobody without a good certificate of ours that is entered', async () => {
    expect(await call(undefined, '/api/v1/orders', orderBody())).toMatchObject({
      status: 401,
      body: { code: 'client.certificate_missing' },
    });
    expect(await call(stranger, '/api/v1/orders', orderBody())).toMatchObject({
      status: 403,
      body: { code: 'client.unknown_system' },
    });
    const { pki } = service;
    const key = { caId: pki.authorities.find('systems-1')?.caId ?? 0, serial: stranger.serial };
    await pki.statuses.change({ ...key, action: 'hold', doneBy: 'desk-1' });
    expect(await call(stranger, '/api/v1/orders', orderBody())).toMatchObject({
      status: 401,
      body: { code: 'client.certificate_refused' },
    });
  });
});

/** A real EST exchange with curl; the answer's body and headers. */
function curl(words: readonly string[]): Promise<{ status: number; type: string; file: string }> {
  const file = join(service.folder, `answer-${Math.random()}`);
  const port = new URL(service.api).port;
  const common = [
    '-sS',
    '-o',
    file,
    '-w',
    '%{http_code} %{content_type}',
    '--cacert',
    join(service.folder, 'server.pem'),
  ];
  return new Promise((done, fail) => {
    execFile(
      'curl',
      [...common, '--resolve', `pki.acar.localhost:${port}:127.0.0.1`, ...words],
      (error, out) => {
        if (error) return fail(error);
        const [status = '', ...type] = out.split(' ');
        done({ status: Number(status), type: type.join(' '), file });
      },
    );
  });
}

const identity = () => [
  '--cert',
  join(service.folder, `${hostName}.pem`),
  '--key',
  join(service.folder, `${hostName}.key`),
];

function enrol(operation: string, request: Uint8Array | string, words: readonly string[] = identity()) {
  const file = join(service.folder, 'request.b64');
  writeFileSync(file, typeof request === 'string' ? request : Buffer.from(request).toString('base64'));
  const body = ['-H', 'content-type: application/pkcs10', '--data-binary', `@${file}`];
  return curl([...words, ...body, `${service.api}/.well-known/est/${operation}`]);
}

/** What OpenSSL reads in a certs-only message. */
function certificatesIn(file: string): string[] {
  const der = `${file}.der`;
  execFileSync('openssl', ['base64', '-d', '-in', file, '-out', der]);
  const text = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-in', der, '-print_certs'], {
    encoding: 'utf8',
  });
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

describe('EST (RFC 7030) with curl', () => {
  it('gives the certificates of the authorities to everybody (4.1)', async () => {
    const answer = await curl([`${service.api}/.well-known/est/cacerts`]);
    expect(answer).toMatchObject({ status: 200, type: 'application/pkcs7-mime; smime-type=certs-only' });
    const found = certificatesIn(answer.file).map((one) => new X509Certificate(one));
    expect(found.map(({ ca }) => ca)).toEqual([true, true]);
    expect(found.some((one) => one.issuer === one.subject)).toBe(true);
  });

  it('enrols a system with the host names of its row, and the same request once (4.2)', async () => {
    const { request } = makeRequest();
    const answer = await enrol('simpleenroll', request);
    expect(answer).toMatchObject({ status: 200, type: 'application/pkcs7-mime; smime-type=certs-only' });
    const [pem = '', ...others] = certificatesIn(answer.file);
    expect(others).toEqual([]);
    const made = new X509Certificate(pem);
    expect(made.subjectAltName).toBe(`DNS:${hostName}`);
    expect(made.subject).toBe(new X509Certificate(gateway.cert).subject);
    const again = await enrol('simpleenroll', request);
    expect(certificatesIn(again.file)).toEqual([pem]);
  });

  it('renews when the request names the same subject, as OpenSSL makes it from the certificate (4.2.2)', async () => {
    const text = execFileSync(
      'openssl',
      [
        'x509',
        '-x509toreq',
        '-in',
        join(service.folder, `${hostName}.pem`),
        '-signkey',
        join(service.folder, `${hostName}.key`),
      ],
      { encoding: 'utf8' },
    );
    const request = /REQUEST-----([^-]+)-----END/.exec(text)?.[1] ?? '';
    const answer = await enrol('simplereenroll', request);
    expect(answer.status).toBe(200);
    expect(certificatesIn(answer.file)).toHaveLength(1);
    const other = await enrol('simplereenroll', makeRequest().request);
    expect(other.status).toBe(400);
  });

  it('refuses who shows no certificate, another media type, and what is no request', async () => {
    expect((await enrol('simpleenroll', makeRequest().request, [])).status).toBe(401);
    expect((await enrol('simpleenroll', '!!')).status).toBe(400);
    expect((await enrol('simpleenroll', 'A'.repeat(40_000))).status).toBe(413);
    expect((await enrol('nothing', 'AAAA')).status).toBe(404);
    const json = [
      '-H',
      'content-type: application/json',
      '-d',
      '{}',
      `${service.api}/.well-known/est/simpleenroll`,
    ];
    expect((await curl([...identity(), ...json])).status).toBe(415);
  });
});
