/**
 * `npm run bench [-- scenario ...]`: measures the service against the bars of its speed; exit status 1 if one is missed.
 * A scenario in parts is asked for whole (`signatures`) or by its part (`signatures:JAdES`).
 */
import { cardAgent } from './card-agent-scenario.ts';
import { courtYear } from './court-scenario.ts';
import { createCourtBenchWorld } from './court-world.ts';
import { createGatewayWorld, gateway } from './gateway-scenario.ts';
import { judge } from './judge-scenario.ts';
import { isKept, print, printHeading, type Ratio, type Report } from './measure.ts';
import { createNoticesBenchWorld, notices } from './notices-scenario.ts';
import { pkiScenarios } from './pki-scenarios.ts';
import { createPkiWorld } from './pki-world.ts';
import { largeLog, records } from './record-scenario.ts';
import { createRecordWorld } from './record-world.ts';
import { scenarios } from './scenarios.ts';
import { statistics } from './statistics-scenario.ts';
import { createSignatureWorld, signatureScenarios } from './signatures.ts';
import { createWorld } from './world.ts';

/** Each with a database of its own: the second makes the log large, the third records by hand. */
const recordScenarios = { records, 'large-log': largeLog, statistics };

/** Told, delivered, confirmed. */
const courtScenarios = { 'court-year': courtYear };

/** Their world is a PC/SC service that they start themselves. */
const cardScenarios = { 'card-agent': cardAgent, judge };

/** One that takes long gives its reports one by one, as they are measured. */
type Scenario<World> = (world: World) => Promise<Report> | AsyncIterable<Report>;

type Scenarios<World> = Readonly<Record<string, Scenario<World>>>;

const namesOf = (scenario: string): readonly string[] => [scenario, ...scenario.split(':').slice(0, 1)];

async function* reportsOf(reports: Promise<Report> | AsyncIterable<Report>): AsyncIterable<Report> {
  if (reports instanceof Promise) yield await reports;
  else yield* reports;
}

/** Runs what is wanted of one group; its world is built only when something is. */
async function runGroup<World extends { stop(): Promise<void> }>(
  group: Scenarios<World>,
  createGroupWorld: () => Promise<World>,
  asked: readonly string[],
): Promise<readonly Ratio[]> {
  const isWanted = (scenario: string) =>
    asked.length === 0 || namesOf(scenario).some((name) => asked.includes(name));
  const wanted = Object.entries(group).filter(([name]) => isWanted(name));
  if (wanted.length === 0) return [];
  const world = await createGroupWorld();
  const ratios: Ratio[] = [];
  try {
    for (const [name, scenario] of wanted) {
      console.log(`\n${name}`);
      printHeading();
      for await (const report of reportsOf(scenario(world))) {
        print(report);
        ratios.push(...report.ratios);
      }
    }
  } finally {
    await world.stop();
  }
  return ratios;
}

async function main(asked: readonly string[]): Promise<boolean> {
  const groups = [
    scenarios,
    pkiScenarios,
    recordScenarios,
    { gateway },
    courtScenarios,
    { notices },
    cardScenarios,
    signatureScenarios,
  ];
  const known = groups.flatMap(Object.keys);
  const askable = known.flatMap(namesOf);
  const unknown = asked.filter((name) => !askable.includes(name));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there are ${known.join(', ')}`);
    return false;
  }
  const ratios = [
    ...(await runGroup(scenarios, createWorld, asked)),
    ...(await runGroup(pkiScenarios, createPkiWorld, asked)),
    ...(await runGroup({ records }, createRecordWorld, asked)),
    ...(await runGroup({ 'large-log': largeLog }, createRecordWorld, asked)),
    ...(await runGroup({ statistics }, createRecordWorld, asked)),
    ...(await runGroup({ gateway }, createGatewayWorld, asked)),
    ...(await runGroup(courtScenarios, createCourtBenchWorld, asked)),
    ...(await runGroup({ notices }, createNoticesBenchWorld, asked)),
    ...(await runGroup(signatureScenarios, createSignatureWorld, asked)),
    ...(await runGroup(cardScenarios, async () => ({ stop: async () => {} }), asked)),
  ];
  return ratios.every(isKept);
}

main(process.argv.slice(2)).then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
