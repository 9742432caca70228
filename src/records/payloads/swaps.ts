import type { Queryable } from '../../db/index.ts';
import { openPieceAt } from './content.ts';
import { PayloadError } from './errors.ts';
import { aboutPayload, openPayloadSecrets, type PayloadSecrets } from './secrets.ts';
import { findPayload, findPiece } from './store.ts';

/** A payload that does not open. */
interface Damaged {
  readonly id: string;
  readonly mediaType: string;
  readonly sealedSecrets: Uint8Array;
  readonly firstPiece: Uint8Array | undefined;
}

/** Each is held against every other. */
const mostCompared = 100;

/**
 * Of payloads that do not open, those that hold key or content of another of them: the other's id. Rows that changed
 * places in the database do not open where they stand, but for what they were sealed.
 */
export async function findSwapped(
  db: Queryable,
  master: Uint8Array,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const damaged: Damaged[] = [];
  for (const id of ids.slice(0, mostCompared)) {
    const row = await findPayload(db, id);
    const { mediaType, sealedSecrets } = row ?? {};
    if (mediaType !== undefined && sealedSecrets)
      damaged.push({ id, mediaType, sealedSecrets, firstPiece: await findPiece(db, id, 0) });
  }
  const swapped = new Map<string, string>();
  for (const one of damaged) {
    const other = damaged.find(({ id }) => id !== one.id && secretsOf(master, one, id));
    const owner = other ?? damaged.find((them) => them !== one && holdsPieceOf(master, one, them));
    if (owner) swapped.set(one.id, owner.id);
  }
  return swapped;
}

/** The secrets of the row, if they were sealed for that id. */
function secretsOf(master: Uint8Array, row: Damaged, id: string): PayloadSecrets | undefined {
  try {
    return openPayloadSecrets(master, aboutPayload(id, row.mediaType), row.sealedSecrets);
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}

function holdsPieceOf(master: Uint8Array, { firstPiece }: Damaged, owner: Damaged): boolean {
  const key = secretsOf(master, owner, owner.id)?.key;
  if (!key || !firstPiece) return false;
  return [true, false].some((isLast) => openPieceAt({ place: 0, isLast }, key, firstPiece) !== undefined);
}
