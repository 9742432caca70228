import { busy, closed, Turns } from '../pcsc/index.ts';
import { type CardChannel, type CardTransport, type ReaderState, TransportError } from '../pcsc/transport.ts';

/** One command that a card was sent and what it answered, in hexadecimal; `note` says what the step is for. */
export interface RecordedStep {
  readonly command: string;
  readonly response: string;
  readonly note?: string;
}

export interface Recording {
  readonly reader: string;
  readonly atr: string;
  readonly steps: readonly RecordedStep[];
}

/**
 * A reader whose card answers from a recording: exactly the recorded commands, in their order. Each channel plays it from
 * the beginning. Another command raises `transport.failed`; nothing is made up.
 */
export function createReplayTransport({ reader, atr, steps }: Recording): CardTransport {
  const answerToReset = Buffer.from(atr, 'hex');
  const turns = new Turns(1);
  const closing = new AbortController();
  const { signal: closingSignal } = closing;
  const state = { name: reader, hasCard: true, atr: answerToReset, mark: 0 };
  const isAsKnown = ([known, another]: readonly ReaderState[]) =>
    !another && known?.name === reader && known.hasCard && known.mark === state.mark;
  return {
    async readers() {
      if (closingSignal.aborted) throw closed();
      return [state];
    },
    changed: (known, signal) =>
      new Promise((resolve) => {
        const either = AbortSignal.any([signal, closingSignal]);
        if (either.aborted || !isAsKnown(known)) resolve();
        else either.addEventListener('abort', () => resolve(), { once: true });
      }),
    async open(name, { timeoutMs }) {
      if (name !== reader) throw new TransportError('transport.no_reader', name);
      const release = await turns.enter({ limitMs: timeoutMs, signal: closingSignal }).catch(busy);
      return replayChannel({ reader, atr: answerToReset, steps, signal: closingSignal, release });
    },
    async close() {
      closing.abort();
    },
  };
}

interface Replay {
  readonly reader: string;
  readonly atr: Uint8Array;
  readonly steps: readonly RecordedStep[];
  readonly signal: AbortSignal;
  readonly release: () => void;
}

function replayChannel({ reader, atr, steps, signal, release }: Replay): CardChannel {
  let next = 0;
  let isOpen = true;
  return {
    reader,
    atr,
    async transmit(command) {
      if (!isOpen || signal.aborted) throw closed();
      const step = steps[next];
      next += 1;
      const sent = Buffer.from(command).toString('hex');
      if (step?.command !== sent)
        throw new TransportError('transport.failed', `step ${next} is not the recorded one`);
      return Buffer.from(step.response, 'hex');
    },
    async end() {
      if (isOpen) release();
      isOpen = false;
    },
  };
}
