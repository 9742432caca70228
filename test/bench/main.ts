/** `npm run bench [-- scenario ...]`: measures the service against the bars of its speed; exit status 1 if one is missed. */
import { cardAgent } from './card-agent-scenario.ts';
import { createGatewayWorld, gateway } from './gateway-scenario.ts';
import { isKept, print, type Ratio, type Report } from './measure.ts';
import { pkiScenarios } from './pki-scenarios.ts';
import { createPkiWorld } from './pki-world.ts';
import { largeLog, records } from './record-scenario.ts';
import { createRecordWorld } from './record-world.ts';
import { scenarios } from './scenarios.ts';
import { createSignatureWorld, signatureScenarios } from './signatures.ts';
import { createWorld } from './world.ts';

/** Each with a database of its own: the second makes the log large. */
const recordScenarios = { records, 'large-log': largeLog };

/** Their world is a PC/SC service that they start themselves. */
const cardScenarios = { 'card-agent': cardAgent };

type Scenarios<World> = Readonly<Record<string, (world: World) => Promise<Report>>>;

/** Runs what is wanted of one group; its world is built only when something is. */
async function runGroup<World extends { stop(): Promise<void> }>(
  group: Scenarios<World>,
  createGroupWorld: () => Promise<World>,
  asked: readonly string[],
): Promise<readonly Ratio[]> {
  const wanted = Object.entries(group).filter(([name]) => asked.length === 0 || asked.includes(name));
  if (wanted.length === 0) return [];
  const world = await createGroupWorld();
  const ratios: Ratio[] = [];
  try {
    for (const [name, scenario] of wanted) {
      console.log(`\n${name}`);
      const report = await scenario(world);
      print(report);
      ratios.push(...report.ratios);
    }
  } finally {
    await world.stop();
  }
  return ratios;
}

async function main(asked: readonly string[]): Promise<boolean> {
  const groups = [scenarios, pkiScenarios, recordScenarios, { gateway }, cardScenarios, signatureScenarios];
  const known = groups.flatMap(Object.keys);
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there are ${known.join(', ')}`);
    return false;
  }
  const ratios = [
    ...(await runGroup(scenarios, createWorld, asked)),
    ...(await runGroup(pkiScenarios, createPkiWorld, asked)),
    ...(await runGroup({ records }, createRecordWorld, asked)),
    ...(await runGroup({ 'large-log': largeLog }, createRecordWorld, asked)),
    ...(await runGroup({ gateway }, createGatewayWorld, asked)),
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
