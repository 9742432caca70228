import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Row, statement } from '../../src/db/index.ts';
import { createOwnRecords } from '../../src/records/index.ts';
import { acar } from '../support/acar-command.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { type CourtService, startCourtService } from '../support/court-service.ts';
import {
  checkMessages,
  citizen,
  clerkMobile,
  drawnJudge,
  look,
  readNotice,
  registerCase,
  sendNotices,
  signInAsClerk,
  signInAsJudge,
  signInByPhone,
} from '../support/court-way.ts';
import { courtActors } from '../support/court-world.ts';
import { whatPcscLacks } from '../support/pcsc-world.ts';
import { createPdfTools, describeWithPdfTools } from '../support/pdf-tools.ts';
import type { TestPerson } from '../support/test-service.ts';
import { finish, loadInPage, openVisitor, phone, textOn, type Visitor } from '../support/visitor.ts';
import { enrolWallet } from '../support/wallet-page.ts';

let court: CourtService;
let browser: Browser;
let clerkPerson: TestPerson;
let citizenPerson: TestPerson;
/** The file that the party took home. */
let pdf: string;

interface KeptRecord {
  readonly record: string;
  readonly receipt: string;
}

function keep(kind: string, { record, receipt }: KeptRecord): KeptRecord {
  const files = {
    record: join(court.folder, `${kind}.json`),
    receipt: join(court.folder, `${kind}.tlog-proof`),
  };
  writeFileSync(files.record, record);
  writeFileSync(files.receipt, receipt);
  return files;
}

/** The record of the reading and its receipt, as the party's browser loads them from the notice's page. */
async function keepReading({ page }: Visitor): Promise<KeptRecord> {
  await page.getByRole('link', { name: 'Bildirişə qayıt' }).click();
  const load = async (what: string) => {
    const address = await page.locator(`main a[href^="/me/history/"][href$="/${what}"]`).getAttribute('href');
    // The checkpoint that covers it comes within a second.
    await expect.poll(async () => (await loadInPage(page, address ?? '')).status).toBe(200);
    return (await loadInPage(page, address ?? '')).text;
  };
  return keep('notice.read', { record: await load('record'), receipt: await load('receipt') });
}

const findSent = statement(
  'test.find_sent',
  `select id::text, facts ->> 'subject' as subject from interaction_record
    where type = 'notice.sent' and facts ->> 'subject' is not null`,
);

/** The record of the sending to the party who is known by a code. */
async function keepSending(): Promise<KeptRecord> {
  const { database } = court.test;
  const [sent] = await database.owner().query<Row & { id: string; subject: string }>(findSent);
  const { id = '', subject = '' } = sent ?? {};
  const records = createOwnRecords(database.open());
  const receipt = await records.receiptOf(citizenPerson.accountId, id, [subject]);
  if (receipt?.kind !== 'given') throw new Error('no receipt');
  const record = (await records.documentOf(citizenPerson.accountId, id, [subject])) ?? '';
  return keep('notice.sent', { record, receipt: receipt.text });
}

async function checkReceipts(visitor: Visitor): Promise<void> {
  const key = court.test.service.recordLog?.verifierKey ?? '';
  for (const { record, receipt } of [await keepReading(visitor), await keepSending()]) {
    const verify = (file: string) =>
      acar(['verify', 'receipt', '--receipt', receipt, '--record', file, '--log-key', key]);
    expect(await verify(record)).toMatchObject({ status: 0, out: expect.stringMatching(/^valid/) });
    const altered = `${record}.altered`;
    writeFileSync(altered, readFileSync(record, 'utf8').replace('binaqadi', 'xazar'));
    expect((await verify(altered)).status).toBe(1);
  }
}

