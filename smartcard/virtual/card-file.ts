import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createPivCard } from './piv/card.ts';
import { createPkcs15Card } from './pkcs15/card.ts';
import { type CardState, cardState } from './state.ts';
import type { VirtualCard } from './virtual-card.ts';

/** A virtual card that lives in a file: keys and PINs in clear, readable by its owner alone. */
export interface CardFile {
  readonly card: VirtualCard;
  readonly state: CardState;
  /** Writes the state as it is now. */
  save(): void;
}

const ownerOnly = 0o600;

/** @throws Error for a file that is not there or holds no card */
export function openCardFile(path: string): CardFile {
  const state = cardState.parse(JSON.parse(readFileSync(path, 'utf8')));
  const save = () => saveCardFile(path, state);
  return { state, save, card: createVirtualCard(state, save) };
}

/** A card that was in the file is gone. The change is whole or not at all. */
export function saveCardFile(path: string, state: CardState): void {
  const next = `${path}.next`;
  writeFileSync(next, `${JSON.stringify(state, undefined, 2)}\n`, { mode: ownerOnly });
  renameSync(next, path);
}

function createVirtualCard(state: CardState, save: () => void): VirtualCard {
  return state.kind === 'piv' ? createPivCard(state, save) : createPkcs15Card(state, save);
}
