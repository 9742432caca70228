import type { Database } from '../../src/db/index.ts';
import { statement } from '../../src/db/index.ts';

/** Demo data for looking at pages; nobody counted these. */
const clients = [
  ['sample-tax', 'Nümunə Vergi Xidməti', 0.31],
  ['sample-fund', 'Nümunə Sosial Müdafiə Xidməti', 0.27],
  ['sample-court', 'Nümunə Məhkəmə Kabineti və elektron bildirişlərin çox uzun adlı xidməti', 0.2],
  ['sample-school', 'Nümunə Məktəbə Qəbul', 0.13],
  ['sample-road', 'Nümunə Yol Xidməti', 0.08995],
  ['sample-small', 'Nümunə Kiçik Xidmət', 0.00005],
] as const;
const methods = [
  ['password', 0.48, 0.06],
  ['qr', 0.27, 0.02],
  ['mobile', 0.16, 0.03],
  ['card', 0.09, 0.01],
] as const;
const certificates = [
  ['citizen-signature', 340, 12, 31],
  ['citizen-authentication', 338, 12, 31],
  ['mobile-signature', 1210, 40, 22],
  ['official-signature', 96, 6, 14],
  ['organisation-seal', 18, 0, 6],
] as const;

const putClient = statement(
  'test.sample_client',
  `insert into client_version (client_id, version, metadata, is_active, created_at)
   values ($1, 1, jsonb_build_object('client_name', $2::text), true, now())`,
);
const putMonth = statement(
  'test.sample_month',
  `insert into statistics_month (month, source) values ($1::date, 'records')`,
);
const putFigure = statement(
  'test.sample_figure',
  'insert into statistics_figure values ($1::date, $2, $3, $4)',
);
const putDay = statement('test.sample_day', 'insert into statistics_day values ($1::date, $2, $3)');

/** A growing year of figures until November 2026, which goes on. */
export async function putSampleFigures(owner: Database): Promise<void> {
  for (const [id, name] of clients) await owner.query(putClient, [id, name]);
  for (let place = 0; place < 13; place += 1) {
    const at = new Date(Date.UTC(2025, 10 + place, 1));
    await putSampleMonth(owner, at, 28_000 + place * 2_900 + (place % 3) * 1_700);
  }
}

async function putSampleMonth(owner: Database, at: Date, visits: number): Promise<void> {
  const month = at.toISOString().slice(0, 10);
  await owner.query(putMonth, [month]);
  const put = (figure: string, key: string, count: number) =>
    owner.query(putFigure, [month, figure, key, Math.round(count)]);
  await put('visits', '', visits);
  await put('visitors', '', visits * 0.61);
  await put('service_requests', '', visits * 1.7);
  for (const [id, , share] of clients) await put('service_uses', id, visits * 1.7 * share);
  for (const [method, share, failed] of methods) {
    await put('sign_ins', method, visits * share);
    await put('failed_sign_ins', method, visits * failed);
    if (method !== 'password') await put('step_ups', method, visits * share * 0.04);
  }
  for (const [profile, issued, held, revoked] of certificates) {
    await put('certificates_issued', profile, issued);
    await put('certificates_suspended', profile, held);
    await put('certificates_revoked', profile, revoked);
  }
  for (const [format, count] of [
    ['pades', 812],
    ['asic', 143],
    ['xades', 24],
  ] as const)
    await put('documents_signed', format, count);
  await put('accounts_activated', '', 1204);
  await put('phones_enrolled', '', 605);
  const year = at.getUTCFullYear();
  const days = new Date(Date.UTC(year, at.getUTCMonth() + 1, 0)).getUTCDate();
  for (let day = 1; day <= days; day += 1) {
    const weekday = new Date(Date.UTC(year, at.getUTCMonth(), day)).getUTCDay();
    const share = (weekday === 0 || weekday === 6 ? 0.55 : 1.15) + (day % 4) * 0.05;
    await owner.query(putDay, [
      `${month.slice(0, 8)}${String(day).padStart(2, '0')}`,
      'visits',
      Math.round((visits / days) * share),
    ]);
  }
}
