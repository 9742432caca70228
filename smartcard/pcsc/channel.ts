import type { CardConnection } from './card-connection.ts';
import { closed, Turns } from './time-limit.ts';
import { type CardChannel, type PinPad, TransportError } from './transport.ts';

export interface ChannelParts {
  readonly reader: string;
  readonly atr: Uint8Array;
  readonly connection: CardConnection;
  readonly pinPad: PinPad | undefined;
  readonly commandLimitMs: number;
  readonly signal: AbortSignal;
  /** Called when the card is free again. */
  readonly onEnd: () => void;
}

/** A channel whose commands wait for each other. */
export function openChannel(parts: ChannelParts): CardChannel {
  const { reader, atr, connection, pinPad, commandLimitMs, signal } = parts;
  const turns = new Turns(1);
  const unbounded = { limitMs: 2 ** 31 - 1 };
  let ending: Promise<void> | undefined;
  let isCut = false;

  /** @throws TransportError `transport.failed` after the end, and after a command that was given up */
  const inTurn = async <T>(action: () => Promise<T>): Promise<T> => {
    const leave = await turns.enter(unbounded);
    try {
      if (ending || isCut || signal.aborted) throw closed();
      return await action();
    } catch (error) {
      isCut ||= error instanceof TransportError && error.code === 'transport.timeout';
      throw error;
    } finally {
      leave();
    }
  };
  const end = async () => {
    // What is under way is finished, what waits is refused.
    const leave = await turns.enter(unbounded);
    await connection.end();
    leave();
    parts.onEnd();
  };
  return {
    reader,
    atr,
    pinPad: pinPad && { verify: (...words) => inTurn(() => pinPad.verify(...words)) },
    transmit(command) {
      // Not slice(): of a Buffer it would be the same memory.
      const own = Uint8Array.from(command);
      const bounds = { limitMs: commandLimitMs, signal };
      return inTurn(() => connection.transmit(own, bounds)).finally(() => own.fill(0));
    },
    end: () => (ending ??= end()),
  };
}
