import {
  createPublisher,
  LogError,
  type LogHead,
  openSequencer,
  type Publisher,
  type PublisherDeps,
  type PublishingTrouble,
  type Sequencer,
  type SequencerDeps,
} from '../../../certs/index.ts';

export interface SequencingDeps extends SequencerDeps, Pick<PublisherDeps, 'timeStamp'> {
  /** Told of everything that is not as it should be; `isStanding` when the log stands still until somebody has looked. */
  readonly onError: (error: unknown, isStanding: boolean) => void;
  readonly onTrouble: (trouble: PublishingTrouble) => void;
}

export interface Sequencing {
  /** Resolves when the batch under way has ended. */
  stop(): Promise<void>;
}

/** From the start of one batch to the next: rows that come together share a signature, and receipts come in a second. */
const batchMs = 200;
const retryMs = 1000;
/** A checkpoint without all its witnesses is shown again, at first after so long, then at growing intervals. */
const firstAgainMs = 5_000;
const longestAgainMs = 600_000;

/** Takes waiting records up into the log until it is told to stop; never twice what a LogError has stopped. */
export function startSequencing(deps: SequencingDeps): Sequencing {
  const stopping = new AbortController();
  const display = createDisplay(deps);
  const run = async () => {
    let sequencer: Sequencer | undefined;
    while (!stopping.signal.aborted) {
      const begun = performance.now();
      try {
        if (!sequencer) {
          sequencer = await openSequencer(deps);
          if ((await deps.store.published())?.size !== sequencer.head().size) display.show(sequencer.head());
        }
        const done = await sequencer.sequence();
        if (done.kind === 'grown') display.show(done.head);
        else display.showAgain(sequencer.head());
        const isFull = done.kind === 'grown' && done.count === deps.mostInBatch;
        if (!isFull) await pause(Math.max(0, batchMs - (performance.now() - begun)), stopping.signal);
      } catch (error) {
        // A witness may be back soon; everything else that the log itself says needs a person.
        const isStanding = error instanceof LogError && error.code !== 'log.unconfirmed_head';
        deps.onError(error, isStanding);
        if (isStanding) return;
        await pause(retryMs, stopping.signal);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
      await display.done();
    },
  };
}

/** Shows the newest head, one at a time, beside the work of the sequencer. */
interface Display {
  show(head: LogHead): void;
  /** Once more, when something was lacking and it is time. */
  showAgain(head: LogHead): void;
  done(): Promise<void>;
}

function createDisplay(deps: SequencingDeps): Display {
  let isLacking = false;
  const publisher: Publisher = createPublisher({
    ...deps,
    onTrouble(trouble) {
      isLacking = true;
      deps.onTrouble(trouble);
    },
  });
  let wanted: LogHead | undefined;
  let working: Promise<void> | undefined;
  let againAt = Number.POSITIVE_INFINITY;
  let againMs = firstAgainMs;

  const work = async () => {
    for (let head = wanted; head; head = wanted) {
      wanted = undefined;
      isLacking = false;
      try {
        await publisher.publish(head);
        deps.onStep?.('answer');
      } catch (error) {
        isLacking = true;
        deps.onError(error, false);
      }
      againMs = isLacking ? Math.min(againMs * 2, longestAgainMs) : firstAgainMs;
      againAt = isLacking ? performance.now() + againMs / 2 : Number.POSITIVE_INFINITY;
    }
    working = undefined;
  };
  const show = (head: LogHead) => {
    wanted = head;
    working ??= work();
  };
  return {
    show,
    showAgain(head) {
      if (!working && performance.now() >= againAt) show(head);
    },
    async done() {
      await working;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
