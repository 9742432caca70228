import { connect, type Socket } from 'node:net';
import type { CardSlot } from './card-slot.ts';

/**
 * A slot as a card in the reader that vsmartcard's driver makes in pcscd. The card is the client: an open connection is
 * an inserted card, a closed one an empty reader. Each message is two octets of length and then as many octets; a single
 * octet is power or a question, more are a command.
 */
export interface VpcdClient {
  /** Whether pcscd has the connection now. */
  readonly isConnected: boolean;
  close(): void;
}

/** Where vpcd listens for cards: a port of this computer, or a UNIX socket that leads to one. */
export type VpcdAddress = { readonly port: number } | { readonly path: string };

const control = { powerOff: 0, powerOn: 1, reset: 2, answerToReset: 4 };
/** pcscd may not be there yet, or may be starting again. */
const retryMs = 200;
/**
 * pcscd looks into the reader every 400 ms. A card that went and came between two looks would be taken for the old one,
 * whose power is lost: no hand is that fast, so neither is this one.
 */
const handMs = 600;

export function plugIntoVpcd(slot: CardSlot, address: VpcdAddress): VpcdClient {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  let emptySince = Number.NEGATIVE_INFINITY;

  const unplug = () => {
    clearTimeout(timer);
    const last = socket;
    socket = undefined;
    if (last) emptySince = performance.now();
    last?.destroy();
  };
  const plug = () => {
    if (isClosed || !slot.card) return;
    const next = connect('port' in address ? { ...address, host: '127.0.0.1', noDelay: true } : address);
    socket = next;
    const again = () => {
      if (socket !== next) return;
      socket = undefined;
      slot.card?.reset();
      timer = setTimeout(plug, retryMs);
    };
    // An error is always followed by the close.
    next.on('error', () => undefined);
    next.on('close', again);
    serve(next, slot);
  };
  slot.onChange(() => {
    unplug();
    timer = setTimeout(plug, Math.max(0, emptySince + handMs - performance.now()));
  });
  plug();

  return {
    get isConnected() {
      return socket?.readyState === 'open';
    },
    close() {
      isClosed = true;
      unplug();
    },
  };
}

/** Messages in their order, one at a time. */
function serve(socket: Socket, slot: CardSlot): void {
  let received = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const message = Buffer.from(received.subarray(2, end));
      received = received.subarray(end);
      last = last.then(() => handle(socket, slot, message));
    }
  });
}

async function handle(socket: Socket, slot: CardSlot, message: Buffer): Promise<void> {
  if (message.length !== 1) {
    const answer = await slot.exchange(message);
    message.fill(0);
    // Without a card the connection is being closed already.
    if (answer) send(socket, answer);
    return;
  }
  if (message[0] === control.answerToReset) send(socket, slot.card?.atr ?? new Uint8Array());
  else if ([control.powerOff, control.powerOn, control.reset].includes(message[0] ?? -1)) slot.card?.reset();
}

function send(socket: Socket, bytes: Uint8Array): void {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  if (socket.writable) socket.write(Buffer.concat([length, bytes]));
}
