import { type Database, type Queryable, statement } from '../../db/index.ts';

/** One channel for everything, so that a process holds one connection for it. Payload: `<kind>:<id>[:<detail>]`. */
export const newsChannel = 'phone';

export type NewsKind = 'request' | 'account' | 'poll' | 'work' | 'phone';

const notify = statement('phone_news.tell', `select pg_notify('${newsChannel}', $1)`);

/** Tells waiters of this process what happened on any node. */
export interface PhoneNews {
  /**
   * Calls back for every change of `id`, and when anything may have changed (the connection was away). Answers the
   * function that ends it.
   */
  on(kind: NewsKind, id: string, heard: (detail: string) => void): () => void;
  /** Heard everywhere once the transaction of `db` commits. */
  tell(db: Queryable, kind: NewsKind, id: string, detail?: string): Promise<void>;
  /** How many wait here. */
  size(): number;
  stop(): Promise<void>;
}

/** @param db any role that may listen; one connection is kept. */
export async function startPhoneNews(db: Pick<Database, 'listen'>): Promise<PhoneNews> {
  const waiting = new Map<string, Set<(detail: string) => void>>();
  const unlisten = await db.listen(newsChannel, (payload) => {
    if (payload === '') {
      for (const heard of [...waiting.values()].flatMap((all) => [...all])) heard('');
      return;
    }
    const [kind, id, detail = ''] = payload.split(':');
    for (const heard of Array.from(waiting.get(`${kind}:${id}`) ?? [])) heard(detail);
  });
  return {
    on(kind, id, heard) {
      const key = `${kind}:${id}`;
      const all = waiting.get(key) ?? new Set();
      waiting.set(key, all.add(heard));
      return () => {
        all.delete(heard);
        if (all.size === 0 && waiting.get(key) === all) waiting.delete(key);
      };
    },
    async tell(on, kind, id, detail = '') {
      await on.query(notify, [`${kind}:${id}:${detail}`]);
    },
    size: () => [...waiting.values()].reduce((sum, all) => sum + all.size, 0),
    stop: unlisten,
  };
}

export interface Waiting<T> {
  /** Subscribes; called once. */
  readonly subscribe: (heard: (detail: string) => void) => () => void;
  readonly read: () => Promise<T>;
  /** Milliseconds until this value changes by itself; undefined = it is the end. */
  readonly settlesIn: (value: T) => number | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** True = stop waiting although nothing settled. */
  readonly isDisplaced?: (detail: string) => boolean;
}

/** Reads again at each news until the value is final, the time is over or the caller is gone; answers what it read last. */
export async function waitForNews<T>(waiting: Waiting<T>): Promise<T> {
  const { signal, timeoutMs } = waiting;
  const deadline = performance.now() + timeoutMs;
  let wake: (() => void) | undefined;
  let isNews = false;
  let isDisplaced = false;
  // Subscribed before the first look: what happens between the look and the wait is not missed.
  const unsubscribe = waiting.subscribe((detail) => {
    isDisplaced ||= waiting.isDisplaced?.(detail) ?? false;
    isNews = true;
    wake?.();
  });
  const onAbort = () => wake?.();
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      isNews = false;
      const value = await waiting.read();
      const settlesIn = waiting.settlesIn(value);
      const left = deadline - performance.now();
      if (settlesIn === undefined || left <= 0 || isDisplaced || signal?.aborted) return value;
      if (isNews) continue;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, Math.max(Math.min(left, settlesIn), 1));
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}
