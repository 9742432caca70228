import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '../..');

/** A program as a child process, with what it said. */
export interface ChildProgram {
  readonly child: ChildProcess;
  readonly pid: number;
  text(): string;
  /** Resolves when the text was said; rejects, with what was said, when the program ends before. */
  until(words: string): Promise<void>;
  readonly ended: Promise<number | null>;
  signal(name: NodeJS.Signals): Promise<number | null>;
}

/** Runs one of our programs with this Node. Its standard input stays open until we end. */
export function runProgram(
  file: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProgram {
  const child = spawn(process.execPath, [join(project, file), ...words], {
    cwd: project,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment },
  });
  let said = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return {
    child,
    pid: child.pid ?? 0,
    text: () => said,
    ended,
    async until(words) {
      const found = new Promise<void>((done) => {
        const look = () => void (said.includes(words) && done());
        listeners.add(look);
        look();
      });
      const isGone = ended.then(() => 'gone' as const);
      if ((await Promise.race([found, isGone])) === 'gone') throw new Error(`${file} ended: ${said}`);
    },
    signal(name) {
      child.kill(name);
      return ended;
    },
  };
}

/** The ids of all processes below one, itself not. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(entry), Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  const below = (of: number): number[] =>
    [...parents].flatMap(([child, parent]) => (parent === of ? [child, ...below(child)] : []));
  return below(pid);
}

/** A process that ended and whose parent has not noticed yet is not running. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
