import { commands } from './commands/index.ts';
import { runCommandLine } from './run.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  commands,
  // Most of what a command takes to start is loading; help and wrong usage need none of it.
  async services({ data }) {
    const { createServices } = await import('./wiring.ts');
    return createServices({ environment: process.env, data });
  },
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
});
