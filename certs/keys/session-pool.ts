/** Lends each session to one borrower at a time; who finds none free waits in line. */
export interface SessionPool<Session> {
  /** Runs the work with a session of its own. A session whose work failed is closed, for it may be in the middle of it. */
  use<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  /** Closes what is free now and what is lent when it comes back; those in line are refused with the reason. */
  close(reason: Error): Promise<void>;
}

interface Waiting {
  readonly admit: () => void;
  readonly refuse: (reason: Error) => void;
}

export function createSessionPool<Session>(options: {
  readonly limit: number;
  readonly open: () => Promise<Session>;
  /** Must not reject. */
  readonly close: (session: Session) => Promise<void>;
}): SessionPool<Session> {
  const { limit, open, close } = options;
  const free: Session[] = [];
  const line: Waiting[] = [];
  let lent = 0;
  let closedFor: Error | undefined;

  const enter = () => {
    if (closedFor) return Promise.reject(closedFor);
    if (lent < limit) {
      lent += 1;
      return Promise.resolve();
    }
    return new Promise<void>((admit, refuse) => line.push({ admit, refuse }));
  };
  const leave = () => {
    const next = line.shift();
    if (next) next.admit();
    else lent -= 1;
  };

  return {
    async use(work) {
      await enter();
      try {
        const session = free.pop() ?? (await open());
        try {
          const result = await work(session);
          if (closedFor) await close(session);
          else free.push(session);
          return result;
        } catch (error) {
          await close(session);
          throw error;
        }
      } finally {
        leave();
      }
    },
    async close(reason) {
      closedFor = reason;
      for (const { refuse } of line.splice(0)) refuse(reason);
      for (const session of free.splice(0)) await close(session);
    },
  };
}
