import { payloadCommitment } from '../../../certs/index.ts';
import type { Queryable } from '../../db/index.ts';
import { openPiece, pieceOctets } from '../../sealing/index.ts';
import { PayloadError } from './errors.ts';
import type { PayloadSecrets } from './secrets.ts';
import { findPiece } from './store.ts';

/** A payload's octets where they are kept. */
export interface SealedContent extends PayloadSecrets {
  readonly id: string;
  readonly octets: number;
}

/**
 * The content in pieces, each authenticated; returns the digest that it has.
 * @throws PayloadError `payload.damaged`, `payload.incomplete`
 */
export async function* openContent(
  db: Queryable,
  { id, key, salt, octets }: SealedContent,
): AsyncGenerator<Uint8Array, string> {
  const count = Math.max(Math.ceil(octets / pieceOctets), 1);
  const commitment = payloadCommitment(salt);
  for (let place = 0; place < count; place += 1) {
    const sealed = await findPiece(db, id, place);
    if (!sealed) throw new PayloadError('payload.incomplete', `piece ${place} of payload ${id} is missing`);
    const piece = openPieceAt({ place, isLast: place === count - 1 }, key, sealed);
    if (!piece) throw new PayloadError('payload.damaged', `piece ${place} of payload ${id} was changed`);
    commitment.update(piece);
    yield piece;
  }
  return commitment.digest('hex');
}

/** Undefined when it is another piece, or was changed. */
export function openPieceAt(
  at: Parameters<typeof openPiece>[1],
  key: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  try {
    return openPiece(key, at, sealed);
  } catch {
    return undefined;
  }
}
