import { openSecret, sealSecret } from './cipher.ts';

/** A sealed secret as a table keeps it. */
export interface SealedSecret {
  readonly id: string;
  /** What it is bound to. */
  readonly about: string;
  readonly sealed: Uint8Array;
}

const firstId = '00000000-0000-0000-0000-000000000000';
const atOnce = 500;

/**
 * Seals every secret of a table under another master key; how many changed. Those that the new one opens already stay,
 * so that a repetition does no harm. Throws when one opens under neither.
 */
export async function resealSecrets(
  table: {
    /** By their ids (UUIDs), from behind `after`. */
    readonly page: (after: string, limit: number) => Promise<readonly SealedSecret[]>;
    readonly replace: (id: string, sealed: Uint8Array) => Promise<void>;
  },
  { from, to }: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<number> {
  let resealed = 0;
  for (let after = firstId; ; ) {
    const rows = await table.page(after, atOnce);
    for (const { id, about, sealed } of rows) {
      if (opensUnder(to, about, sealed)) continue;
      await table.replace(id, sealSecret(to, about, openSecret(from, about, sealed)));
      resealed += 1;
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return resealed;
    after = last.id;
  }
}

function opensUnder(master: Uint8Array, about: string, sealed: Uint8Array): boolean {
  try {
    openSecret(master, about, sealed);
    return true;
  } catch {
    return false;
  }
}
