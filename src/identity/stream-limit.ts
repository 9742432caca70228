type Source<Event> = (signal: AbortSignal) => AsyncIterable<Event>;

/** Counts the event streams of each login on this node: a few windows may follow one, a flood may not. */
export interface StreamLimit {
  /** The source, counted for as long as it runs; undefined when there are too many already. */
  admit<Event>(login: string, source: Source<Event>): Source<Event> | undefined;
}

export function createStreamLimit(most: number): StreamLimit {
  const open = new Map<string, number>();
  const change = (login: string, by: number) => {
    const count = (open.get(login) ?? 0) + by;
    if (count > 0) open.set(login, count);
    else open.delete(login);
  };
  return {
    admit(login, source) {
      if ((open.get(login) ?? 0) >= most) return undefined;
      return async function* counted(signal) {
        change(login, 1);
        try {
          yield* source(signal);
        } finally {
          change(login, -1);
        }
      };
    },
  };
}
