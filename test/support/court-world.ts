import { randomBytes } from 'node:crypto';
import type { Clock } from '../../oidc/ports.ts';
import {
  createBrowserBinding,
  createSite,
  type Route,
  type RunningServer,
  startServer,
} from '../../src/http/index.ts';
import type { Database } from '../../src/db/index.ts';
import {
  type CaseDraws,
  type CourtDeps,
  courtErrorPage,
  courtRoutes,
  createCaseImports,
  createCases,
  createClosingHearings,
  createCourtDesk,
  createCourtFigures,
  createCourts,
  createHearings,
  createLookups,
  createNameLookups,
  createNoticeWithdrawal,
  createOfficeTasks,
  createParticipantContacts,
  type createPersonSearch,
  createPreparedNotices,
  createRotation,
  createRotationViews,
} from '../../src/notices/index.ts';
import { createRecorder, recordSubject } from '../../src/records/index.ts';
import { courtDeliveries } from './court-deliveries.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { freePort } from './free-port.ts';

export interface CourtActor {
  readonly accountId: string;
  readonly name: string;
  readonly personalCode: string;
  readonly method: 'password' | 'card' | 'mobile' | 'qr';
  readonly level: 'low' | 'substantial' | 'high';
}

const actor = (personalCode: string, name: string): CourtActor => ({
  accountId: `account-${personalCode}`,
  name,
  personalCode,
  method: 'card',
  level: 'high',
});

/** Invented: a clerk, two judges and the chair of one court; a clerk of another; somebody of no court. */
export const courtActors = {
  clerk: actor('1CLK001', 'Aygün Dəftərxana'),
  judge: actor('2JDG002', 'Rəşad Hakim'),
  otherJudge: actor('3JDG003', 'Leyla Hakim'),
  chair: actor('4CHR004', 'Orxan Sədr'),
  otherClerk: actor('5CLK005', 'Başqa Dəftərxana'),
  citizen: actor('6CTZ006', 'Günel Vətəndaş'),
} as const;

export interface CourtWorld {
  readonly test: TestDatabase;
  /** `binaqadi`, with rooms 1 and 2, and `xazar`. */
  readonly courtIds: readonly [string, string];
  readonly clock: { at: number; now(): number };
  /** Ids by actor, of the office that the actor's name says. */
  readonly staffIds: Readonly<Record<Exclude<keyof typeof courtActors, 'citizen'>, string>>;
  stop(): Promise<void>;
}

/** A database with two courts. The clock stands at a Monday, 10:00 in Baku, until a test moves it. */
export async function createCourtWorld(): Promise<CourtWorld> {
  const test = await createTestDatabase();
  const clock = { at: Date.parse('2026-11-30T06:00:00Z'), now: () => clock.at };
  const seeded = await enterCourts(test, clock);
  return { test, clock, ...seeded, stop: () => test.drop() };
}

/** The two courts and their offices, in a database that a test has. */
export async function enterCourts(
  test: TestDatabase,
  clock: Clock,
): Promise<Pick<CourtWorld, 'courtIds' | 'staffIds'>> {
  const db = test.open({ role: 'acar_operator' });
  const desk = createCourtDesk({ db, clock, recorder: createRecorder({ clock }) });
  const done = async (outcome: ReturnType<typeof desk.enterCourt>) => {
    const entered = await outcome;
    if (entered.kind === 'refused') throw new Error(`${entered.code}: ${entered.message}`);
    return entered.id;
  };
  const courtIds = ['binaqadi', 'xazar'] as const;
  for (const [index, courtId] of courtIds.entries()) {
    const names = { az: `${courtId} məhkəməsi`, en: `${courtId} court`, ru: `суд ${courtId}` };
    const address = 'Nümunə küçəsi 1';
    const email = `${courtId}@court.example.az`;
    await done(desk.enterCourt({ courtId, names, address, code: `00${index + 1}`, email }));
    for (const name of ['Zal 1', 'Zal 2']) await done(desk.enterRoom({ courtId, name }));
  }
  const appoint = ({ personalCode, name }: CourtActor, office: string, courtId: string) =>
    done(desk.appoint({ courtId, personalCode, name, office }));
  const staffIds = {
    clerk: await appoint(courtActors.clerk, 'clerk', courtIds[0]),
    judge: await appoint(courtActors.judge, 'judge', courtIds[0]),
    otherJudge: await appoint(courtActors.otherJudge, 'judge', courtIds[0]),
    chair: await appoint(courtActors.chair, 'chair', courtIds[0]),
    otherClerk: await appoint(courtActors.otherClerk, 'clerk', courtIds[1]),
  };
  return { courtIds, staffIds };
}

