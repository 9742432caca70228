/** A random number in [0, 1), for spreading retries. */
export type Random = () => number;

/** One line for the operator's log: a stable event name and flat facts without personal data. */
export type Log = (event: string, facts: Readonly<Record<string, string | number | boolean>>) => void;

/** How long a piece of work is tried. */
export interface RetryPolicy {
  /** The pause after the first failed try; it doubles with each further one. */
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
  /** After so many tries the work is given up, whatever its `give_up_at`. */
  readonly maxTries: number;
}

/**
 * The pause after `tries` failed tries: growing by the factor two, and spread over its upper half so that work which
 * failed together (a server that was away) does not come back together.
 */
export function backOffSeconds(tries: number, policy: RetryPolicy, random: Random): number {
  const doublings = Math.min(Math.max(tries - 1, 0), 30);
  const full = Math.min(policy.firstDelaySeconds * 2 ** doublings, policy.longestDelaySeconds);
  return full * (0.5 + random() / 2);
}

/** What one try came to. A handler that throws counts as `retry`. */
export type TryOutcome =
  /** `values` go into the table's `doneColumns`, in their order. */
  | { readonly kind: 'done'; readonly values?: readonly unknown[] }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      /** Nobody at all can be served now: the server is away, or asks for a slower pace. The whole lane pauses. */
      readonly isLaneAway?: boolean;
      /** What is done already, for the next try; into `doneColumns`. */
      readonly values?: readonly unknown[];
    }
  /** Trying again cannot help. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Its time had passed before the try. */
  | { readonly kind: 'expired' };

/** A piece of work that this process holds until its lease ends. */
export type Claimed<Item> = Item & {
  readonly id: string;
  /** This try included. Also the fence: only the holder of the latest try may put the work back. */
  readonly tries: number;
};

/** How a piece of work ended. */
export type Ending = 'done' | 'failed' | 'expired';

/** A piece of work that ended just now. */
export interface Ended<Item> {
  readonly item: Claimed<Item>;
  readonly ending: Ending;
  /** Empty when it is done. */
  readonly reason: string;
}
