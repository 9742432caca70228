/** `npm run bench [-- scenario ...]`: measures the service against the bars of its speed; exit status 1 if one is missed. */
import { isKept, print, type Ratio } from './measure.ts';
import { scenarios } from './scenarios.ts';
import { createWorld } from './world.ts';

async function main(asked: readonly string[]): Promise<boolean> {
  const unknown = asked.filter((name) => !Object.hasOwn(scenarios, name));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}`);
    return false;
  }
  const wanted = Object.entries(scenarios).filter(([name]) => asked.length === 0 || asked.includes(name));
  const world = await createWorld();
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
  return ratios.every(isKept);
}

main(process.argv.slice(2)).then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
