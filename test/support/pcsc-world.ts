import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe } from 'vitest';
import { projectFolder } from '../../scripts/source-files.ts';
import { createPcscTransport } from '../../smartcard/pcsc/index.ts';
import { type CardTransport, type ReaderState, TransportError } from '../../smartcard/pcsc/transport.ts';
import {
  type CardSlot,
  type CardState,
  createCardSlot,
  saveCardFile,
} from '../../smartcard/virtual/index.ts';
import { plugIntoVpcd, type VpcdClient } from '../../smartcard/virtual/vpcd-client.ts';

/**
 * A PC/SC service of one's own, with two virtual readers. It runs in private namespaces, so that nothing outside is
 * touched and suites run side by side; its socket lies in a folder that everybody sees. Programs that have
 * `environment` find it and no other: this process, OpenSC, the agent, a browser's helper.
 */
export interface PcscWorld {
  readonly readers: readonly [string, string];
  /** For programs that speak PC/SC with this pcscd; `process.env` has it already. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Puts a card from a file in, in the place of one that is there; resolves when PC/SC sees it. The card is a process,
   * as an agent's user has it.
   */
  insert(reader: 0 | 1, state: CardState): Promise<VirtualReader>;
  /** A reader whose card lives in this process; empty at first. */
  slot(reader: 0 | 1): CardSlot;
  /** After SIGKILL or SIGTERM it has ended. */
  signalService(signal: NodeJS.Signals): Promise<void>;
  /** SIGKILL, as a crash; resolves when it is gone. */
  killService(): Promise<void>;
  startService(): Promise<void>;
  stop(): Promise<void>;
}

export interface VirtualReader {
  readonly name: string;
  readonly cardFile: string;
  /** An order to the card's control door, and its answer. */
  order(line: string): Promise<{ readonly inserted?: boolean; readonly plugged?: boolean }>;
}

/** What the first process of the namespace (pcsc-namespace-main.ts) is asked for. */
export type PcscOrder =
  | { readonly do: 'start'; readonly name: string; readonly command: readonly string[] }
  | { readonly do: 'signal'; readonly name: string; readonly signal: NodeJS.Signals };

export interface PcscReply {
  /** Of the order; 0 says that all is set up. */
  readonly id: number;
  readonly error?: string;
}

const readers = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const;
const ports = [35_963, 35_964] as const;
const namespaceMain = join(import.meta.dirname, 'pcsc-namespace-main.ts');
const namespaces = ['-r', '-m', '-n', '-p', '-f', '--mount-proc', '--kill-child'];
/** pcscd and ip lie where an ordinary user's PATH does not lead. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Why no PC/SC service can run here, in words; undefined = one can. */
export function whatPcscLacks(): string | undefined {
  // There nothing may be left out: what is absent fails.
  if (process.env['CI'] === 'true') return undefined;
  if (!existsSync('/usr/sbin/pcscd')) return "there is no pcscd; install Debian's package pcscd";
  if (!existsSync('/etc/reader.conf.d/vpcd'))
    return "there is no virtual reader; install Debian's package vsmartcard-vpcd";
  try {
    execFileSync('unshare', [...namespaces, 'ip', 'link'], { env: { PATH: path }, stdio: 'pipe' });
    return undefined;
  } catch {
    return 'private namespaces are not allowed here, or ip is not installed';
  }
}

/** A suite with a real PC/SC service; where none can run it is listed as skipped, with the reason in its name. In CI it runs and fails. */
export function describeWithPcsc(name: string, suite: () => void): void {
  const missing = whatPcscLacks();
  if (missing) describe.skip(`${name} (skipped: ${missing})`, suite);
  else describe(name, suite);
}

