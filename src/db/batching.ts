import { DatabaseError } from './errors.ts';

/** One sort of statement, such as "find" or "consume", and how it serves several callers at once. */
export interface Sort<Request, Answer> {
  /** Reads of one key may overlap each other; everything else on a key happens in the order it was asked for. */
  readonly isRead: boolean;
  /** Which request stands for a key when a batch holds several: the first claimant, or the last write. */
  readonly speaker: 'first' | 'last';
  /** Runs one statement for distinct keys; the answers come in the order of the requests. */
  run(requests: readonly Request[]): Promise<readonly Answer[]>;
  /** What the other callers of the same key in the same batch are told. */
  echo(answer: Answer): Answer;
}

export interface BatchLimits {
  /** Statements of one sort on their way at the same time. */
  readonly statementsInFlight: number;
  readonly keysPerStatement: number;
}

export interface Batching {
  /** The returned function resolves when the statement that carries the request has committed. */
  open<Request, Answer>(sort: Sort<Request, Answer>): (key: string, request: Request) => Promise<Answer>;
  /** Resolves when every write asked for before has ended, well or badly. */
  writesEnded(): Promise<void>;
}

/** Callers that asked for the same key in the same way and share one place in one statement. */
interface Group {
  readonly key: string;
  readonly isRead: boolean;
  readonly queue: Queue;
  readonly onEnd: (() => void)[];
  isQueued: boolean;
  isSent: boolean;
}

interface Queue {
  add(group: Group): void;
}

/** A caller of a group. */
interface Caller<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Natural batching: what arrives while statements of its sort are on their way waits and goes together in the next one.
 * There is no timer; an idle store answers at once. Per key the order of the calls is kept across all sorts.
 */
export function createBatching(limits: BatchLimits): Batching {
  const lanes = new Map<string, Group[]>();

  const finish = (group: Group) => {
    const lane = lanes.get(group.key) ?? [];
    if (lane.length > 1) {
      lane.splice(lane.indexOf(group), 1);
      admit(lane);
    } else lanes.delete(group.key);
    for (const tell of group.onEnd) tell();
  };

  return {
    open<Request, Answer>(sort: Sort<Request, Answer>) {
      const callers = new Map<Group, Caller<Request, Answer>[]>();
      const queue = createQueue(limits, (groups) =>
        serve(
          sort,
          groups.map((group) => callers.get(group) ?? []),
        ).finally(() => {
          for (const group of groups) {
            callers.delete(group);
            finish(group);
          }
        }),
      );
      return (key: string, request: Request) => {
        const { promise, resolve, reject } = Promise.withResolvers<Answer>();
        const lane = laneOf(lanes, key);
        let group = lane.at(-1);
        if (group?.queue !== queue || group.isSent) {
          group = { key, isRead: sort.isRead, queue, onEnd: [], isQueued: false, isSent: false };
          callers.set(group, []);
          lane.push(group);
          admit(lane);
        }
        callers.get(group)?.push({ request, resolve, reject });
        return promise;
      };
    },
    async writesEnded() {
      const writes = [...lanes.values()].flat().filter((group) => !group.isRead);
      await Promise.all(writes.map((group) => new Promise<void>((tell) => group.onEnd.push(tell))));
    },
  };
}

function laneOf(lanes: Map<string, Group[]>, key: string): Group[] {
  const lane = lanes.get(key) ?? [];
  lanes.set(key, lane);
  return lane;
}

/** Queues the head of a lane, and the reads behind it while there are only reads before them. */
function admit(lane: readonly Group[]): void {
  for (const [place, group] of lane.entries()) {
    if (place > 0 && !(group.isRead && lane[place - 1]?.isRead)) return;
    if (group.isQueued) continue;
    group.isQueued = true;
    group.queue.add(group);
  }
}

function createQueue(limits: BatchLimits, send: (groups: readonly Group[]) => Promise<void>): Queue {
  const waiting: Group[] = [];
  let inFlight = 0;
  let isScheduled = false;

  const pump = () => {
    isScheduled = false;
    while (waiting.length > 0 && inFlight < limits.statementsInFlight) {
      const groups = waiting.splice(0, limits.keysPerStatement);
      for (const group of groups) group.isSent = true;
      inFlight += 1;
      void send(groups).finally(() => {
        inFlight -= 1;
        schedule();
      });
    }
  };
  // After the sockets that are readable now have been served: their calls join the same statement.
  const schedule = () => {
    if (isScheduled || waiting.length === 0 || inFlight >= limits.statementsInFlight) return;
    isScheduled = true;
    setImmediate(pump);
  };
  return {
    add(group) {
      waiting.push(group);
      schedule();
    },
  };
}

/** Runs one statement for the groups and tells every caller; never rejects. */
async function serve<Request, Answer>(
  sort: Sort<Request, Answer>,
  groups: readonly (readonly Caller<Request, Answer>[])[],
): Promise<void> {
  const speakers = groups.flatMap((group) => group.at(sort.speaker === 'first' ? 0 : -1) ?? []);
  try {
    const answers = await runTwice(
      sort,
      speakers.map((speaker) => speaker.request),
    );
    for (const [place, group] of groups.entries()) {
      const answer = answers[place] as Answer;
      for (const caller of group) caller.resolve(caller === speakers[place] ? answer : sort.echo(answer));
    }
  } catch (error) {
    for (const caller of groups.flat()) caller.reject(error);
  }
}

/** A statement that PostgreSQL gave up in favour of another node's (40P01, 40001) had no effect and goes once more. */
async function runTwice<Request, Answer>(sort: Sort<Request, Answer>, requests: readonly Request[]) {
  try {
    return await sort.run(requests);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'database.retry') return sort.run(requests);
    throw error;
  }
}
