import { availableParallelism } from 'node:os';
import { hash } from '@node-rs/argon2';
import type { BenchBrowser } from './browser.ts';
import { refresh, signIn, signOn } from './flows.ts';
import { alternate, type Report, type Run, run, summarise } from './measure.ts';
import { hashingParameters } from './population.ts';
import type { Server } from './servers.ts';
import { waiting } from './waiting-scenario.ts';
import type { World } from './world.ts';

const browsers = 64;
const rounds = 2;
const runSeconds = 10;
const warmUpSeconds = 8;
/** A hash takes so long that fewer logins pass in a second than anything else: until most of the service is compiled. */
const loginWarmUpSeconds = 40;
const few = 1_000;
const many = 1_000_000;

const perSecond = (runs: readonly Run[]) => summarise('', runs).perSecond;
const p95 = (runs: readonly Run[]) => summarise('', runs).p95;

function at<T>(list: readonly T[], place: number): T {
  const found = list[place % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

/**
 * (a) Whole password logins, each in a browser of its own, against the bare hash. The browsers run on the cores of the
 * service, as no browser of a citizen does: decision 0003.
 */
async function password(world: World): Promise<Report> {
  const server = await world.durable(few);
  const { persons, clients, password } = world.population;
  const concurrency = 16;
  let next = 0;
  const login = (seconds: number) =>
    run({
      concurrency,
      seconds,
      async run() {
        const turn = next++;
        const { code } = at(persons, turn);
        const browser = server.newBrowser();
        browser.setAddress(`10.0.${Math.floor(turn / 250) % 250}.${turn % 250}`);
        await signIn(
          { browser, service: server.newBrowser(), client: at(clients, turn) },
          { code, password },
        );
      },
    });
  const { memoryKiB, passes, lanes } = hashingParameters;
  const cost = { memoryCost: memoryKiB, timeCost: passes, parallelism: lanes };
  const bare = () =>
    run({ concurrency: availableParallelism(), seconds: runSeconds, run: () => hash(password, cost) });
  await login(loginWarmUpSeconds);
  let ofBrowsers = 0;
  const timed = async () => {
    const before = process.cpuUsage();
    const result = await login(runSeconds);
    const { user, system } = process.cpuUsage(before);
    ofBrowsers += (user + system) / 1e6;
    return result;
  };
  const [logins = [], hashes = []] = await alternate(rounds, [timed, bare]);
  const machine = logins.reduce((sum, { seconds }) => sum + seconds, 0) * availableParallelism();
  const share = ofBrowsers / machine;
  const ratio = perSecond(logins) / perSecond(hashes);
  return {
    measurements: [
      summarise(`argon2id alone (${memoryKiB} KiB, t=${passes}, p=${lanes})`, hashes),
      summarise(`password logins, ${concurrency} browsers`, logins),
    ],
    ratios: [
      { name: 'logins / hashes, the browsers on the same cores', value: ratio },
      { name: "the browsers' share of the processor time", value: share },
      {
        name: 'logins / hashes of the processor time that is left to them',
        value: ratio / (1 - share),
        bar: 0.7,
      },
    ],
  };
}

/** Every browser has a session of its own and opens one service after the other, each for the first time. */
async function joinServices(server: Server, world: World, seconds: number): Promise<Run> {
  const { persons, clients } = world.population;
  const sessions = await server.signedIn(persons.slice(0, browsers).map((person) => person.accountId));
  const service = server.newBrowser();
  const open = sessions.map((session) => withCookies(server, session.cookies));
  return run({
    concurrency: browsers,
    seconds,
    async run(worker, turn) {
      if (turn >= clients.length) throw new Error('too few services for a machine so fast');
      const client = at(clients, turn + worker);
      await signOn({ browser: at(open, worker), service, client }, true);
    },
  });
}

/** Every browser comes back to a service that is part of its session. */
async function returnToService(server: Server, world: World, seconds: number): Promise<Run> {
  const { joined, service } = await join(server, world);
  return run({
    concurrency: browsers,
    seconds,
    async run(worker) {
      const { browser, client } = at(joined, worker);
      await signOn({ browser, service, client }, false);
    },
  });
}

/** Every service renews its tokens again and again; each refresh token is used once. */
async function renew(server: Server, world: World, seconds: number): Promise<Run> {
  const { joined, service } = await join(server, world);
  const held = joined.map(({ tokens }) => tokens.refresh_token);
  return run({
    concurrency: browsers,
    seconds,
    async run(worker) {
      const { browser, client } = at(joined, worker);
      const renewed = await refresh({ browser, service, client }, at(held, worker));
      held[worker] = renewed.refresh_token;
    },
  });
}

/** One session for each browser, with one service in it. */
async function join(server: Server, world: World) {
  const { persons, clients } = world.population;
  const sessions = await server.signedIn(persons.slice(0, browsers).map((person) => person.accountId));
  const service = server.newBrowser();
  const joined = await Promise.all(
    sessions.map(async (session, place) => {
      const browser = withCookies(server, session.cookies);
      const client = at(clients, place);
      return { browser, client, tokens: await signOn({ browser, service, client }, true) };
    }),
  );
  return { joined, service };
}

function withCookies(server: Server, cookies: Readonly<Record<string, string>>): BenchBrowser {
  const browser = server.newBrowser();
  browser.setCookies(cookies);
  return browser;
}

const loads = {
  join: { name: 'sign-on at a further service, with its continuation screen', run: joinServices },
  return: { name: 'sign-on at a service of the session', run: returnToService },
  renew: { name: 'refresh grants', run: renew },
} as const;
type Load = (typeof loads)[keyof typeof loads];

async function againstMemory(world: World, wanted: readonly Load[]): Promise<Report> {
  const durable = await world.durable(few);
  const memory = await world.memory();
  const reports: Report[] = [];
  for (const load of wanted) {
    await load.run(durable, world, warmUpSeconds);
    await load.run(memory, world, warmUpSeconds);
    const sides = [durable, memory].map((server) => () => load.run(server, world, runSeconds));
    const [kept = [], fleeting = []] = await alternate(rounds, sides);
    reports.push({
      measurements: [summarise(`${load.name}: durable`, kept), summarise(`${load.name}: memory`, fleeting)],
      ratios: [
        { name: `${load.name}: durable / memory`, value: perSecond(kept) / perSecond(fleeting), bar: 0.6 },
      ],
    });
  }
  return merge(reports);
}

/** (d) Whether the time of an answer depends on how many sessions are stored. */
async function growth(world: World): Promise<Report> {
  const small = await world.durable(few);
  const large = await world.durable(many);
  const reports: Report[] = [];
  for (const load of [loads.join, loads.renew]) {
    await load.run(small, world, warmUpSeconds);
    await load.run(large, world, warmUpSeconds);
    const sides = [small, large].map((server) => () => load.run(server, world, runSeconds));
    const [before = [], after = []] = await alternate(rounds, sides);
    reports.push({
      measurements: [
        summarise(`${load.name}: ${few} sessions stored`, before),
        summarise(`${load.name}: ${many} sessions stored`, after),
      ],
      ratios: [
        {
          name: `${load.name}: p95 large / small`,
          value: p95(after) / p95(before),
          bar: 1.25,
          isLimit: true,
        },
      ],
    });
  }
  return merge(reports);
}

function merge(reports: readonly Report[]): Report {
  return {
    measurements: reports.flatMap((report) => report.measurements),
    ratios: reports.flatMap((report) => report.ratios),
  };
}

/** By the name that `npm run bench -- name` takes. */
export const scenarios: Readonly<Record<string, (world: World) => Promise<Report>>> = {
  password,
  sso: (world) => againstMemory(world, [loads.join, loads.return]),
  refresh: (world) => againstMemory(world, [loads.renew]),
  growth,
  waiting,
};
