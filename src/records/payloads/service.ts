import { randomUUID } from 'node:crypto';
import { payloadCommitment } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Queryable, Transaction } from '../../db/index.ts';
import { cutPieces, resealSecrets, sealPiece } from '../../sealing/index.ts';
import { openContent, type SealedContent } from './content.ts';
import { PayloadError } from './errors.ts';
import { isPayloadId, type KeptPayload, type PayloadReading, type PayloadStore } from './model.ts';
import { aboutPayload, newPayloadSecrets, openPayloadSecrets, sealPayloadSecrets } from './secrets.ts';
import {
  findPayload,
  insertFirstPiece,
  insertLastPiece,
  insertPiece,
  insertSmallPayload,
  listSealedSecrets,
  type NewPayload,
  type PayloadRow,
  replaceSealedSecrets,
} from './store.ts';

export interface PayloadsDeps {
  /** As `acar_web`. */
  readonly db: Queryable;
  readonly clock: Clock;
  /** Seals the secrets of payloads: from the master key. */
  readonly key: Uint8Array;
}

export function createPayloads(deps: PayloadsDeps): PayloadStore {
  const { db, key: master } = deps;
  const secretsOf = (id: string, { mediaType, sealedSecrets }: PayloadRow) =>
    sealedSecrets && openPayloadSecrets(master, aboutPayload(id, mediaType), sealedSecrets);
  return {
    keep: (source, of) => keep(deps, source, of),
    async read(id): Promise<PayloadReading | undefined> {
      const row = isPayloadId(id) ? await findPayload(db, id) : undefined;
      if (!row) return undefined;
      const { mediaType, octets } = row;
      const digest = row.digest.toString('hex');
      if (row.erasedAt) return { kind: 'erased', mediaType, octets, digest, erasedAt: row.erasedAt };
      const secrets = secretsOf(id, row);
      if (!secrets) throw new PayloadError('payload.damaged', `payload ${id} has no key`);
      const content = readContent(db, { id, ...secrets, octets }, digest);
      return { kind: 'kept', mediaType, octets, digest, content };
    },
    async saltOf(id) {
      const row = isPayloadId(id) ? await findPayload(db, id) : undefined;
      return row && secretsOf(id, row)?.salt;
    },
  };
}

async function keep(
  { db, clock, key: master }: PayloadsDeps,
  source: AsyncIterable<Uint8Array> | Uint8Array,
  { retention, mostOctets, mediaType }: Parameters<PayloadStore['keep']>[1],
): Promise<KeptPayload> {
  if (!/^[ -~]{1,200}$/.test(mediaType)) throw new RangeError('a media type is one line of ASCII');
  const id = randomUUID();
  const secrets = newPayloadSecrets();
  const sealedSecrets = sealPayloadSecrets(master, aboutPayload(id, mediaType), secrets);
  const payload: NewPayload = { id, retention, mediaType, at: new Date(clock.now()), sealedSecrets };
  const commitment = payloadCommitment(secrets.salt);
  let octets = 0;
  for await (const piece of cutPieces(source instanceof Uint8Array ? [source] : source)) {
    octets += piece.octets.length;
    if (octets > mostOctets)
      throw new PayloadError('payload.too_large', `a payload of more than ${mostOctets} octets`);
    commitment.update(piece.octets);
    const { place, isLast } = piece;
    const sealed = sealPiece(secrets.key, piece, piece.octets);
    if (!isLast) {
      if (place === 0) await insertFirstPiece(db, payload, sealed);
      else await insertPiece(db, id, place, sealed);
      continue;
    }
    const whole = { octets, digest: commitment.digest() };
    if (place === 0) await insertSmallPayload(db, payload, sealed, whole);
    else await insertLastPiece(db, id, { place, piece: sealed, whole });
    return { id, digest: whole.digest.toString('hex'), octets };
  }
  throw new RangeError('a payload has a last piece');
}

/** The content, to its end only when it has that digest. */
async function* readContent(
  db: Queryable,
  content: SealedContent,
  digest: string,
): AsyncGenerator<Uint8Array, void> {
  const found = yield* openContent(db, content);
  if (found !== digest)
    throw new PayloadError('payload.damaged', `payload ${content.id} is not what its digest is of`);
}

/**
 * Seals key and salt of every payload under another master key's: all or none; how many changed. As `acar_operator`,
 * while no process of the service runs. Throws when one opens under neither.
 */
export function resealPayloads(
  tx: Transaction,
  masters: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<number> {
  const page = async (after: string, limit: number) =>
    (await listSealedSecrets(tx, after, limit)).map(({ id, mediaType, sealed }) => ({
      id,
      about: aboutPayload(id, mediaType),
      sealed,
    }));
  return resealSecrets({ page, replace: (id, sealed) => replaceSealedSecrets(tx, id, sealed) }, masters);
}
