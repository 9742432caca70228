import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { type BrowserSession, textOf } from '../../support/browser-session.ts';
import { type PhoneService, startPhoneService } from '../../support/phone-service.ts';
import { goodPin, type TestHolder, type TestPhone } from '../../support/test-phones.ts';

const enter = statement(
  'test.enter_party',
  `insert into mobile_relying_party (relying_party_id, name, networks, is_active, created_at)
   values ($1, 'Açar', '{}', true, now())`,
);

let operator: PhoneService;
let test: PhoneService;
let browser: BrowserSession;
let phone: TestPhone;
let holder: TestHolder;

/** Two whole services: one is the operator, whose phones and certificates the other knows over HTTP alone. */
beforeAll(async () => {
  operator = await startPhoneService();
  const ourId = randomUUID();
  await operator.database.owner().query(enter, [ourId]);
  const folder = operator.environment['ACAR_PKI_FOLDER'];
  test = await startPhoneService({
    environment: {
      ACAR_MOBILE_OPERATOR: operator.environment['ACAR_MOBILE_ORIGIN'] ?? '',
      ACAR_MOBILE_OPERATOR_ID: ourId,
      ACAR_MOBILE_OPERATOR_NAME: 'Açar',
      ACAR_PHONE_AUTHORITY_FILES: `${folder}/certificates/phones-1.cer`,
      ACAR_PHONE_OCSP_URLS: `${operator.environment['ACAR_PKI_ORIGIN']}/ocsp`,
    },
  });
  ({ phone, holder } = await operator.enrol(await operator.addPerson()));
  browser = test.browser();
});
afterAll(() => Promise.all([test?.stop(), operator?.stop()]));

async function ask(phoneNumber: string) {
  const choice = await browser.get(`${test.portal}/sign-in?to=/me`);
  const form = await browser.submit(choice, '/choose', { method: 'mobile' });
  return browser.submit(form, '/advance', { phone_number: phoneNumber, personal_code: holder.personalCode });
}

it("opens the portal for a person whom only the operator's certificate names", async () => {
  const page = await ask(holder.phoneNumber);
  const [request] = await operator.waitingFor(phone);
  if (!request) throw new Error('nothing waits for the phone');
  expect(page.body).toContain(`class="acar-code">${request.controlCode}<`);
  await phone.wallet.approve(request, goodPin);
  const me = await browser.submit(await browser.get(page.url), '/advance');
  expect(me.url.href, me.body).toBe(`${test.portal}/me`);
  expect(textOf(me.body)).toContain(holder.personalCode);
});

const problemOn = (body: string) => textOf(/role="alert">(.*?)<\/div>/s.exec(body)?.[1] ?? '');

it('says that a number has no certificate there', async () => {
  browser = test.browser();
  const unknown = await browser.submit(await ask('+994559999999'), '/advance');
  expect(problemOn(unknown.body)).toContain('mobil sertifikat tapılmadı');
});

it('says that the operator is away, and lets nobody in', async () => {
  browser = test.browser();
  await operator.stopService();
  const away = await ask(holder.phoneNumber);
  expect(problemOn(away.body)).toContain('Mobil imza xidməti hazırda cavab vermir');
  expect((await browser.get(`${test.portal}/me`)).url.href).not.toBe(`${test.portal}/me`);
});
