/** What a card says about itself in the historical bytes of its answer to reset (ISO 7816-4 12.1.1). */
export interface CardCapabilities {
  readonly chaining: boolean;
  readonly extendedLength: boolean;
}

/** Neither where the answer to reset does not tell. */
export function capabilitiesOf(atr: Uint8Array): CardCapabilities {
  const bytes = historicalBytes(atr);
  const none = { chaining: false, extendedLength: false };
  // Category 80 (or 00, with three octets of status at the end): COMPACT-TLV follows.
  if (bytes[0] !== 0x80 && bytes[0] !== 0x00) return none;
  for (let at = 1; at < bytes.length; ) {
    const head = bytes[at] ?? 0;
    const length = head & 0x0f;
    const third = bytes[at + 3];
    if (head >> 4 === 7 && length === 3 && third !== undefined)
      return { chaining: (third & 0x80) !== 0, extendedLength: (third & 0x40) !== 0 };
    at += 1 + length;
  }
  return none;
}

/** ISO 7816-3 8.2: T0 tells how many they are and which interface bytes come before them. */
function historicalBytes(atr: Uint8Array): Uint8Array {
  const count = (atr[1] ?? 0) & 0x0f;
  let at = 1;
  for (let more = (atr[1] ?? 0) >> 4, rounds = 0; rounds < 8; rounds += 1) {
    at += [1, 2, 4].filter((bit) => (more & bit) !== 0).length;
    if ((more & 8) === 0) break;
    at += 1;
    more = (atr[at] ?? 0) >> 4;
  }
  return atr.subarray(at + 1, at + 1 + count);
}