/** The key of subjects in records. */
const subjectKey = randomBytes(32);
export const courtSubjectOf = (personalCode: string) => recordSubject(subjectKey, personalCode);

/** Names that registers would know. */
const knownNames: Readonly<Record<string, string>> = {
  '7NUM007': 'Şəmsi Nümunəyev',
  '1234567891': 'Nümunə İşıq MMC',
};

/** Whatever asked for a draw, in order. */
function rememberingDraws(): CaseDraws & { readonly asked: string[] } {
  const asked: string[] = [];
  return { asked, request: async (_, { caseId }) => void asked.push(caseId) };
}

/** The parts of the clerk's room, as `acar_web`. */
export function clerksRoom({ clock }: { readonly clock: Clock }, db: Database, draws = rememberingDraws()) {
  const recorder = createRecorder({ clock });
  const nameOf = async (code: string) => {
    const name = knownNames[code];
    return name === undefined ? undefined : { name, accountId: `account-${code}` };
  };
  const names = { person: nameOf, organisation: nameOf };
  return {
    cases: createCases({
      db,
      clock,
      recorder,
      draws,
      messages: createNoticeWithdrawal({ clock }),
      hearings: createClosingHearings({ clock, recorder }),
    }),
    caseImports: createCaseImports({ db, clock }),
    nameLookups: createNameLookups({ db, clock, recorder, names, subjectOf: courtSubjectOf }),
    draws,
  };
}

export interface CourtServer {
  readonly origin: string;
  /** Who is signed in from now on; undefined = nobody. */
  actAs(person: CourtActor | undefined): void;
  stop(): Promise<void>;
}

/** Monday to Friday, 9 to 13 and 14 to 18, in minutes. */
export const courtHours = [
  { from: 540, to: 780 },
  { from: 840, to: 1080 },
];

/** What a test adds to the court's pages. */
export interface CourtExtras {
  readonly origin: string;
  readonly judges: CourtDeps['judges'];
  readonly search: ReturnType<typeof createPersonSearch>;
  readonly lookupLimits: { readonly hour: number; readonly day: number };
  readonly routes: readonly Route[];
}

/** Where a court may be served; the name leads to this computer. */
export async function courtOrigin(): Promise<string> {
  return `http://court.acar.localhost:${await freePort()}`;
}

/** The court's pages over HTTP; who is signed in, the test says. */
export async function serveCourt(
  world: { readonly test: TestDatabase; readonly clock: Clock },
  extras: Partial<CourtExtras> = {},
): Promise<CourtServer> {
  const origin = extras.origin ?? (await courtOrigin());
  let acting: CourtActor | undefined;
  const db = world.test.open();
  const courts = createCourts({ db });
  const { clock } = world;
  const recorder = createRecorder({ clock });
  const times = { hours: courtHours, leadDays: 7, aheadDays: 366 };
  const hearings = createHearings({ db, clock, recorder, courts, ...times });
  const pages = courtRoutes({
    courts,
    tasks: createOfficeTasks({ db, clock, hearings }),
    ...clerksRoom(world, db),
    rotation: createRotation({
      db,
      clock,
      recorder: createRecorder({ clock }),
      hearings,
      prepared: createPreparedNotices({ recorder, documents: undefined }),
    }),
    lots: createRotationViews({ db, clock }),
    figures: createCourtFigures({ db, clock, courts }),
    escalations: courtDeliveries(world).escalations,
    hearings,
    judges: extras.judges,
    lookups: createLookups({
      db,
      clock,
      recorder: createRecorder({ clock }),
      search: extras.search,
      subjectOf: courtSubjectOf,
      contacts: createParticipantContacts({ clock, recorder: createRecorder({ clock }) }),
      key: randomBytes(32),
      limits: extras.lookupLimits ?? { hour: 30, day: 120 },
    }),
    clock,
    now: () => clock.now(),
    session: async () => acting,
    signInUrl: (to, level) => `/sign-in?${new URLSearchParams({ to, level }).toString()}`,
    signOut: { action: '/sign-out', formTargets: [] },
    portal: 'http://portal.acar.localhost',
  });
  const routes = [...pages, ...(extras.routes ?? [])];
  const site = createSite({
    origin,
    routes,
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: courtErrorPage,
    explain: () => undefined,
  });
  const server: RunningServer = await startServer({
    host: '127.0.0.1',
    port: Number(new URL(origin).port),
    trustedProxies: '',
    sites: new Map([[origin, site]]),
  });
  return {
    origin,
    actAs(person) {
      acting = person;
    },
    stop: () => server.stop(0),
  };
}
