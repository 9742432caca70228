import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../oidc/ports.ts';
import { type BatchLimits, createBatching, type Database } from '../../db/index.ts';
import { startStatusFeed } from './feed.ts';
import type { CertificateKey, CertificateStatus } from './model.ts';
import { findStatuses } from './store.ts';

/**
 * What was found of one certificate. As long as the source gives the same object the status is the same, so that what
 * is made from it (a signed answer) may hang on it.
 */
export interface FoundStatus {
  readonly status: CertificateStatus;
  /** Milliseconds since 1970: from when on it is known. */
  readonly readAt: number;
}

export interface StatusSource {
  /**
   * The status now: from memory while every change is known here, else from the database.
   * @throws DatabaseError when the database is away
   */
  find(key: CertificateKey): Promise<FoundStatus>;
  /** The moment at which a found status is surely still so; milliseconds since 1970. */
  confirmedAt(key: CertificateKey, found: FoundStatus): number;
  /** Whether {@link find} would give this very object at once. */
  isStill(key: CertificateKey, found: FoundStatus): boolean;
  stop(): Promise<void>;
}

export interface StatusSourceOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** Told after the memory was cleared of what changed; undefined = anything may have. */
  readonly onChange?: (changed: readonly CertificateKey[] | undefined) => void;
  readonly pollMs?: number;
  readonly limits?: BatchLimits;
  /** Certificates in memory. */
  readonly most?: number;
}

const defaultLimits: BatchLimits = { statementsInFlight: 3, keysPerStatement: 500 };
const defaultMost = 100_000;

/** Statuses for OCSP: many lookups at the same time are one statement, and what is asked often costs none. */
export async function startStatusSource(options: StatusSourceOptions): Promise<StatusSource> {
  const { db, clock, onError, onChange, pollMs, limits = defaultLimits } = options;
  const remembered = new LRUCache<string, FoundStatus>({ max: options.most ?? defaultMost });
  let changes = 0;
  const feed = await startStatusFeed({
    db,
    clock,
    onError,
    ...(pollMs === undefined ? {} : { pollMs }),
    onChange(changed) {
      changes += 1;
      if (changed) for (const key of changed) remembered.delete(nameOf(key));
      else remembered.clear();
      onChange?.(changed);
    },
  });
  const look = createBatching(limits).open<CertificateKey, CertificateStatus>({
    isRead: true,
    speaker: 'first',
    echo: (status) => status,
    run: (keys) => findStatuses(db, keys),
  });
  return {
    async find(key) {
      const name = nameOf(key);
      const known = feed.isCurrent() ? remembered.get(name) : undefined;
      if (known) return known;
      const before = changes;
      const readAt = clock.now();
      const found = { status: await look(name, key), readAt };
      // A change that came meanwhile may be this one's. A number that was never given out may be given out any moment.
      if (before === changes && found.status.kind !== 'never-issued') remembered.set(name, found);
      return found;
    },
    confirmedAt: (key, found) =>
      remembered.peek(nameOf(key)) === found ? Math.max(found.readAt, feed.knownUntil()) : found.readAt,
    isStill: (key, found) => feed.isCurrent() && remembered.get(nameOf(key)) === found,
    stop: () => feed.stop(),
  };
}

function nameOf({ caId, serial }: CertificateKey): string {
  return `${caId} ${serial}`;
}
