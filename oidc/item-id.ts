import type { StoredItem } from './ports.ts';

const longest = 256;

/**
 * True for text that a store can hold as a key: 1 to 256 UTF-16 units, well formed, without NUL. Keys arrive from strangers
 * (a code, a cookie); one that is not storable cannot exist and must not reach a statement that serves others too.
 */
export function isItemId(id: string): boolean {
  return id.length > 0 && id.length <= longest && id.isWellFormed() && !id.includes('\0');
}

/** Throws a RangeError when an item cannot be stored: one of its keys is no key, or its expiry is no whole second. */
export function assertStorable(item: StoredItem): void {
  for (const key of [item.id, item.uid, item.accountId, item.grantId]) {
    if (key !== undefined && !isItemId(key))
      throw new RangeError('an item key is too long or not plain text');
  }
  if (!Number.isSafeInteger(item.expiresAt)) throw new RangeError('an item expires at a whole second');
}
