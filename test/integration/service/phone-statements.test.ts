import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import {
  type BrowserPage,
  type BrowserSession,
  createBrowserSession,
} from '../../support/browser-session.ts';
import { day, issueCa } from '../../support/der-pki.ts';
import { startOcspServer } from '../../support/ocsp-server.ts';
import { answerTo, issueForPhone } from '../../support/phone-methods.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';
import { untilShown } from '../../support/phone-service.ts';

/* As in statements.test.ts: what each step of a sign-in by code asks of the database, one browser alone. */

const validity = { notBefore: Date.now() - day, notAfter: Date.now() + day };
const authority = issueCa({ subject: 'phones', ...validity });
const phone = issueForPhone(authority, validity);
let folder: string;
let responder: Awaited<ReturnType<typeof startOcspServer>>;
let test: TestService;
let browser: BrowserSession;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acar-statements-'));
  writeFileSync(join(folder, 'phones.cer'), authority.certificate.raw);
  responder = await startOcspServer(authority, [phone], () => Date.now());
  const environment = {
    ACAR_ROLES: 'web',
    ACAR_WALLET_ORIGIN: 'http://wallet.acar.localhost:9',
    ACAR_PHONE_AUTHORITY_FILES: join(folder, 'phones.cer'),
    ACAR_PHONE_OCSP_URLS: responder.address,
  };
  test = await startTestService({ environment });
  browser = createBrowserSession();
  await test.addPerson({ personalCode: '5ARPXN9' });
});
afterAll(async () => {
  await browser?.close();
  await test?.stop();
  await responder?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The phone's side, written at once: its own statements are counted elsewhere. */
const setTaken = statement(
  'test.set_taken',
  `with changed as (update phone_request set state = 'taken' where state = 'open'
     returning request_id as id, client_id, service_name, number, nonce)
   select *, pg_notify('phone', 'request:' || id) from changed`,
);
const setApproved = statement(
  'test.set_approved',
  `with changed as (update phone_request set state = 'approved', payload = $2, signature = $3, algorithm = $4,
     certificate = $5, ended_at = now() where request_id = $1 returning request_id)
   select pg_notify('phone', 'request:' || request_id) from changed`,
);

interface Taken extends Record<string, unknown> {
  readonly id: string;
  readonly client_id: string;
  readonly service_name: string;
  readonly number: string;
  readonly nonce: Buffer;
}

async function take() {
  const [row] = await test.database.owner().query<Taken>(setTaken);
  if (!row) throw new Error('no code is open');
  const shown = { flow: 'qr', language: 'az', browser: '', place: '' } as const;
  const asked = { ...shown, clientId: row.client_id, serviceName: row.service_name };
  return { id: row.id, number: row.number, nonce: row.nonce.toString('base64url'), asked };
}

async function approve(taken: Awaited<ReturnType<typeof take>>): Promise<void> {
  const signer = { key: phone.key, certificate: phone.certificate.raw };
  const { payload, signature, algorithm, certificate } = answerTo(signer, taken, taken);
  const values = [taken.id, payload, signature, algorithm, Buffer.from(certificate)];
  await test.database.owner().query(setApproved, values);
}

const look = 'oidc_item.find, phone_request.progress';

describe('statements of one browser that waits for a phone', () => {
  it('open a code with one more than a password page, and show as many frames as it takes with none', async () => {
    const choices = await browser.get(`${test.portal}/sign-in?to=/me`);
    test.statements();
    const page: BrowserPage = await browser.submit(choices, '/choose', { method: 'qr' });
    expect(test.statements().join(', ')).toBe(
      `oidc_item.find, phone_request.insert, oidc_item.upsert, ${look}`,
    );
    const events = await browser.events(`${page.url.href}/events`);
    const first = await events.next();
    expect(await events.next()).not.toEqual(first);
    // One look for the page that is there already, one that begins the wait.
    expect(test.statements().join(', ')).toBe(`${look}, phone_request.progress`);
    await events.next();
    await events.next();
    expect(test.statements()).toEqual([]);

    const taken = await take();
    const event = await untilShown(events, ({ values }) => values.phase !== 'code');
    expect(event).toMatchObject({ values: { phase: 'number', number: taken.number } });
    await approve(taken);
    await untilShown(events, ({ isAnswered }) => isAnswered);
    test.statements();
    await browser.submit(await browser.get(page.url), '/advance');
    const [shown, answered] = [look, 'phone_request.progress, phone_request.give, account.find_standing'];
    expect(test.statements().join(', ')).toContain(`${shown}, oidc_item.find, ${answered}, record.insert`);
  });
});
