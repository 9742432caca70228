import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkGenerated } from './generated.ts';
import { checkBoundaries, describeViolation } from './import-boundaries.ts';
import { runProgram } from './run-program.ts';
import { listedSourceFiles, projectFolder, readSourceFiles } from './source-files.ts';

interface Step {
  readonly name: string;
  /** What is wrong, or '' when all is well. */
  readonly run: () => Promise<string>;
}

const { values } = parseArgs({ options: { write: { type: 'boolean' }, summary: { type: 'string' } } });

const steps: readonly Step[] = [
  {
    name: 'format',
    run: () => runProgram('node_modules/@biomejs/biome/bin/biome', ['format', ...biomeOptions()]),
  },
  { name: 'lint', run: () => runProgram('node_modules/oxlint/bin/oxlint', ['--deny-warnings']) },
  { name: 'types', run: () => runProgram('node_modules/typescript/bin/tsc', ['--noEmit']) },
  ...['browser', 'worker'].map((part) => ({
    name: `types of the wallet's ${part}`,
    run: () => runProgram('node_modules/typescript/bin/tsc', ['--noEmit', '-p', `src/mobile/wallet/${part}`]),
  })),
  { name: 'import boundaries', run: async () => importBoundaries() },
  {
    name: 'dead code',
    run: () => runProgram('node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  },
  { name: 'generated files', run: () => checkGenerated({ write: values.write === true }) },
];

function biomeOptions(): string[] {
  return [...(values.write ? ['--write'] : []), '--colors=off', '--reporter=summary', '.'];
}

function importBoundaries(): string {
  return checkBoundaries(readSourceFiles(), listedSourceFiles()).map(describeViolation).join('\n');
}

async function main(): Promise<void> {
  process.chdir(projectFolder);
  const failures: { name: string; problem: string }[] = [];
  for (const { name, run } of steps) {
    const started = performance.now();
    const problem = await run().catch((error: unknown) => String(error));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${problem ? 'FAIL' : 'ok  '}  ${name} (${seconds} s)\n`);
    if (problem) failures.push({ name, problem });
  }
  for (const { name, problem } of failures) process.stdout.write(`\n--- ${name} ---\n${problem}\n`);
  const summary = { passed: steps.length - failures.length, failed: failures.length };
  if (values.summary) writeFileSync(values.summary, JSON.stringify(summary));
  process.stdout.write(`\nchecks: ${summary.passed} passed, ${summary.failed} failed\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

await main();
