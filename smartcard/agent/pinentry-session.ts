import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { assuanLine, AssuanReader, type AssuanReply } from './assuan.ts';

/** What a command led to; `data` was sent before OK, and is the caller's to wipe. */
export type CommandResult =
  | { readonly kind: 'ok'; readonly data: Buffer }
  | { readonly kind: 'error'; readonly code: number }
  /** The program ended, or said what is not Assuan, or took too long. */
  | { readonly kind: 'gone' };

interface Waiting {
  readonly data: Buffer[];
  readonly done: (result: CommandResult) => void;
}

export interface PinentryProgram {
  readonly path: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Longer than a window takes to come up on a slow computer. */
const settingMs = 15_000;
const maxDataBytes = 1000;

/** One running pinentry: commands in, results out, one at a time. */
export class PinentrySession {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #reader = new AssuanReader();
  #waiting: Waiting | undefined;
  #isGone = false;

  private constructor(program: PinentryProgram) {
    this.#child = spawn(program.path, program.arguments, {
      env: program.environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.on('error', () => this.end());
    this.#child.on('exit', () => this.end());
    this.#child.stdin.on('error', () => this.end());
    this.#child.stdout.on('error', () => this.end());
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  /** Undefined when the program is not there or does not greet. */
  static async start(program: PinentryProgram): Promise<PinentrySession | undefined> {
    const session = new PinentrySession(program);
    const greeting = await session.#wait(settingMs);
    if (greeting.kind === 'ok') return session;
    session.end();
    return undefined;
  }

  /** A command that asks nobody. */
  set(command: string, argument?: string): Promise<CommandResult> {
    return this.#run(assuanLine(command, argument), settingMs);
  }

  /** A command that waits for a person. */
  ask(command: string, timeoutMs: number): Promise<CommandResult> {
    return this.#run(assuanLine(command), timeoutMs);
  }

  #run(line: Buffer, timeoutMs: number): Promise<CommandResult> {
    const result = this.#wait(timeoutMs);
    if (!this.#isGone) this.#child.stdin.write(line);
    return result;
  }

  /** Takes the window away. Safe to call twice. */
  end(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#reader.wipe();
    this.#settle({ kind: 'gone' });
    this.#child.kill();
  }

  #wait(timeoutMs: number): Promise<CommandResult> {
    if (this.#isGone) return Promise.resolve({ kind: 'gone' });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), timeoutMs);
      this.#waiting = {
        data: [],
        done: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
      };
    });
  }

  #receive(chunk: Buffer): void {
    try {
      for (const reply of this.#reader.push(chunk)) this.#take(reply);
    } catch {
      this.end();
    }
  }

  #take(reply: AssuanReply): void {
    const data = this.#waiting?.data ?? [];
    switch (reply.kind) {
      case 'data':
        data.push(reply.bytes);
        if (!this.#waiting || data.reduce((sum, { length }) => sum + length, 0) > maxDataBytes) {
          wipeAll(data);
          this.end();
        }
        break;
      case 'ok':
        this.#settle({ kind: 'ok', data: joined(data) });
        break;
      case 'error':
        this.#settle({ kind: 'error', code: reply.code });
        break;
      case 'other':
        break;
    }
  }

  #settle(result: CommandResult): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    wipeAll(waiting?.data ?? []);
    waiting?.done(result);
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}

function wipeAll(parts: readonly Buffer[]): void {
  for (const part of parts) part.fill(0);
}
