import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { Authorities } from '../authority/index.ts';
import { defaultListSettings, dueList, type ListSettings, partitionsOf } from './model.ts';
import type { ListService } from './service.ts';
import { readStates } from './store.ts';

export interface ListProducerDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly authorities: Authorities;
  readonly lists: ListService;
  readonly onError: (error: unknown) => void;
  readonly settings?: ListSettings;
  /** How often is looked though nobody told of a change; 5 s. */
  readonly pollMs?: number;
}

/** Makes every list in time. Any number of nodes may do it; of one partition one at a time does. */
export interface ListProducer {
  /** Looks at once: something changed. */
  wake(): void;
  /** One look, for those who want to wait for it; how many lists were made. */
  produceDue(): Promise<number>;
  stop(): Promise<void>;
}

const defaultPollMs = 5_000;

export function startListProducer(deps: ListProducerDeps): ListProducer {
  const { db, clock, lists, onError, settings = defaultListSettings } = deps;
  let running: Promise<number> | undefined;
  let isAskedAgain = false;
  let isStopped = false;

  const produceDue = async (): Promise<number> => {
    let made = 0;
    // After its end an authority's CRL is believed by nobody (RFC 5280 6.3.3 (f)).
    const living = deps.authorities.all.filter(({ certificate }) => clock.now() <= certificate.notAfter);
    const partitions = partitionsOf(living);
    for (const state of await readStates(db, partitions)) {
      const kind = isStopped ? undefined : dueList(state, clock.now(), settings);
      if (!kind) continue;
      try {
        const result = await (kind === 'full' ? lists.produceFull(state) : lists.produceDelta(state));
        if (result.kind === 'made') made += 1;
      } catch (error) {
        // The other partitions must not wait for this one.
        onError(error);
      }
    }
    return made;
  };
  const wake = () => {
    if (running) {
      isAskedAgain = true;
      return;
    }
    running = produceDue()
      .catch((error: unknown) => {
        onError(error);
        return 0;
      })
      .finally(() => {
        running = undefined;
        if (!isAskedAgain || isStopped) return;
        isAskedAgain = false;
        wake();
      });
  };
  wake();
  const timer = setInterval(wake, deps.pollMs ?? defaultPollMs);
  return {
    wake,
    produceDue,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
