import { commands } from './commands/index.ts';
import { runCommandLine } from './run.ts';
import { createServices } from './wiring.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  commands,
  services: ({ data }) => createServices({ environment: process.env, data }),
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
});
