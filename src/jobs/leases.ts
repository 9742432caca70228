import type { Clock } from '../../oidc/ports.ts';
import type { Claimed } from './model.ts';
import type { QueueStore } from './store.ts';

/** Rows that this worker has claimed, kept its own by renewing their leases for as long as the work goes on. */
export interface Leases<Item> {
  /** When a lease that begins now ends. */
  endsAt(now: number): Date;
  hold(item: Claimed<Item>): void;
  /** The row is renewed no more. Resolves when no renewal is under way, so that none can move what is written next. */
  release(item: Claimed<Item>): Promise<void>;
  /** Lets every row go. */
  stop(): void;
}

/** So many renewals may fail or come late before a lease ends under living work. */
const renewalsInLease = 4;

export function createLeases<Item>(
  store: Pick<QueueStore<Item>, 'renew'>,
  deps: {
    readonly clock: Clock;
    readonly leaseSeconds: number;
    readonly onError: (error: unknown) => void;
  },
): Leases<Item> {
  const { clock, leaseSeconds, onError } = deps;
  const held = new Set<Claimed<Item>>();
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> | undefined;
  const endsAt = (now: number) => new Date(now + leaseSeconds * 1000);

  const schedule = () => {
    if (held.size === 0) return;
    timer ??= setTimeout(
      () => {
        timer = undefined;
        renewing ??= renew();
      },
      (leaseSeconds / renewalsInLease) * 1000,
    );
  };
  const renew = async () => {
    try {
      // What was released in the meantime needs no statement.
      if (held.size > 0) await store.renew([...held], endsAt(clock.now()));
    } catch (error) {
      onError(error);
    }
    renewing = undefined;
    schedule();
  };
  return {
    endsAt,
    hold(item) {
      held.add(item);
      schedule();
    },
    async release(item) {
      held.delete(item);
      await renewing;
    },
    stop() {
      held.clear();
      clearTimeout(timer);
    },
  };
}
