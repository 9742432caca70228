import type { Handle, NativeReaderState, PcscLibrary } from './pcsc-library.ts';
import { isResult, returnCodes } from './return-codes.ts';
import type { ReaderState } from './transport.ts';

/** SCARD_STATE_* (winscard.h); above them the number of times that a card came or went. */
const stateBits = { changed: 0x2, present: 0x20, exclusive: 0x80, inUse: 0x100 } as const;
const readerGone = [returnCodes.unknownReader, returnCodes.readerUnavailable] as const;
/** A wait holds a thread. SCardCancel ends it too, but not when it comes just before the wait. */
export const sliceMs = 1000;
const counterRange = 0x10000;

/** Stands for all readers: its state changes when one comes. macOS does not know it. */
const anyReader = '\\\\?PnP?\\Notification';

export function isPresent({ eventState }: NativeReaderState): boolean {
  return (eventState & stateBits.present) !== 0;
}

/** Whether a program is connected to the card. */
export function isInUse({ eventState }: NativeReaderState): boolean {
  return (eventState & (stateBits.inUse | stateBits.exclusive)) !== 0;
}

/** What to wait for the next change with. */
export function knownState({ eventState }: NativeReaderState): number {
  return (eventState & ~stateBits.changed) >>> 0;
}

/** How often a card came or went, as PC/SC counts. */
export function counterOf({ eventState }: NativeReaderState): number {
  return eventState >>> 16;
}

/** `generation` tells the counters of one PC/SC service from those of the next. */
export function toReaderState(state: NativeReaderState, generation: number): ReaderState {
  return {
    name: state.name,
    hasCard: isPresent(state),
    atr: isPresent(state) ? state.atr : new Uint8Array(),
    mark: generation * counterRange + counterOf(state),
  };
}

export function isSame(one: readonly ReaderState[], other: readonly ReaderState[]): boolean {
  if (one.length !== other.length) return false;
  return one.every(({ name, hasCard, mark }) =>
    other.some((state) => state.name === name && state.hasCard === hasCard && state.mark === mark),
  );
}

/** The readers as they are now. @throws PcscError */
export async function readStates(
  library: PcscLibrary,
  context: Handle,
): Promise<readonly NativeReaderState[]> {
  for (let tries = 1; ; tries++) {
    try {
      const names = await library.listReaders(context);
      if (names.length === 0) return [];
      const readers = names.map((name) => ({ name, currentState: 0 }));
      return await library.getStatusChange(context, 0, readers);
    } catch (error) {
      if (isResult(error, returnCodes.noReadersAvailable)) return [];
      // A reader went between the two calls.
      if (!isResult(error, ...readerGone) || tries === 3) throw error;
    }
  }
}

/** Resolves when something differs from these states, after SCardCancel, and after a slice of time. @throws PcscError */
export async function waitForChange(
  library: PcscLibrary,
  context: Handle,
  states: readonly NativeReaderState[],
): Promise<void> {
  const known = states.map((state) => ({ name: state.name, currentState: knownState(state) }));
  if (library.announcesReaders) known.push({ name: anyReader, currentState: 0 });
  try {
    if (known.length > 0) await library.getStatusChange(context, sliceMs, known);
    else await new Promise((done) => setTimeout(done, sliceMs));
  } catch (error) {
    if (!isResult(error, returnCodes.timeout, returnCodes.cancelled, ...readerGone)) throw error;
  }
}
