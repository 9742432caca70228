import { execFile } from 'node:child_process';
import { join } from 'node:path';

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
