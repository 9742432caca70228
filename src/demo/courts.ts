import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import {
  createCaseDraws,
  createCases,
  createClosingHearings,
  createNoticeWithdrawal,
  createCourtDesk,
  createCourts,
} from '../notices/index.ts';
import { createRecorder } from '../records/index.ts';
import { demoHead, demoOrganisation } from './organisations.ts';
import { demoHolder, fullName, readDemoPersons } from './persons.ts';

const courts = [
  {
    courtId: 'binaqadi',
    names: {
      az: 'Binəqədi Rayon Məhkəməsi (nümayiş)',
      en: 'Binagadi District Court (demonstration)',
      ru: 'Бинагадинский районный суд (демонстрация)',
    },
    address: 'Bakı şəhəri, Nümunə küçəsi 1',
    code: '001',
    email: 'binaqadi@demo.acar.localhost',
  },
  {
    courtId: 'xazar',
    names: {
      az: 'Xəzər Rayon Məhkəməsi (nümayiş)',
      en: 'Khazar District Court (demonstration)',
      ru: 'Хазарский районный суд (демонстрация)',
    },
    address: 'Bakı şəhəri, Nümunə küçəsi 2',
    code: '002',
    email: 'xazar@demo.acar.localhost',
  },
] as const;

/** Judges who have no account: they make the draw of a court a draw. */
const inventedJudges = [
  { personalCode: '9DEM101', name: 'Nümunə Hakim Birinci' },
  { personalCode: '9DEM102', name: 'Nümunə Hakim İkinci' },
];

const rooms = ['1 nömrəli zal', '2 nömrəli zal'];

/**
 * Two courts with their rooms and offices: at the first, the holder of the card is the only judge and the chair; at the
 * second, one of three judges; the second demonstration person is the clerk of both. An invented organisation has a case
 * at the first. What is there stays.
 */
export async function enterDemoCourts(db: Database, clock: Clock): Promise<void> {
  const desk = createCourtDesk({ db, clock, recorder: createRecorder({ clock }) });
  const [, clerk] = readDemoPersons();
  const holder = demoHolder();
  for (const court of courts) {
    const { courtId } = court;
    const judge = { courtId, personalCode: holder.personalCode, name: fullName(holder) };
    await desk.enterCourt(court);
    for (const name of rooms) await desk.enterRoom({ courtId, name });
    await desk.appoint({ ...judge, office: 'judge' });
    if (clerk)
      await desk.appoint({
        courtId,
        personalCode: clerk.personalCode,
        name: fullName(clerk),
        office: 'clerk',
      });
    if (courtId === 'binaqadi') await desk.appoint({ ...judge, office: 'chair' });
    else for (const other of inventedJudges) await desk.appoint({ courtId, ...other, office: 'judge' });
  }
  await registerDemoCase(db, clock);
}

/** Once: a start that finds it leaves it as it is. */
const demoCaseId = '5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3';

/** A case of the invented organisation, as the clerk would register it: its judge is drawn once there is a log. */
async function registerDemoCase(db: Database, clock: Clock): Promise<void> {
  const [, clerk] = readDemoPersons();
  const courts = createCourts({ db });
  const court = await courts.find('binaqadi');
  const staff = court ? await courts.staffOf(court.courtId) : [];
  const member = staff.find(
    ({ office, personalCode }) => office === 'clerk' && personalCode === clerk?.personalCode,
  );
  if (!court || !member) return;
  const recorder = createRecorder({ clock });
  const draws = createCaseDraws({ clock, recorder });
  const cases = createCases({
    db,
    clock,
    recorder,
    draws,
    messages: createNoticeWithdrawal({ clock }),
    hearings: createClosingHearings({ clock, recorder }),
  });
  if (await cases.find(court.courtId, demoCaseId)) return;
  const { taxNumber, name } = demoOrganisation();
  const { email, mobile } = demoHead();
  const organisation = { kind: 'organisation', mobile: '', email: '', language: 'az' };
  const outcome = await cases.register(
    { court, member },
    {
      caseId: demoCaseId,
      version: 0,
      typed: {
        kind: 'commercial',
        subject: 'Müqavilə üzrə borcun alınması haqqında (nümayiş)',
        participants: [
          { ...organisation, role: 'claimant', code: '', name: 'Nümunə Təchizat MMC (nümayiş)' },
          { ...organisation, role: 'defendant', code: taxNumber, name, mobile, email },
        ],
      },
    },
  );
  if (outcome.kind !== 'registered') throw new Error(`the demonstration’s case is ${outcome.kind}`);
}
