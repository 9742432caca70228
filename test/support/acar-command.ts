import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { createServices } from '../../src/cli/wiring.ts';

const script = join(import.meta.dirname, '../../scripts/acar');

export interface CommandAnswer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real script as a child process, in an environment of its own. */
export function acar(
  words: readonly string[],
  options: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<CommandAnswer> {
  return new Promise((done) => {
    const env = { PATH: process.env['PATH'] ?? '', ...options.env };
    const child = execFile(script, words, { env }, (error, out, err) => {
      done({ status: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end(options.input ?? '');
  });
}

/**
 * Runs a command line in this process, from its words to its exit status, where the process is not what is tested: its
 * start costs a second of processor or more.
 */
export async function acarInProcess(
  words: readonly string[],
  options: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<CommandAnswer> {
  const environment = options.env ?? {};
  let out = '';
  let err = '';
  const printError = (line: string) => {
    err += `${line}\n`;
  };
  const status = await runCommandLine(words, {
    commands,
    async services({ data }) {
      const services = createServices({ environment, data });
      const readText = (path: string) => (path === '-' ? (options.input ?? '') : services.readText(path));
      return { ...services, readText, tell: printError };
    },
    print: (line) => {
      out += `${line}\n`;
    },
    printError,
  });
  return { status, out, err };
}
