import type { JWK } from 'jose';
import type { SigningAlgorithm } from '../../../oidc/provider/index.ts';
import { type Queryable, statement, type Transaction } from '../../db/index.ts';
import type { SealedKey } from './model.ts';

/** The channel on which nodes hear of a new key. */
export const signingKeysChannel = 'signing_keys';

const readAll = statement(
  'signing_key.read_all',
  `select kid, algorithm, public_jwk, sealed_private_jwk,
     (extract(epoch from published_at) * 1000)::float8 as published_at,
     (extract(epoch from signs_from) * 1000)::float8 as signs_from,
     (extract(epoch from revoked_at) * 1000)::float8 as revoked_at
   from signing_key left join signing_key_revocation using (kid) order by algorithm, generation`,
);

const add = statement(
  'signing_key.add',
  `with added as (
     insert into signing_key
       (kid, algorithm, generation, public_jwk, sealed_private_jwk, published_at, signs_from)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($7::float8 / 1000))
     on conflict on constraint signing_key_generation_key do nothing returning kid)
   select kid, pg_notify('${signingKeysChannel}', kid) from added`,
);

type KeyRow = {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly public_jwk: JWK;
  readonly sealed_private_jwk: Uint8Array;
  readonly published_at: number;
  readonly signs_from: number;
  readonly revoked_at: number | null;
};

export async function readKeys(db: Queryable): Promise<SealedKey[]> {
  const rows = await db.query<KeyRow>(readAll);
  return rows.map((row) => ({
    kid: row.kid,
    algorithm: row.algorithm,
    publicJwk: row.public_jwk,
    sealedPrivateJwk: row.sealed_private_jwk,
    publishedAt: Math.round(row.published_at),
    signsFrom: Math.round(row.signs_from),
    revokedAt: row.revoked_at === null ? undefined : Math.round(row.revoked_at),
  }));
}

/** Adds a key as the given generation (1, 2, ...) of its algorithm; false when another node added that one first. */
export async function addKey(db: Queryable, key: SealedKey, generation: number): Promise<boolean> {
  const rows = await db.query(add, [
    key.kid,
    key.algorithm,
    generation,
    JSON.stringify(key.publicJwk),
    key.sealedPrivateJwk,
    key.publishedAt,
    key.signsFrom,
  ]);
  return rows.length > 0;
}

const revoke = statement(
  'signing_key.revoke',
  `with gone as (
     insert into signing_key_revocation (kid, revoked_at) values ($1, to_timestamp($2::float8 / 1000))
     on conflict on constraint signing_key_revocation_pkey do nothing returning kid)
   select kid, pg_notify('${signingKeysChannel}', kid) from gone`,
);

/** False when it was revoked before. Only for the role `acar_operator`. */
export async function revokeKey(tx: Transaction, kid: string, now: number): Promise<boolean> {
  return (await tx.query(revoke, [kid, now])).length > 0;
}

const reseal = statement(
  'signing_key.reseal',
  'update signing_key set sealed_private_jwk = $2 where kid = $1 and sealed_private_jwk = $3 returning kid',
);

/** Only for the role `acar_operator`. */
export async function replaceSealed(
  tx: Transaction,
  key: { readonly kid: string; readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<void> {
  await tx.query(reseal, [key.kid, key.to, key.from]);
}
