import { type ChildProcess, spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** A program of the demonstration that runs beside the service, as a process of its own. */
export interface Program {
  readonly name: string;
  /** Seen from this folder. */
  readonly file: string;
  readonly arguments: readonly string[];
}

export interface RunningPrograms {
  /** Rejects when a program ends by itself. */
  readonly failed: Promise<never>;
  /** The first line of a program. */
  said(name: string): string;
  stop(): Promise<void>;
}

/** Starts the programs and waits until each has said its first line. They end with us: their standard input closes. */
export async function startPrograms(
  programs: readonly Program[],
  report: (line: string) => void,
): Promise<RunningPrograms> {
  let isStopping = false;
  const started = await Promise.all(programs.map((program) => start(program, report)));
  const failed = Promise.race(
    started.map(
      ({ child, program }) =>
        new Promise<never>((_, fail) => {
          child.once('exit', (code) => {
            if (!isStopping) fail(new Error(`${program.name} ended with ${code}`));
          });
        }),
    ),
  );
  failed.catch(() => {});
  return {
    failed,
    said: (name) => started.find(({ program }) => program.name === name)?.line ?? '',
    async stop() {
      isStopping = true;
      await Promise.all(started.map(({ child }) => end(child)));
    },
  };
}

async function start(program: Program, report: (line: string) => void) {
  report(`starting ${program.name}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, program.file), ...program.arguments], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its own group: Ctrl-C reaches us alone, and we end it in order.
    detached: true,
  });
  const line = await new Promise<string>((done, fail) => {
    child.stdout.once('data', (chunk: Buffer) => done(chunk.toString('utf8').split('\n', 1)[0] ?? ''));
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`${program.name} ended with ${code} before it was ready`)));
  });
  child.stdout.resume();
  return { program, child, line };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/**
 * For the programs: ends the process when the one that started it is gone, also after `kill -9`. Started by hand, a
 * program keeps its terminal or file as its input and is left alone.
 */
export function endWithParent(): void {
  const input = fstatSync(0);
  if (!input.isSocket() && !input.isFIFO()) return;
  process.stdin.once('end', () => process.exit(0));
  process.stdin.resume();
  // Listening must not keep a program alive that was told to stop.
  if (process.stdin instanceof Socket) process.stdin.unref();
}
