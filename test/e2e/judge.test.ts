import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pades } from '../../certs/signatures/pades/index.ts';
import { startAgent } from '../../smartcard/agent/agent.ts';
import { parseConfiguration } from '../../smartcard/agent/config.ts';
import { createDemonstrationDesk } from '../../smartcard/agent/demonstration-desk.ts';
import { blankPivState, createPivCard, loadPivKey } from '../../smartcard/virtual/index.ts';
import { pem } from '../../src/demo/certificates.ts';
import { jwksRoute } from '../../src/documents/index.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { type CourtServer, courtHours, courtOrigin, serveCourt } from '../support/court-world.ts';
import { freePort } from '../support/free-port.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../support/notices-world.ts';
import { createPdfTools, describeWithPdfTools } from '../support/pdf-tools.ts';
import { TestReaders } from '../support/test-cards.ts';
import { finish, openVisitor, phone, textOn, type Visitor } from '../support/visitor.ts';

const cardPin = '123456';
const clock = { now: () => Date.now() };

let world: NoticesWorld;
let judge: WorldJudge;
let court: CourtServer;
let agent: Awaited<ReturnType<typeof startAgent>>;
let browser: Browser;

/** The court's own keys for requests to card agents, as the identity provider has them. */
async function requestKeys() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'court-test', alg: 'ES256', use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    sign: (typ: string, claims: Readonly<Record<string, unknown>>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, kid: jwk.kid }).sign(privateKey),
  };
}

async function startCourt(): Promise<void> {
  const [origin, port, keys] = [await courtOrigin(), await freePort(), await requestKeys()];
  const { documents, issuing, signings } = world;
  const card = { agentOrigin: `http://127.0.0.1:${port}`, origin, sign: keys.sign };
  court = await serveCourt(
    { test: documents.database, clock },
    {
      origin,
      judges: { issuing, signings, card, hours: courtHours },
      routes: [jwksRoute(async () => keys.jwks)],
    },
  );
  const readers = new TestReaders();
  readers.put('Reader A', await cardOf(judge));
  agent = await startAgent({
    configuration: parseConfiguration({ issuers: [{ origin, name: 'Elektron məhkəmə' }], port }),
    desk: createDemonstrationDesk(readers, 60),
    version: '9.9.9',
    now: Date.now,
    log: () => undefined,
  });
}

async function cardOf({ key, person }: WorldJudge) {
  const state = blankPivState();
  const { certificate, privateKey } = key;
  loadPivKey(state, 'signature', { privateKey, certificate });
  const other = await world.documents.issueKey(person.personalCode, 'citizen-authentication');
  loadPivKey(state, 'authentication', { privateKey: other.privateKey, certificate: other.certificate });
  return createPivCard(state);
}

const actor = ({ person }: WorldJudge) => ({ ...person, method: 'card' as const, level: 'high' as const });

/** Presses and counts, and waits for the page after it. */
function presses({ page }: Visitor) {
  let count = 0;
  return {
    count: () => count,
    async press(name: string | RegExp, role: 'link' | 'button' = 'button') {
      count += 1;
      await page.getByRole(role, { name }).first().click();
    },
  };
}