/** Only one in a test file: libpcsclite remembers the first service it was led to. */
export async function startPcscWorld(): Promise<PcscWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-pcsc-'));
  const environment = { PCSCLITE_CSOCK_NAME: join(folder, 'pcscd.comm') };
  Object.assign(process.env, environment);
  const child = spawn('unshare', [...namespaces, process.execPath, namespaceMain, folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: path },
  });
  const { order, isReady } = ordersTo(child, () => readFileSync(join(folder, 'log'), 'utf8'));
  await isReady;
  const transport = createPcscTransport();
  const plugs: VpcdClient[] = [];
  const signalService = (signal: NodeJS.Signals) => order({ do: 'signal', name: 'pcscd', signal });
  return {
    readers,
    environment,
    insert: (reader, state) => insertFile({ folder, order, transport }, reader, state),
    slot(reader) {
      const slot = createCardSlot();
      plugs.push(plugIntoVpcd(slot, { path: join(folder, `slot-${reader}`) }));
      return slot;
    },
    signalService,
    killService: () => signalService('SIGKILL'),
    startService: () => order({ do: 'start', name: 'pcscd', command: [] }),
    async stop() {
      await transport.close();
      for (const plug of plugs) plug.close();
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Orders {
  readonly order: (what: PcscOrder) => Promise<void>;
  readonly isReady: Promise<void>;
}

function ordersTo(child: ChildProcess, log: () => string): Orders {
  const waiting = new Map<number, { done: () => void; fail: (error: Error) => void }>();
  let last = 0;
  const reply = (id: number) => new Promise<void>((done, fail) => waiting.set(id, { done, fail }));
  child.on('message', ({ id, error }: PcscReply) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error) one?.fail(new Error(`${error}\n${log()}`));
    else one?.done();
  });
  child.once('exit', (code) => {
    for (const { fail } of waiting.values()) fail(new Error(`the namespace ended with ${code}`));
  });
  return {
    isReady: reply(last),
    order(what) {
      last += 1;
      const answered = reply(last);
      child.send({ ...what, id: last });
      return answered;
    },
  };
}

interface Place extends Pick<Orders, 'order'> {
  readonly folder: string;
  readonly transport: CardTransport;
}

async function insertFile(
  { folder, order, transport }: Place,
  reader: 0 | 1,
  state: CardState,
): Promise<VirtualReader> {
  const name = readers[reader];
  const cardFile = join(folder, `card-${reader}.json`);
  const control = join(folder, `control-${reader}`);
  if (existsSync(cardFile)) {
    await order({ do: 'signal', name, signal: 'SIGTERM' });
    await untilCard(transport, { reader, isIn: false });
  }
  rmSync(control, { force: true });
  saveCardFile(cardFile, state);
  const program = join(projectFolder, 'smartcard/virtual/main.ts');
  const values = ['--card', cardFile, '--vpcd', String(ports[reader]), '--control', control];
  await order({ do: 'start', name, command: [process.execPath, program, ...values] });
  await untilCard(transport, { reader, isIn: true });
  return { name, cardFile, order: (line) => orderAt(control, line) };
}

/** The door opens when the program has started. */
async function orderAt(path: string, line: string): Promise<{ inserted?: boolean; plugged?: boolean }> {
  for (;;) {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
      socket.write(`${line}\n`);
      for await (const answer of createInterface({ input: socket })) return JSON.parse(answer);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'ECONNREFUSED') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      socket.destroy();
    }
  }
}

/**
 * Waits until a reader of the world has a card, or has none. Wait so between taking a card out and putting one in:
 * pcscd looks every 400 ms and misses a card that was away for less.
 */
export function untilCard(
  transport: CardTransport,
  { reader, isIn }: { readonly reader: 0 | 1; readonly isIn: boolean },
): Promise<readonly ReaderState[]> {
  const isRight = ({ name, hasCard }: ReaderState) => name === readers[reader] && hasCard === isIn;
  return untilReaders(transport, (states) => states.some(isRight));
}

/** Waits until readers and cards are as they should be, and tells them. */
export async function untilReaders(
  transport: CardTransport,
  isRight: (states: readonly ReaderState[]) => boolean,
): Promise<readonly ReaderState[]> {
  const never = new AbortController().signal;
  for (;;) {
    const states = await readersOf(transport);
    if (isRight(states)) return states;
    await transport.changed(states, never);
  }
}

/** A service that is starting has none yet. */
async function readersOf(transport: CardTransport): Promise<readonly ReaderState[]> {
  return transport.readers().catch((error: unknown) => {
    if (error instanceof TransportError && error.code === 'transport.no_service') return [];
    throw error;
  });
}

/** Runs a program where nothing but a private PC/SC service and a loopback interface of its own is, and says how it ended. */
export async function runInPcscNamespace(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-pcsc-'));
  const child = spawn('unshare', [...namespaces, process.execPath, namespaceMain, folder, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  rmSync(folder, { recursive: true, force: true });
  return { code, text };
}
