import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityViolations, scrollsSideways, smallTargets, takePicture } from './browser.ts';
import type { CourtService } from './court-service.ts';
import { type CourtActor, courtActors } from './court-world.ts';
import { joinedTexts } from './sms-center.ts';
import type { TestPerson } from './test-service.ts';
import { controls, desktop, phone, textOn, type Visitor } from './visitor.ts';
import { fill, send, view, walletPin } from './wallet-page.ts';

const cardPin = '123456';
export const clerkMobile = '+994500000001';
/** A party with an account; the other party has a mobile number alone. */
export const citizen = {
  personalCode: '8CTZ008',
  givenName: 'Gülnarə',
  familyName: 'Şıxəliyeva',
  email: 'gulnare@example.az',
  mobile: '+994501112233',
};
const judges: readonly CourtActor[] = [courtActors.judge, courtActors.otherJudge];

/** The page as it stands on a desktop and on a phone, whatever pages of its title were looked at before. */
export async function look({ page }: Visitor, name: string): Promise<void> {
  for (const [suffix, size] of [
    ['_phone', phone],
    ['', desktop],
  ] as const) {
    await page.setViewportSize(size);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await smallTargets(page)).toEqual([]);
    await takePicture(page, `court_${name}${suffix}`);
  }
}

/** The texts that a number was sent, in the order in which they became whole. */
const smsTo = ({ operator }: CourtService, number: string) =>
  joinedTexts(operator.parts.filter((part) => `+${part.destination_addr}` === number));

async function codeBySms(court: CourtService, number: string): Promise<string> {
  const find = () => /\b\d{6}\b/.exec(smsTo(court, number).join(' '))?.[0];
  await expect.poll(find).toBeDefined();
  return find() ?? '';
}

/** With code, password and the code by SMS, at the court's origin. */
export async function signInAsClerk(court: CourtService, visitor: Visitor, clerk: TestPerson): Promise<void> {
  const { page } = visitor;
  await page.goto(`${court.test.court}/`);
  await visitor.proveWithPassword(clerk);
  await page.locator('#code').fill(await codeBySms(court, clerkMobile));
  await visitor.press(controls.submit);
  await page.waitForURL(`${court.test.court}/courts/binaqadi`);
  await look(visitor, '01_workplace');
}

/** From the clerk's workplace to a registered case; its number. */
export async function registerCase(visitor: Visitor): Promise<string> {
  const { page } = visitor;
  await visitor.press('header a[href="/courts/binaqadi/cases"]');
  await look(visitor, '02_cases');
  await visitor.press('main a[href="/courts/binaqadi/cases/new"]');
  await look(visitor, '03_new_case');
  await page.locator('#subject').fill('İcarə haqqının ödənilməsi haqqında');
  await page.locator('#code-1').fill(citizen.personalCode);
  await page.getByRole('button', { name: 'Adı tap' }).first().click();
  await page.getByText('Ad tapıldı').waitFor();
  expect(await page.locator('#name-1').inputValue()).toBe(`${citizen.givenName} ${citizen.familyName}`);
  await page.locator('#mobile-1').fill('050 111 22 33');
  await page.locator('#email-1').fill(citizen.email);
  await page.locator('#name-2').fill('Иван Ёлкин');
  await page.locator('#mobile-2').fill('+994552223344');
  await page.locator('#language-2').selectOption('ru');
  await look(visitor, '04_case_filled');
  await page.locator('button[value="register"]').click();
  await page.waitForURL(/news=registered/);
  await look(visitor, '05_registered');
  return (await page.locator('h1').innerText()).replace('İş ', '');
}

/** Whom the lot gave the case, as the page that tells how it gets its judge says by and by. */
export async function drawnJudge(visitor: Visitor): Promise<CourtActor> {
  const { page } = visitor;
  await visitor.press('main a[href$="/judge"]');
  const find = async () => {
    const text = await page.locator('main .acar-facts').innerText();
    const again = page.getByRole('link', { name: 'Yenilə' });
    if (await again.count()) await again.click();
    return judges.find(({ name }) => text.includes(name));
  };
  await expect.poll(find).toBeDefined();
  const drawn = await find();
  await look(visitor, '06_drawn');
  await visitor.press('main a:has-text("İşə qayıt")');
  return drawn ?? courtActors.judge;
}

export async function signInAsJudge(court: CourtService, visitor: Visitor, judge: CourtActor): Promise<void> {
  const { page } = visitor;
  const [givenName = '', surname = ''] = judge.name.split(' ');
  await court.insertCardOf({ personalCode: judge.personalCode, givenName, surname });
  await page.goto(`${court.test.court}/courts/binaqadi/my-cases`);
  await visitor.press('button[name="method"][value="card"]');
  await page.locator('form[action$="/authenticate"] button').click({ noWaitAfter: true });
  (await court.agent.screen.next()).type(cardPin);
  await page.waitForURL(`${court.test.court}/courts/binaqadi/my-cases`);
}

/**
 * From “my cases” to “sent”; how often the judge pressed something, and typed a PIN.
 * @param glance what is done with each page besides
 */
