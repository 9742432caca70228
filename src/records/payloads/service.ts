import { randomUUID } from 'node:crypto';
import { payloadCommitment } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Queryable } from '../../db/index.ts';
import { cutPieces, openPiece, pieceOctets, sealPiece } from '../../sealing/index.ts';
import { PayloadError } from './errors.ts';
import type { KeptPayload, PayloadReading, PayloadStore } from './model.ts';
import { aboutPayload, newPayloadSecrets, openPayloadSecrets, sealPayloadSecrets } from './secrets.ts';
import {
  findPayload,
  findPiece,
  insertFirstPiece,
  insertLastPiece,
  insertPiece,
  insertSmallPayload,
  type NewPayload,
  type PayloadRow,
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
      const row = isId(id) ? await findPayload(db, id) : undefined;
      if (!row) return undefined;
      const { mediaType, octets } = row;
      const digest = row.digest.toString('hex');
      if (row.erasedAt) return { kind: 'erased', mediaType, octets, digest, erasedAt: row.erasedAt };
      const secrets = secretsOf(id, row);
      if (!secrets) throw new PayloadError('payload.damaged', `payload ${id} has no key`);
      const content = readContent(db, { id, ...secrets, octets, digest });
      return { kind: 'kept', mediaType, octets, digest, content };
    },
    async saltOf(id) {
      const row = isId(id) ? await findPayload(db, id) : undefined;
      return row && secretsOf(id, row)?.salt;
    },
  };
}

const isId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

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

interface Sealed {
  readonly id: string;
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  readonly octets: number;
  readonly digest: string;
}

async function* readContent(
  db: Queryable,
  { id, key, salt, octets, digest }: Sealed,
): AsyncGenerator<Uint8Array, void> {
  const count = Math.max(Math.ceil(octets / pieceOctets), 1);
  const commitment = payloadCommitment(salt);
  for (let place = 0; place < count; place += 1) {
    const sealed = await findPiece(db, id, place);
    if (!sealed) throw new PayloadError('payload.damaged', `piece ${place} of payload ${id} is missing`);
    const piece = opened(() => openPiece(key, { place, isLast: place === count - 1 }, sealed), id, place);
    commitment.update(piece);
    yield piece;
  }
  if (commitment.digest('hex') !== digest)
    throw new PayloadError('payload.damaged', `payload ${id} is not what its digest is of`);
}

function opened(open: () => Uint8Array, id: string, place: number): Uint8Array {
  try {
    return open();
  } catch (cause) {
    throw new PayloadError('payload.damaged', `piece ${place} of payload ${id} was changed`, { cause });
  }
}
