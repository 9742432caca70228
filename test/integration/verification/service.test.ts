import { sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch, FormData } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCertificate, signatureSchemes } from '../../../certs/index.ts';
import { cades } from '../../../certs/signatures/cades/index.ts';
import { readAll, sourceOf } from '../../../certs/signatures/index.ts';
import { readTrustedList } from '../../../certs/signatures/trust/index.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';
import { listOfWorld } from '../../support/trusted-lists.ts';
import { startTestPkiService, type TestPkiService } from '../../support/test-pki-service.ts';

let service: TestPkiService;
let world: SigningWorld;
const folder = mkdtempSync(join(tmpdir(), 'acar-verifying-'));

/** Writes files of the test; their path. */
function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}

/** The service seals with a key of the signing world, and believes its list. */
async function environment(listSigner: 'seal' | 'p256'): Promise<Record<string, string>> {
  const list = write('list.xml', await listOfWorld(world));
  const signers = write(`${listSigner}.pem`, world.pemOf(listSigner));
  return {
    ACAR_SEAL_KEY_FILE: write('seal.key', world.keyPemOf('seal')),
    ACAR_SEAL_CERTIFICATE_FILE: write('own.pem', world.pemOf('seal')),
    ACAR_TRUSTED_LIST_FILE: join(import.meta.dirname, '../../../src/demo/trusted-list.yaml'),
    ACAR_VERIFICATION_TRUSTED_LISTS: `${list}=${signers}`,
  };
}

beforeAll(async () => {
  world = await createSigningWorld();
  service = await startTestPkiService(await environment('seal'));
});
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true });
});

async function sealedDocument() {
  const { request, privateKey } = makeRequest();
  const organisation = {
    name: 'Nümunə Möhür MMC',
    identifier: { scheme: 'VAT', number: '1400000003' },
  } as const;
  const issued = await service.pki.orders.issue({
    orderedBy: 'desk-1',
    orderKey: 'seal',
    authority: 'organisations-1',
    profile: 'organisation-seal',
    subject: { kind: 'organisation', organisation, commonName: organisation.name },
    request,
    isPublic: true,
  });
  if (issued.kind !== 'issued') throw new Error(issued.message);
  const read = readCertificate(issued.certificate);
  if (read.kind !== 'read') throw new Error(read.message);
  const files = [{ name: 'a.txt', mediaType: 'text/plain', content: sourceOf(Buffer.from('salam')) }];
  const scheme = signatureSchemes['ecdsa-sha256'];
  const order = { files, certificate: read.value, chain: [], scheme, time: Date.now() };
  const { toBeSigned, state } = await cades.prepare(order, { packaging: 'enveloping' });
  const signed = await cades.complete(state, files, sign('sha256', toBeSigned, privateKey));
  return { document: (await readAll(signed, 100_000)) ?? Buffer.alloc(0), issued };
}

async function verify(document: Uint8Array): Promise<unknown> {
  const body = new FormData();
  body.append('document', new Blob([Buffer.from(document)]), 'a.p7m');
  const dispatcher = service.reach();
  const answer = await fetch(`${service.verification}/verify`, { method: 'POST', body, dispatcher });
  const report: unknown = await answer.json();
  await dispatcher.close();
  return report;
}

it('a signature of our own authorities passes with their word of now, and not after a revocation', async () => {
  const { document, issued } = await sealedDocument();
  expect(await verify(document)).toMatchObject({
    outcome: 'passed',
    signatures: [{ statuses: [{ source: 'ocsp' }] }],
    asked: expect.arrayContaining([
      { what: 'ocsp', address: expect.stringContaining('/ocsp'), outcome: 'answered' },
    ]),
  });
  const { caId, serial } = issued;
  await service.pki.statuses.change({
    caId,
    serial,
    action: 'revoke',
    reason: 'keyCompromise',
    doneBy: 'desk-1',
  });
  await expect
    .poll(() => verify(document), { timeout: 15_000 })
    .toMatchObject({ signatures: [{ subIndication: 'REVOKED_NO_POE' }] });
});

it('publishes a trusted list that its seal signs, and names it on its page (ETSI TS 119 612)', async () => {
  const address = `${service.origin}/trusted-list.xml`;
  const dispatcher = service.reach();
  await expect.poll(async () => (await fetch(address, { dispatcher })).status, { timeout: 15_000 }).toBe(200);
  const bytes = new Uint8Array(await (await fetch(address, { dispatcher })).arrayBuffer());
  const read = await readTrustedList(bytes, { signers: [world.certificateOf('seal')], time: Date.now() });
  expect(read).toMatchObject({ kind: 'read', list: { territory: 'AZ', sequenceNumber: 1 } });
  const home = await (await fetch(`${service.origin}/`, { dispatcher })).text();
  expect(home).toContain('href="/trusted-list.xml"');
  await dispatcher.close();
});

it('believes a document by a list of others, and does not start with a list that another signed', async () => {
  const files = [{ name: 'a.txt', mediaType: 'text/plain', content: sourceOf(Buffer.from('salam')) }];
  const { toBeSigned, state } = await cades.prepare(world.orderOf('p256', files), {
    packaging: 'enveloping',
  });
  const signed = await cades.complete(state, files, world.sign('p256', toBeSigned));
  const file = { name: 'a.p7m', mediaType: '', content: signed };
  const raised = await cades.raise({ file, detached: [] }, 'LT', world.sources);
  const document = (await readAll(raised, 100_000)) ?? Buffer.alloc(0);
  expect(await verify(document)).toMatchObject({ outcome: 'passed', signatures: [{ level: 'LT' }] });
  const wrong = await environment('p256');
  await expect(startTestPkiService(wrong)).rejects.toThrow(
    /ACAR_VERIFICATION_TRUSTED_LISTS: list\.xml: trusted_list\.signer/,
  );
});
