import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { CertificateKey } from './model.ts';
import { readChanges, statusChannel } from './store.ts';

export interface StatusFeedOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Called with what changed; undefined = anything may have. Before it returns nothing else is answered from a cache. */
  readonly onChange: (changed: readonly CertificateKey[] | undefined) => void;
  readonly onError: (error: unknown) => void;
  readonly pollMs?: number;
}

/** Tells every node of every change of a status, within a second of its commit. */
export interface StatusFeed {
  /**
   * Whether all changes up to two seconds ago are known here. While it is false (the database is away), nothing that
   * was computed earlier may be answered.
   */
  isCurrent(): boolean;
  /** The moment up to which all changes are known here, in milliseconds since 1970. */
  knownUntil(): number;
  stop(): Promise<void>;
}

const currentMs = 2_000;

/** Looks at every notification, and each half second without one: a lost notification delays a change, and no more. */
export async function startStatusFeed(options: StatusFeedOptions): Promise<StatusFeed> {
  const { db, clock, onChange, onError, pollMs = 500 } = options;
  let horizon: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;

  const look = async () => {
    const begun = clock.now();
    const { horizon: next, changed } = await readChanges(db, horizon);
    if (horizon === undefined || changed === undefined) onChange(undefined);
    else if (changed.length > 0) onChange(changed);
    horizon = next;
    readAt = begun;
  };
  const wake = (): Promise<void> => {
    if (running) {
      isAskedAgain = true;
      return running;
    }
    running = look()
      .catch(onError)
      .finally(() => {
        running = undefined;
        if (isAskedAgain) {
          isAskedAgain = false;
          void wake();
        }
      });
    return running;
  };
  const unlisten = await db.listen(statusChannel, () => void wake());
  await wake();
  const timer = setInterval(() => void wake(), pollMs);
  return {
    isCurrent: () => clock.now() - readAt <= currentMs,
    knownUntil: () => readAt,
    async stop() {
      clearInterval(timer);
      isAskedAgain = false;
      await unlisten();
      await running;
    },
  };
}