describeInBrowser('a judge’s way from “my cases” to “sent”', () => {
  beforeAll(async () => {
    [world, browser] = await Promise.all([startNoticesWorld(clock), launchBrowser()]);
    judge = await world.addJudge();
    await startCourt();
  });
  afterAll(async () => {
    await browser?.close();
    await agent?.stop();
    await court?.stop();
    await world?.stop();
  });

  const two = [
    { name: 'Gülnarə İşıqlı Şəxsova', code: '7ABC123', mobile: '+994501112233' },
    { name: 'Иван Ёлкин', role: 'defendant', mobile: '+994552223344', language: 'ru' },
  ] as const;

  /** From the list of cases, which begins with the newest, to the page that tells of the sending. */
  async function send(visitor: Visitor, count: number): Promise<number> {
    const { page } = visitor;
    const way = presses(visitor);
    await page.goto(`${court.origin}/courts/binaqadi/my-cases`);
    await visitor.look('court_my_cases');
    await way.press(/^Yeni bildiriş/, 'link');
    await page.locator('#text').waitFor();
    expect(await page.locator('[data-part="due"]').isVisible()).toBe(false);
    await visitor.look('court_new_notice');
    await way.press('Hazırla');
    await page.getByRole('heading', { name: 'İmzalanmamış bildirişlər' }).waitFor();
    await visitor.look('court_unsigned');
    await way.press('Kartla imzala və göndər');
    // The court's page calls the agent by itself, whose window shows the documents before it asks for the PIN.
    for (const shown of [1, count]) await page.getByText(`Sənəd ${shown}/${count}: B-001-`).waitFor();
    await way.press('Davam et');
    await page.locator('#pin').waitFor();
    await page.locator('#pin').fill(cardPin);
    await way.press('İmzala');
    await page.getByText('Bildirişlər imzalandı və göndərilir').waitFor();
    await visitor.look('court_signed');
    return way.count();
  }

  it('is five presses and one PIN for three participants, once the card is known', async () => {
    court.actAs(actor(judge));
    const visitor = await openVisitor(browser, { targets: true });
    const { page } = visitor;
    await world.sign(judge, await world.prepare(judge, await world.addCase(judge, two)));
    const caseId = await world.addCase(judge, [...two, { name: 'Ünvansız Naməlum', role: 'witness' }]);
    expect(await send(visitor, 3)).toBe(5);
    const detail = await world.issuing.caseOf(judge, caseId);
    expect(detail?.notices.map(({ state, deliveries }) => [state, deliveries.length])).toEqual(
      Array.from({ length: 3 }, () => ['sent', 1]),
    );
    await page.goto(`${court.origin}/courts/binaqadi/my-cases/${caseId}`);
    await visitor.look('court_case');
    expect(await textOn(page)).toContain('Göndərilib:');
    expect(await textOn(page)).toContain('Əlaqə yoxdur');
    await page.goto(`${court.origin}/courts/binaqadi/calendar?week=${weekOf(detail?.hearings[0]?.startsAt)}`);
    await visitor.look('court_calendar');
    expect(await textOn(page)).toContain(detail?.number ?? 'no number');
    await finish(visitor);
  });

  describeWithPdfTools('to other programs', () => {
    it('notices in three languages are signed and readable', async () => {
      const caseId = await world.addCase(judge);
      await world.sign(judge, await world.prepare(judge, caseId));
      const tools = createPdfTools(pem(world.documents.root.raw));
      try {
        const detail = await world.issuing.caseOf(judge, caseId);
        const said: string[] = [];
        for (const { noticeId } of detail?.notices ?? []) {
          const bytes = await bytesOf(noticeId);
          expect(tools.check(bytes)).toMatchObject({ isSound: true });
          expect(tools.pdfsig(bytes)).toMatchObject([{ isValid: true, type: 'ETSI.CAdES.detached' }]);
          said.push(tools.text(bytes));
        }
        const all = said.join('\n');
        expect(all).toContain('Məhkəmə iclasına çağırış');
        expect(all).toContain('Gülnarə İşıqlı Şəxsova (İddiaçı)');
        expect(all).toContain('Вызов на судебное заседание');
        expect(all).toContain('Иван Ёлкин (Ответчик)');
        expect(all).toContain('Summons to a court hearing');
      } finally {
        tools.remove();
      }
    });
  });

  it('goes on after a sign-in where the session ended in the middle, with nothing lost', async () => {
    const other = await world.addJudge();
    const ids = await world.prepare(other, await world.addCase(other));
    const begun = await world.issuing.beginSigning(other, ids);
    if (begun.kind === 'refused') throw new Error(begun.code);
    const path = `/courts/binaqadi/notices/signing/${begun.signingId}`;
    const visitor = await openVisitor(browser, { context: { javaScriptEnabled: false } });
    const { page } = visitor;
    court.actAs(actor(other));
    await page.goto(`${court.origin}${path}`);
    court.actAs(undefined);
    await page.locator('form[action$="/cancel"] button').click();
    await page.waitForURL(/\/sign-in\?/);
    expect(new URL(page.url()).searchParams.get('to')).toBe(path);
    court.actAs(actor(other));
    await page.goto(`${court.origin}${path}`);
    expect(await page.locator('form[action$="/certificate"]').count()).toBe(1);
    await visitor.close();
  });

  it('works without script, on a phone', async () => {
    court.actAs(actor(judge));
    await world.addCase(judge);
    const visitor = await openVisitor(browser, { context: { javaScriptEnabled: false, viewport: phone } });
    const { page } = visitor;
    for (const path of ['my-cases', 'calendar', 'notices/unsigned']) {
      await page.goto(`${court.origin}/courts/binaqadi/${path}`);
      expect(await page.locator('h1').count()).toBe(1);
    }
    await visitor.close();
  });

  it('shows every page on a phone without scrolling sideways', async () => {
    court.actAs(actor(judge));
    const caseId = await world.addCase(judge, [{ name: 'Ə'.repeat(200), mobile: '+994501112233' }]);
    await world.prepare(judge, caseId);
    const context = { viewport: { width: 390, height: 844 } };
    const visitor = await openVisitor(browser, { context, targets: true });
    const { page } = visitor;
    const paths = [
      'my-cases',
      `my-cases/${caseId}`,
      `my-cases/${caseId}/notices/new`,
      'notices/unsigned',
      'calendar',
      `cases/${caseId}/hearings`,
      `cases/${caseId}/lookup`,
    ];
    for (const [index, path] of paths.entries()) {
      await page.goto(`${court.origin}/courts/binaqadi/${path}`);
      await visitor.look(`court_phone_${index}`);
    }
    await finish(visitor);
  });
});

async function bytesOf(noticeId: string): Promise<Buffer> {
  const file = await world.issuing.file(judge, noticeId);
  if (!file) throw new Error('no file');
  const read = await pades.read({ file, detached: [] });
  if (read.kind !== 'read') throw new Error(read.message);
  expect(read.document.signatures).toMatchObject([{ value: 'verifies', problems: [] }]);
  const pieces: Uint8Array[] = [];
  for await (const piece of file.content.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

function weekOf(at: Date | undefined): string {
  return new Date((at?.getTime() ?? 0) + 4 * 3_600_000).toISOString().slice(0, 10);
}