export async function sendNotices(
  { agent: { screen } }: CourtService,
  visitor: Visitor,
  caseNumber: string,
  glance = look,
) {
  const { page } = visitor;
  let [presses, pins] = [0, 0];
  const press = async (button: ReturnType<Page['locator']>) => {
    presses += 1;
    await button.click({ noWaitAfter: true });
  };
  expect(await textOn(page)).toContain(caseNumber);
  await glance(visitor, '10_my_cases');
  await press(page.getByRole('link', { name: /^Yeni bildiriş/ }).first());
  await page.locator('#text').waitFor();
  await glance(visitor, '11_new_notice');
  await press(page.getByRole('button', { name: 'Hazırla' }));
  await page.getByRole('heading', { name: 'İmzalanmamış bildirişlər' }).waitFor();
  await glance(visitor, '12_unsigned');
  await press(page.getByRole('button', { name: 'Kartla imzala və göndər' }));
  // The page calls the agent by itself; its windows ask whether to hand the certificate over, show what is signed, and take the PIN.
  const shown: string[] = [];
  for (let window = await screen.next(); ; window = await screen.next()) {
    presses += 1;
    shown.push(window.texts.get('SETDESC') ?? '');
    if (window.kind !== 'GETPIN') {
      window.press('ok');
      continue;
    }
    pins += 1;
    window.type(cardPin);
    break;
  }
  await page.getByText('Bildirişlər imzalandı və göndərilir').waitFor();
  await glance(visitor, '13_sent');
  return { presses, pins, shown: shown.join('\n') };
}

/** What the participants are told; the address of the notice in it. */
export async function checkMessages(court: CourtService): Promise<string> {
  const mailTo = () =>
    court.mail.mails.find(({ to, subject }) => to === citizen.email && subject.includes('B-001-'));
  const smsOfNotice = (number: string) => smsTo(court, number).find((text) => text.includes('B-001-'));
  await expect.poll(mailTo).toBeDefined();
  await expect.poll(() => smsOfNotice(citizen.mobile)).toBeDefined();
  await expect.poll(() => smsOfNotice('+994552223344')).toBeDefined();
  const sms = smsOfNotice(citizen.mobile) ?? '';
  expect(sms).toMatch(/^Məhkəmə bildirişi B-001-\d{4}-\d+\. İclas: .*binaqadi məhkəməsi, Zal \d\. http/);
  expect(smsOfNotice('+994552223344')).toMatch(/^Судебное извещение B-001-.*Заседание: /);
  const mail = mailTo();
  expect(mail?.subject).toMatch(/^Məhkəmə bildirişi B-001-\d{4}-\d+: məhkəmə iclasına çağırış$/);
  expect(mail?.text).toContain('Bildiriş hakimin elektron imzası ilə təsdiqlənib.');
  expect(mail?.raw).toMatch(/content-type: text\/calendar;[^]*method=publish/i);
  expect(calendarIn(mail?.raw ?? '')).toMatch(/BEGIN:VEVENT\r\n[^]*SUMMARY:Məhkəmə iclası\\, iş /);
  const address = /http\S+$/.exec(sms)?.[0] ?? '';
  expect(mail?.text).toContain(address);
  return address;
}

/** The calendar file of a mail, its long lines joined (RFC 5545 3.1). */
function calendarIn(raw: string): string {
  const part = raw.split(/\r\n--/).find((one) => /content-type: text\/calendar/i.test(one)) ?? '';
  const [head = '', ...body] = part.split('\r\n\r\n');
  const coded = body.join('\r\n\r\n');
  expect(head).toMatch(/content-transfer-encoding: base64/i);
  return Buffer.from(coded, 'base64').toString('utf8').replaceAll('\r\n ', '');
}

/** At the portal, confirmed on the phone. */
export async function signInByPhone(visitor: Visitor, wallet: Visitor, address: string): Promise<void> {
  const { page } = visitor;
  await page.goto(address);
  await visitor.press('button[name="method"][value="mobile"]');
  await page.locator('#phone_number').fill(citizen.mobile);
  await page.locator('#personal_code').fill(citizen.personalCode);
  await visitor.press(controls.submit);
  await view(wallet.page, 'request').waitFor();
  const code = await page.locator('.acar-code').innerText();
  expect(await wallet.page.locator('[data-part="code"]').innerText()).toBe(code);
  await fill(wallet.page, 'approve-pin', walletPin);
  await send(wallet.page, 'approve');
  await page.waitForURL(address);
}

/** From the portal's first page to the PDF, whose file it tells; the notice is unread until it is opened with a press that says so. */
export async function readNotice({ test, folder }: CourtService, visitor: Visitor): Promise<string> {
  const { page } = visitor;
  await page.goto(`${test.portal}/`);
  expect(await textOn(page)).toContain('Oxunmamış məhkəmə bildirişiniz var: 1');
  await look(visitor, '20_portal');
  await visitor.press('main a[href="/me/notices"]');
  expect(await page.locator('main tbody tr').innerText()).toContain('Oxunmayıb');
  await look(visitor, '21_notices');
  await visitor.press('main tbody tr a');
  await look(visitor, '22_unopened');
  await visitor.press('form[action$="/open"] button');
  expect(await textOn(page)).toContain('Sənəd həqiqidir');
  await look(visitor, '23_opened');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('main a[href$="/file"]').click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^B-001-\d{4}-\d+\.pdf$/);
  const file = join(folder, 'notice.pdf');
  await saved.saveAs(file);
  await visitor.press('main a[href$="/report"]');
  expect(await textOn(page)).toContain('İmza etibarlıdır');
  await look(visitor, '24_report');
  return file;
}
