import { sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { encodeCertificatesOnly } from '../../../certs/cms/index.ts';
import { signatureSchemes } from '../../../certs/keys/index.ts';
import { cades } from '../../../certs/signatures/cades/index.ts';
import { readAll } from '../../../certs/signatures/index.ts';
import { acar } from '../../support/acar-command.ts';
import { type Entity, extension, issue, issueCa, issueCrl } from '../../support/der-pki.ts';
import { fileOf } from '../../support/signature-formats.ts';

/** Authorities whose certificates lead to a server here, and a document that brings nothing but the signer's own. */

const folder = mkdtempSync(join(tmpdir(), 'acar-online-'));
const path = (name: string) => join(folder, name);
const day = 86_400_000;
let origin = '';
let server: Server;
/** By path; what is asked for is remembered. */
const served = new Map<string, { readonly type: string; readonly body: Uint8Array }>();
const wanted: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    wanted.push(request.url ?? '');
    const found = served.get(request.url ?? '');
    if (found) response.writeHead(200, { 'content-type': found.type }).end(found.body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await makeWorld();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

const uri = (text: string) => der.encode(0x86, Buffer.from(text));
const issuersAt = (address: string) =>
  extension(
    oids.authorityInfoAccess,
    der.sequence(der.sequence(der.oid(oids.accessCaIssuers), uri(address))),
  );
const listAt = (address: string) =>
  extension(
    oids.cRLDistributionPoints,
    der.sequence(der.sequence(der.explicit(0, der.encode(0xa0, uri(address))))),
  );

async function makeWorld(): Promise<void> {
  const times = { notBefore: Date.now() - day, notAfter: Date.now() + 300 * day };
  const lists = { number: 1, thisUpdate: Date.now() - 1000, nextUpdate: Date.now() + day };
  const root = issueCa({ subject: 'Root', ...times });
  const extensions = [issuersAt(`${origin}/root.cer`), listAt(`${origin}/root.crl`)];
  const upper = issueCa({ subject: 'Upper', issuer: root, extensions, ...times });
  const lower = issueCa({
    subject: 'Lower',
    issuer: upper,
    extensions: [issuersAt(`${origin}/upper.p7c`), listAt(`${origin}/upper.crl`)],
    ...times,
  });
  const signer = issue({
    subject: 'Signer',
    issuer: lower,
    extensions: [
      extension(oids.keyUsage, der.namedBits([1]), true),
      issuersAt(`${origin}/lower.cer`),
      listAt(`${origin}/lower.crl`),
    ],
    ...times,
  });
  const put = (name: string, type: string, body: Uint8Array) => served.set(name, { type, body });
  put('/lower.cer', 'application/pkix-cert', lower.certificate.raw);
  put('/upper.p7c', 'application/pkcs7-mime', encodeCertificatesOnly([upper.certificate.raw]));
  for (const [name, issuer] of [
    ['root', root],
    ['upper', upper],
    ['lower', lower],
  ] as const)
    put(`/${name}.crl`, 'application/pkix-crl', issueCrl({ issuer, ...lists }).raw);
  writeFileSync(path('root.der'), root.certificate.raw);
  writeFileSync(path('signed.p7m'), await signBy(signer));
}

async function signBy({ key, certificate }: Entity): Promise<Uint8Array> {
  const files = [fileOf('a.txt', 'salam')];
  const order = { files, certificate, chain: [], scheme: signatureSchemes['ecdsa-sha256'], time: Date.now() };
  const { toBeSigned, state } = await cades.prepare(order, { packaging: 'enveloping' });
  const signed = await cades.complete(state, files, sign('sha256', toBeSigned, key));
  return (await readAll(signed, 100_000)) ?? new Uint8Array();
}

const verify = (...words: readonly string[]) =>
  acar(['verify', 'document', '--file', path('signed.p7m'), '--ca', path('root.der'), ...words]);

describe('acar verify document --online', () => {
  it('fetches nothing without the flag', async () => {
    wanted.length = 0;
    const answer = await verify('--json');
    expect(answer.status).toBe(1);
    expect(JSON.parse(answer.out)).toMatchObject({
      signatures: [{ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }],
    });
    expect(wanted).toEqual([]);
  });

  it('fetches the missing issuers and the revocation lists from the origins that are named, and tells it', async () => {
    const answer = await verify('--online', '--online-origins', origin, '--json');
    expect(answer).toMatchObject({ status: 0, err: '' });
    const { signatures, asked } = JSON.parse(answer.out);
    expect(signatures).toMatchObject([{ indication: 'TOTAL-PASSED', intact: true }]);
    const addresses = ['/lower.cer', '/upper.p7c', '/lower.crl', '/upper.crl', '/root.crl'];
    expect(asked.map(({ address }: { address: string }) => address).toSorted()).toEqual(
      addresses.map((one) => origin + one).toSorted(),
    );
    expect(asked).toContainEqual({ what: 'issuer', address: `${origin}/upper.p7c`, outcome: 'answered' });
    const shown = await verify('--online', '--online-origins', origin);
    expect(shown.out).toContain(`answered: crl ${origin}/root.crl`);
  });

  it('asks no private address that was not named, and none beside those that were', async () => {
    wanted.length = 0;
    const open = await verify('--online', '--json');
    expect(open.status).toBe(1);
    expect(JSON.parse(open.out).asked).toEqual([
      { what: 'issuer', address: `${origin}/lower.cer`, outcome: 'failed' },
    ]);
    const other = await verify('--online', '--online-origins', 'http://127.0.0.1:1', '--json');
    expect(JSON.parse(other.out).asked).toEqual([]);
    expect(wanted).toEqual([]);
  });

  it('tells who did not answer, and does not pass', async () => {
    const list = served.get('/upper.crl');
    served.delete('/upper.crl');
    const answer = await verify('--online', '--online-origins', origin, '--json');
    if (list) served.set('/upper.crl', list);
    expect(answer.status).toBe(1);
    const { signatures, asked } = JSON.parse(answer.out);
    expect(signatures).toMatchObject([{ indication: 'INDETERMINATE' }]);
    expect(asked).toContainEqual({ what: 'crl', address: `${origin}/upper.crl`, outcome: 'failed' });
  });

  it('does not take another certificate for the issuer', async () => {
    const right = served.get('/lower.cer');
    served.set('/lower.cer', { type: 'application/pkix-cert', body: Buffer.from('no certificate') });
    const answer = await verify('--online', '--online-origins', origin, '--json');
    if (right) served.set('/lower.cer', right);
    expect(JSON.parse(answer.out)).toMatchObject({
      signatures: [{ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }],
      asked: [{ what: 'issuer', outcome: 'failed' }],
    });
  });

  it('is for now alone, and its origins are origins', async () => {
    const past = await verify('--online', '--time', '2026-01-31T12:00:00Z');
    expect(past).toMatchObject({ status: 2, err: expect.stringContaining('--online') });
    expect((await verify('--online', '--online-origins', `${origin}/a`)).status).toBe(2);
    expect((await verify('--online-origins', origin)).status).toBe(2);
  });
});
