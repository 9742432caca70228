import type { Authority } from '../authority/index.ts';

export type ListKind = 'full' | 'delta';

/** The certificates that one list speaks for. */
export interface Partition {
  readonly caId: number;
  readonly partition: number;
}

export interface ListSettings {
  /** How often a full list is made, and how long it holds. */
  readonly fullEveryMs: number;
  readonly fullValidityMs: number;
  /** How often a delta list is made though nothing changed, and how long it holds. */
  readonly deltaEveryMs: number;
  readonly deltaValidityMs: number;
  /** A delta with more entries stands on the newest full list instead of the oldest that is current. */
  readonly mostDeltaEntries: number;
  /** Rows that are read at a time. */
  readonly pageRows: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultListSettings: ListSettings = {
  fullEveryMs: 24 * hour,
  fullValidityMs: 48 * hour,
  deltaEveryMs: 5 * minute,
  deltaValidityMs: hour,
  mostDeltaEntries: 20_000,
  pageRows: 20_000,
};

/** What is known of the lists of a partition. Times in milliseconds since 1970. */
export interface ListState extends Partition {
  readonly fullAt: number | undefined;
  /** Of the newest signed list, full or delta. */
  readonly newestAt: number | undefined;
  readonly newestDeltaAt: number | undefined;
  /** Something happened that the newest signed list does not show. */
  readonly isChanged: boolean;
}

/** Which list a partition needs now, if any. A change is told by a delta at once; before any full list there is none. */
export function dueList(
  state: ListState,
  now: number,
  { fullEveryMs, deltaEveryMs }: ListSettings,
): ListKind | undefined {
  const { fullAt, newestDeltaAt, isChanged } = state;
  if (fullAt === undefined || now - fullAt >= fullEveryMs) return 'full';
  const isOld = now - (newestDeltaAt ?? Number.NEGATIVE_INFINITY) >= deltaEveryMs;
  return isChanged || isOld ? 'delta' : undefined;
}

/** All partitions of the authorities whose keys are here. */
export function partitionsOf(authorities: readonly Authority[]): readonly Partition[] {
  return authorities.flatMap(({ caId, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => ({ caId, partition })),
  );
}
