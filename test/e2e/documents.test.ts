import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sourceOf } from '../../certs/index.ts';
import { asic } from '../../certs/signatures/asic/index.ts';
import { pades } from '../../certs/signatures/pades/index.ts';
import { startAgent } from '../../smartcard/agent/agent.ts';
import { parseConfiguration } from '../../smartcard/agent/config.ts';
import { createDemonstrationDesk } from '../../smartcard/agent/demonstration-desk.ts';
import { blankPivState, createPivCard, loadPivKey } from '../../smartcard/virtual/index.ts';
import { pem } from '../../src/demo/certificates.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { issueCard } from '../support/card-service.ts';
import { pdfOfText } from '../support/pdf-documents.ts';
import { createPdfTools } from '../support/pdf-tools.ts';
import { type PhoneService, startPhoneService } from '../support/phone-service.ts';
import { TestReaders } from '../support/test-cards.ts';
import {
  controls,
  desktop as desktopSize,
  finish,
  openVisitor,
  textOn,
  type Visitor,
} from '../support/visitor.ts';
import { enrolWallet, view, walletPin } from '../support/wallet-page.ts';

const cardPin = '123456';
/** The first person of a test service has it. */
const personalCode = 'T000001';

let folder: string;
let test: PhoneService;
let agent: Awaited<ReturnType<typeof startAgent>>;
let browser: Browser;

async function startCardAgent() {
  const { pki, environment } = test;
  const state = blankPivState();
  for (const purpose of ['authentication', 'signature'] as const) {
    const { key: privateKey, certificate } = await issueCard(
      pki,
      { personalCode },
      { authority: 'persons-1', profile: `citizen-${purpose}` },
    );
    loadPivKey(state, purpose, { privateKey, certificate });
  }
  const readers = new TestReaders();
  readers.put('Reader A', createPivCard(state));
  return startAgent({
    configuration: parseConfiguration({
      issuers: [
        { origin: test.login, name: 'Açar' },
        { origin: test.portal, name: 'Açar portalı' },
      ],
      port: Number(new URL(environment['ACAR_CARD_AGENT_ORIGIN'] ?? '').port),
    }),
    desk: createDemonstrationDesk(readers, 60),
    version: '9.9.9',
    now: Date.now,
    log: () => undefined,
  });
}

/** Uploads a PDF; its page is shown afterwards. */
async function upload(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  const file = join(folder, name);
  writeFileSync(file, pdfOfText(name.replace(/\W/g, ' ')));
  await page.goto(`${test.portal}/me/documents`);
  await page.locator('#file').setInputFiles(file);
  await visitor.press('form[action$="/upload"] button[type="submit"]');
  await page.locator('h1', { hasText: name }).waitFor();
}

const severalFiles = ['Müqavilə.txt', 'Əlavə № 1.csv', 'Şəkil.png'];

/** Uploads them at once; their page is shown afterwards, and the name of the document given. */
async function uploadSeveral(visitor: Visitor): Promise<string> {
  const { page } = visitor;
  const files = severalFiles.map((name) => {
    const file = join(folder, name);
    writeFileSync(file, `${name}: 1000 manat`);
    return file;
  });
  await page.goto(`${test.portal}/me/documents`);
  await page.locator('#file').setInputFiles(files);
  await visitor.press('form[action$="/upload"] button[type="submit"]');
  const document = 'Müqavilə + 2.asice';
  await page.locator('h1', { hasText: document }).waitFor();
  return document;
}

async function download({ page }: Visitor): Promise<Buffer> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('a[href$="/signed"]').click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/-imzalı\.pdf$/);
  return readFileSync(await saved.path());
}

async function readSigned(bytes: Buffer) {
  const file = { name: 'x.pdf', mediaType: '', content: sourceOf(bytes) };
  const read = await pades.read({ file, detached: [] });
  if (read.kind !== 'read') throw new Error(read.message);
  return read.document.signatures.map(({ value, level, coversWholeDocument }) => ({
    value,
    level,
    coversWholeDocument,
  }));
}

