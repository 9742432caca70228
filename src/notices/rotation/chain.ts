import { randomBytes, randomUUID } from 'node:crypto';
import type { Queryable, Transaction } from '../../db/index.ts';
import type { BulkRecorder } from '../../records/index.ts';
import { openSecret, resealSecrets, sealSecret } from '../../sealing/index.ts';
import { insertChain, listSealedSeeds, replaceSealedSeed, type StoredChain } from './chain-store.ts';
import type { Urn } from './model.ts';
import { secretAt } from './value.ts';

export interface ChainDeps {
  readonly recorder: BulkRecorder;
  /** Under which seeds are sealed. */
  readonly key: Uint8Array;
}

/** What a sealed seed is bound to. */
const about = (chainId: string) => `chain of draws ${chainId}`;

/** Commits to the secrets of draws to come: of none of them does anybody know yet which checkpoint it will meet. */
export async function openChain(
  { recorder, key }: ChainDeps,
  tx: Transaction,
  urn: Urn,
  { number, length, at }: { readonly number: number; readonly length: number; readonly at: Date },
): Promise<void> {
  const seed = randomBytes(32);
  const chainId = randomUUID();
  const commitment = secretAt(seed, length, 0);
  const facts = {
    court: urn.courtId,
    kind: urn.kind,
    chain: number,
    commitment: commitment.toString('hex'),
    length,
  };
  const [recordId = ''] = await recorder.recordAll(tx, [{ type: 'draw.committed', facts }]);
  const sealedSeed = sealSecret(key, about(chainId), seed);
  await insertChain(tx, { ...urn, chainId, number, commitment, length, sealedSeed, recordId }, at);
}

/** The secret of the chain's next draw. @throws Error when the seed was sealed under another master key */
export function nextSecret({ key }: Pick<ChainDeps, 'key'>, chain: StoredChain): string {
  if (!chain.sealedSeed) throw new RangeError('the chain has no secret left');
  const seed = openSecret(key, about(chain.chainId), chain.sealedSeed);
  return secretAt(seed, chain.length, chain.used + 1).toString('hex');
}

/** Seals every seed under another master key; how many changed. */
export function resealDraws(
  db: Queryable,
  keys: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<number> {
  return resealSecrets(
    {
      page: async (after, limit) =>
        (await listSealedSeeds(db, after, limit)).map((row) => ({ ...row, about: about(row.id) })),
      replace: (id, sealed) => replaceSealedSeed(db, id, sealed),
    },
    keys,
  );
}
