import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A window that a program of ours asked for, and the person before it. */
export interface ShownWindow {
  readonly kind: 'GETPIN' | 'CONFIRM' | 'MESSAGE';
  /** What it shows, by the command that set it; SETDESC with its lines. */
  readonly texts: ReadonlyMap<string, string>;
  /** Resolves when the program that showed it was ended. */
  readonly gone: Promise<void>;
  type(pin: string): void;
  press(button: 'ok' | 'other' | 'cancel'): void;
  timeOut(): void;
  /** The program cannot show it, as without a display. */
  fail(): void;
  /** Bytes of any kind. */
  say(bytes: string): void;
}

/** A program that speaks pinentry's lines, with the test in the place of the person. */
export interface PinScreen {
  /** Its path, for a configuration. */
  readonly program: string;
  next(): Promise<ShownWindow>;
  /** True when nothing was shown that nobody took. */
  isEmpty(): boolean;
  close(): Promise<void>;
}

export async function openPinScreen(): Promise<PinScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-screen-'));
  const path = join(folder, 'socket');
  const shown: ShownWindow[] = [];
  const waiting: ((window: ShownWindow) => void)[] = [];
  const show = (window: ShownWindow) => {
    const taker = waiting.shift();
    if (taker) taker(window);
    else shown.push(window);
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, show);
  });
  await new Promise<void>((done) => server.listen(path, done));
  const program = join(folder, 'pinentry-stub');
  const relay = `const s=require('net').connect(${JSON.stringify(path)});process.stdin.pipe(s);s.pipe(process.stdout);s.on('error',()=>process.exit(1))`;
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' -e '${relay.replaceAll("'", `'\\''`)}'\n`, {
    mode: 0o755,
  });
  return {
    program,
    next: () => {
      const window = shown.shift();
      return window ? Promise.resolve(window) : new Promise((take) => waiting.push(take));
    },
    isEmpty: () => shown.length === 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serve(socket: Socket, show: (window: ShownWindow) => void): void {
  const gone = new Promise<void>((done) => socket.once('close', () => done()));
  const texts = new Map<string, string>();
  let rest = '';
  socket.on('error', () => undefined);
  socket.write('OK Pleased to meet you\n');
  socket.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [command = '', ...words] = line.split(' ');
      if (command === 'GETPIN' || command === 'CONFIRM' || command === 'MESSAGE') {
        show(windowOf(command, { socket, texts: new Map(texts), gone }));
      } else {
        if (command === 'RESET') texts.clear();
        else texts.set(command, decodeURIComponent(words.join(' ')));
        socket.write('OK\n');
      }
    }
  });
}

function windowOf(
  kind: ShownWindow['kind'],
  { socket, texts, gone }: { socket: Socket; texts: ReadonlyMap<string, string>; gone: Promise<void> },
): ShownWindow {
  const say = (bytes: string) => void socket.write(bytes);
  const codes = { cancel: '83886179 Operation cancelled', other: '83886194 Not confirmed' };
  return {
    kind,
    texts,
    gone,
    type: (pin) => say(`D ${encodeURIComponent(pin)}\nOK\n`),
    press: (button) => say(button === 'ok' ? 'OK\n' : `ERR ${codes[button]} <Pinentry>\n`),
    timeOut: () => say('ERR 83886142 Timeout <Pinentry>\n'),
    fail: () => say('ERR 83918950 Inappropriate ioctl for device <Pinentry>\n'),
    say,
  };
}
