/** A card in software: the edge between a reader, whatever carries its bytes, and what the card does. */
export interface VirtualCard {
  readonly atr: Uint8Array;
  /** Power off, power on, or reset: nothing stays verified, selected or half said. */
  reset(): void;
  /** The response APDU to one command APDU; any octets get an answer. One at a time. */
  answer(command: Uint8Array): Promise<Uint8Array>;
}