/** What poppler says, which trusts our root; undefined where it is not installed. */
function popplersWord(bytes: Buffer) {
  const root = test.pki.authorities.all[0]?.chain.at(-1);
  if (!existsSync('/usr/bin/pdfsig') || !root) return undefined;
  const tools = createPdfTools(pem(root.raw));
  try {
    return { verdicts: tools.pdfsig(bytes), text: tools.text(bytes) };
  } finally {
    tools.remove();
  }
}

describeInBrowser('documents in the portal', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acar-documents-'));
    [test, browser] = await Promise.all([startPhoneService(), launchBrowser()]);
    agent = await startCardAgent();
  });
  afterAll(async () => {
    await browser?.close();
    await agent?.stop();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function signIn(visitor: Visitor): Promise<void> {
    await visitor.page.goto(`${test.portal}/sign-in?to=/me/documents`);
    await visitor.proveWithPassword(test.person);
    if (await visitor.page.locator(controls.proceed).count()) await visitor.press(controls.proceed);
    await visitor.page.waitForURL(`${test.portal}/me/documents`);
  }

  /** Both steps, from the page of the document to that which says that it is signed. */
  async function signByCard(visitor: Visitor, name: string, files: readonly string[] = []): Promise<void> {
    const { page } = visitor;
    await visitor.press('form[action="/me/documents/sign"] button[type="submit"]');
    // Step 1: the certificate, with consent and without a PIN.
    await visitor.press('form[action$="/certificate"] button');
    const consent = await textOn(page);
    expect(consent).toContain('Məqsəd: imza sertifikatınızı xidmətə vermək');
    expect(await page.locator('#pin').count()).toBe(0);
    await page.getByRole('button', { name: 'Sertifikatı ver' }).click();
    await page.getByRole('button', { name: 'Davam et' }).click();
    await visitor.press('form[data-press] button');
    // Step 2: the window shows what is signed, then the PIN.
    for (const one of [name, ...files]) expect(await textOn(page)).toContain(one);
    await visitor.press('form[action$="/sign"] button');
    const asked = await textOn(page);
    expect(asked).toContain('Məqsəd: SƏNƏDİ İMZALAMAQ');
    expect(asked).toContain(`Sənəd: ${name}`);
    // Files do not fit beside the PIN: they are shown before it.
    for (const [at, file] of files.entries())
      expect(asked).toContain(`Fayl ${at + 1}/${files.length}: ${file}`);
    if (files.length > 0) await page.getByRole('button', { name: 'Davam et' }).click();
    await page.locator('#pin').fill(cardPin);
    await page.getByRole('button', { name: 'İmzala' }).click();
    await page.getByRole('button', { name: 'Davam et' }).click();
    await visitor.press('form[data-press] button');
    expect(await textOn(page)).toContain('Sənəd imzalandı');
  }

  it('a PDF is uploaded, signed with the card in two steps, and downloaded; all of it without script', async () => {
    const visitor = await openVisitor(browser, { context: { javaScriptEnabled: false } });
    const { page } = visitor;
    await signIn(visitor);
    await upload(visitor, 'Ərizə 1.pdf');
    await signByCard(visitor, 'Ərizə 1.pdf');
    await page.getByRole('link', { name: 'Sənədə bax' }).click();
    const bytes = await download(visitor);
    expect(await readSigned(bytes)).toEqual([{ value: 'verifies', level: 'LT', coversWholeDocument: true }]);
    const word = popplersWord(bytes);
    if (word) {
      expect(word.verdicts).toMatchObject([{ isValid: true, type: 'ETSI.CAdES.detached' }]);
      expect(word.text).toContain('Elektron imza ilə imzalayıb');
      expect(word.text).toContain('Sınaq Nümunəyeva');
    }
    await visitor.close();
  });

  it('a PDF is signed with the phone, which shows its name and the same code; the page goes on by itself', async () => {
    const [desktop, phone] = [await openVisitor(browser), await openVisitor(browser)];
    await enrolWallet(test, phone.page, {
      accountId: test.person.accountId,
      phoneNumber: '+994501234567',
    });
    const { page } = desktop;
    await signIn(desktop);
    await desktop.look('documents_list');
    await upload(desktop, 'Müraciət.pdf');
    await desktop.look('documents_one');
    await desktop.press('button[formaction$="/sign-by-phone"]');
    const code = await page.locator('.acar-control-code').innerText();
    await desktop.look('documents_phone');
    await view(phone.page, 'request').waitFor();
    const told = await view(phone.page, 'request').innerText();
    expect(told).toContain('Müraciət.pdf');
    expect(told).toContain(`Açar portalı (${new URL(test.portal).host})`);
    expect(told).toContain(code);
    await phone.look('wallet_documents');
    await phone.page.locator('input[name="approve-pin"]').fill(walletPin);
    await phone.page.locator('[data-form="approve"] button[type="submit"]').click();
    await view(phone.page, 'done').waitFor();
    await page.getByText('Sənəd imzalandı').waitFor();
    await desktop.look('documents_signed');
    await page.getByRole('link', { name: 'Sənədə bax' }).click();
    expect(await readSigned(await download(desktop))).toEqual([
      { value: 'verifies', level: 'LT', coversWholeDocument: true },
    ]);
    // A container: every file in it, with its digest, on both screens.
    const several = await uploadSeveral(desktop);
    await desktop.press('button[formaction$="/sign-by-phone"]');
    await desktop.look('documents_phone_several');
    await phone.page.reload();
    await view(phone.page, 'request').waitFor();
    await phone.page.setViewportSize({ width: 320, height: 640 });
    await phone.look('wallet_documents_several');
    for (const screen of [await textOn(page), await view(phone.page, 'request').innerText()])
      for (const file of severalFiles) {
        const hex = createHash('sha256').update(`${file}: 1000 manat`).digest('hex');
        expect(screen).toContain(file);
        expect(screen).toContain((hex.match(/.{4}/g) ?? []).slice(0, 4).join(' '));
      }
    await phone.page.locator('input[name="approve-pin"]').fill(walletPin);
    await phone.page.locator('[data-form="approve"] button[type="submit"]').click();
    await page.getByText('Sənəd imzalandı').waitFor();
    await page.goto(`${test.portal}/me/documents`);
    expect(await textOn(page)).toContain(several);
    // What the other languages say, and how the card's pages look.
    await upload(desktop, 'third.pdf');
    for (const language of ['en', 'ru', 'az']) {
      await page.goto(`${page.url().replace(/\?.*/, '')}?lang=${language}`);
      await desktop.look(`documents_one_${language}`);
    }
    // The letters of a small phone, and a PDF as the browser shows it, in a sandbox.
    await page.setViewportSize({ width: 320, height: 640 });
    await desktop.look('documents_one_small');
    await page.setViewportSize(desktopSize);
    const shown = await page.evaluate(`fetch(location.pathname + '/original?show=yes').then(async (answer) =>
      [answer.headers.get('content-type'), answer.headers.get('content-security-policy'), (await answer.text()).slice(0, 5)])`);
    expect(shown).toEqual(['application/pdf', expect.stringMatching(/^sandbox;/), '%PDF-']);
    await desktop.press('form[action="/me/documents/sign"] button[type="submit"]');
    await desktop.look('documents_card');
    await desktop.press('form[action$="/cancel"] button');
    expect(await textOn(page)).toContain('Ləğv etdiniz');
    await desktop.look('documents_over');
    await finish(desktop, phone);
  });

  it('several files are uploaded at once, seen one by one, and signed with one PIN', async () => {
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await signIn(visitor);
    const name = await uploadSeveral(visitor);
    await visitor.look('documents_several');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Əlavə № 1.csv' }).click(),
    ]);
    expect(readFileSync(await saved.path(), 'utf8')).toBe('Əlavə № 1.csv: 1000 manat');
    const plain = await openVisitor(browser, { context: { javaScriptEnabled: false } });
    await signIn(plain);
    await plain.page.goto(page.url());
    await signByCard(plain, name, severalFiles);
    await plain.close();
    await page.reload();
    const [signed] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[href$="/signed"]').click(),
    ]);
    expect(signed.suggestedFilename()).toBe('Müqavilə + 2-imzalı.asice');
    const content = sourceOf(readFileSync(await signed.path()));
    const read = await asic.read({ file: { name: 'x.asice', mediaType: '', content }, detached: [] });
    if (read.kind !== 'read') throw new Error(read.message);
    expect(read.document.signatures).toMatchObject([{ value: 'verifies', coversWholeDocument: true }]);
    expect(read.document.files).toHaveLength(3);
    await finish(visitor);
  });
});