const how = whatPcscLacks() ?? 'over pcscd';
describeInBrowser(`a notice on its whole way, from the clerk to the party (card: ${how})`, () => {
  beforeAll(async () => {
    [court, browser] = await Promise.all([startCourtService(), launchBrowser()]);
    const { personalCode } = courtActors.clerk;
    [clerkPerson, citizenPerson] = await Promise.all([
      court.test.addPerson({
        personalCode,
        givenName: 'Aygün',
        familyName: 'Dəftərxana',
        mobile: clerkMobile,
      }),
      court.test.addPerson(citizen),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await court?.stop();
  });

  it('is registered, drawn, signed with six presses and one PIN, delivered, read by phone, and proven', async () => {
    const [clerk, judge, party, wallet] = await Promise.all([
      openVisitor(browser),
      // The page's look whether an agent is there is refused without a permission; nothing depends on it.
      openVisitor(browser, { expected: /loopback|CORS|net::ERR_FAILED/ }),
      openVisitor(browser),
      openVisitor(browser, { context: { viewport: phone } }),
    ]);
    await signInAsClerk(court, clerk, clerkPerson);
    const number = await registerCase(clerk);
    const drawn = await drawnJudge(clerk);
    await signInAsJudge(court, judge, drawn);
    const { presses, pins, shown } = await sendNotices(court, judge, number);
    expect({ presses, pins }).toEqual({ presses: 6, pins: 1 });
    expect(shown).toMatch(/Elektron məhkəmə[^]*B-001-[^]*B-001-/);
    const address = await checkMessages(court);
    const { accountId } = citizenPerson;
    await enrolWallet(court.test, wallet.page, { accountId, phoneNumber: citizen.mobile });
    await signInByPhone(party, wallet, address);
    pdf = await readNotice(court, party);
    await checkReceipts(party);
    await clerk.page.reload();
    expect(await textOn(clerk.page)).toContain('oxunub');
    await look(clerk, '30_case_in_the_end');
    await judge.page.getByRole('link', { name: 'İşlərim' }).last().click();
    await judge.press('main h2 a');
    await look(judge, '31_judges_case');
    await finish(clerk, judge, party, wallet);
  });

  it('comes from a draw that everybody can make anew', async () => {
    const said = await acar(['verify', 'draws', '--court', 'binaqadi', '--data', court.folder]);
    expect(said).toMatchObject({ status: 0, err: '' });
    expect(said.out).toMatch(/binaqadi: 1 draws[^]*\bvalid/);
  });

  it('has a PDF that our command judges TOTAL-PASSED, and a spoilt copy TOTAL-FAILED', async () => {
    const root = join(court.folder, 'root.pem');
    writeFileSync(root, court.rootPem);
    const verdictOf = (file: string) =>
      acar(['verify', 'document', '--file', file, '--ca', root, '--tsa', root, '--ocsp', root]);
    expect(await verdictOf(pdf)).toMatchObject({ status: 0, out: expect.stringMatching(/^TOTAL-PASSED/) });
    const copy = join(court.folder, 'spoilt.pdf');
    writeFileSync(copy, spoilt());
    expect(await verdictOf(copy)).toMatchObject({ status: 1, out: expect.stringMatching(/^TOTAL-FAILED/) });
  });

  describeWithPdfTools('to other programs', () => {
    it('is a sound PDF with a valid signature, and says what the party must know', () => {
      const tools = createPdfTools(court.rootPem);
      try {
        const bytes = readFileSync(pdf);
        expect(tools.check(bytes)).toMatchObject({ isSound: true });
        expect(tools.pdfsig(bytes)).toMatchObject([{ isValid: true, type: 'ETSI.CAdES.detached' }]);
        expect(tools.pdfsig(spoilt())).toMatchObject([{ isValid: false }]);
        const said = tools.text(bytes);
        for (const part of ['Məhkəmə iclasına çağırış', 'Gülnarə Şıxəliyeva (İddiaçı)', 'İcarə haqqının'])
          expect(said).toContain(part);
      } finally {
        tools.remove();
      }
    });
  });
});

/** The PDF with one bit of its content turned. */
function spoilt(): Buffer {
  const bytes = readFileSync(pdf);
  const at = bytes.indexOf('stream\n') + 40;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
