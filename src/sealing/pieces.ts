import { type PiecePlace, pieceOctets } from './cipher.ts';

export interface Piece extends PiecePlace {
  /** Until the next piece is asked for; then other octets stand there. */
  readonly octets: Uint8Array;
}

/** Cuts octets into pieces of {@link pieceOctets}; only the last may be shorter, or empty where there is nothing. */
export async function* cutPieces(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Piece, void> {
  const held = Buffer.allocUnsafe(pieceOctets);
  let [place, filled] = [0, 0];
  for await (const chunk of source)
    for (let taken = 0; taken < chunk.length; ) {
      // The last piece is told apart when it is sealed, so a whole one waits until more has come.
      if (filled === pieceOctets) {
        yield { place, isLast: false, octets: held };
        [place, filled] = [place + 1, 0];
      }
      const part = chunk.subarray(taken, taken + pieceOctets - filled);
      held.set(part, filled);
      filled += part.length;
      taken += part.length;
    }
  yield { place, isLast: true, octets: held.subarray(0, filled) };
}
