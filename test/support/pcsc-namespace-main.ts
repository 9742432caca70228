import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { PcscOrder, PcscReply } from './pcsc-world.ts';

/**
 * The first process of a private namespace: a pcscd whose socket lies in the folder given, with the ports of its virtual
 * readers led to UNIX sockets beside it. Everything ends with this process. With more words, they are a program to run
 * here; else orders come over the channel to the parent, and it ends when that does.
 */
const [folder = '', ...program] = process.argv.slice(2);
/** Of the Debian package's reader file: one driver, two slots. */
const firstPort = 35_963;
const sockets = '/run/pcscd';
const service = 'pcscd';
const serviceCommand = [service, '--foreground', '--config', '/etc/reader.conf.d'];
const log = openSync(join(folder, 'log'), 'a');
const running = new Map<string, ChildProcess>();

function setUp(): void {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  // vpcd sends a length and a command apart; a delayed acknowledgement between them would cost 40 ms each time.
  const local = ['local', '127.0.0.1', 'dev', 'lo', 'proto', 'kernel', 'scope', 'host', 'src', '127.0.0.1'];
  execFileSync('ip', ['route', 'change', 'table', 'local', ...local, 'quickack', '1']);
  // /run is there for everybody, /run/pcscd perhaps not.
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  mkdirSync(sockets);
  execFileSync('mount', ['--bind', folder, sockets]);
}

async function startService(): Promise<void> {
  // What a crash leaves behind keeps the next one from starting.
  for (const left of ['pcscd.comm', 'pcscd.pid']) rmSync(join(sockets, left), { force: true });
  const started = await start(service, serviceCommand);
  const failed = new Promise<never>((_, fail) => {
    started.once('exit', (code) => fail(new Error(`pcscd ended with ${code}`)));
  });
  failed.catch(() => {});
  await Promise.race([failed, untilItAnswers()]);
}

async function start(name: string, [file = '', ...words]: readonly string[]): Promise<ChildProcess> {
  const child = spawn(file, words, { stdio: ['ignore', log, log] });
  running.set(name, child);
  await new Promise((done, fail) => {
    child.once('spawn', done);
    child.once('error', fail);
  });
  return child;
}

async function untilItAnswers(): Promise<void> {
  for (;;) {
    const socket = connect(join(sockets, 'pcscd.comm'));
    const isUp = await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
    });
    socket.destroy();
    if (isUp) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function signal(name: string, what: NodeJS.Signals): Promise<void> {
  const child = running.get(name);
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill(what);
  if (what === 'SIGKILL' || what === 'SIGTERM') await ended;
}

/** A card outside connects to the UNIX socket as if to the port. */
function lead(slot: number): Promise<void> {
  const server = createServer((outside) => {
    const inside = connect({ port: firstPort + slot, host: '127.0.0.1', noDelay: true });
    pour(outside, inside);
    pour(inside, outside);
  });
  return new Promise((done) => server.listen(join(folder, `slot-${slot}`), done));
}

function pour(from: Socket, to: Socket): void {
  from.on('error', () => {});
  from.on('close', () => to.destroy());
  from.pipe(to);
}

async function obey(order: PcscOrder): Promise<void> {
  if (order.do === 'signal') await signal(order.name, order.signal);
  else if (order.name === service) await startService();
  else await start(order.name, order.command);
}

function listenToOrders(): void {
  const reply = (message: PcscReply) => process.send?.(message);
  process.on('message', (order: PcscOrder & { readonly id: number }) => {
    obey(order).then(
      () => reply({ id: order.id }),
      (error: unknown) => reply({ id: order.id, error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  reply({ id: 0 });
}

setUp();
await Promise.all([lead(0), lead(1)]);
await startService();
if (program.length === 0) listenToOrders();
else {
  const child = spawn(program[0] ?? '', program.slice(1), { stdio: 'inherit' });
  child.once('error', () => process.exit(127));
  child.once('exit', (code) => process.exit(code ?? 1));
}
