export {
  newContentKey,
  openPiece,
  openSecret,
  type PiecePlace,
  pieceOctets,
  sealPiece,
  sealSecret,
} from './cipher.ts';
export { cutPieces, type Piece } from './pieces.ts';
export { resealSecrets, type SealedSecret } from './reseal.ts';
