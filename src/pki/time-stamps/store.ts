import { byteaArray, numberArray, type Queryable, type Row, statement, textArray } from '../../db/index.ts';

export interface NewTimeStamp {
  /** Milliseconds since 1970. */
  readonly givenAt: number;
  readonly policy: string;
  readonly hash: string;
  readonly imprint: Uint8Array;
}

interface StampRow extends Row {
  readonly serial: string;
  readonly imprint: Buffer;
}

const insert = statement(
  'time_stamp.insert',
  `insert into time_stamp (given_at, policy, hash_algorithm, imprint)
   select to_timestamp(w.given_at / 1000), w.policy, w.hash_algorithm, w.imprint
   from unnest($1::float8[], $2::text[], $3::text[], $4::bytea[]) with ordinality
     as w (given_at, policy, hash_algorithm, imprint, place)
   order by w.place returning serial::text, imprint`,
);

/** The serial numbers of the rows, in the order of the stamps; durable on return. */
export async function insertTimeStamps(
  db: Queryable,
  stamps: readonly NewTimeStamp[],
): Promise<readonly bigint[]> {
  const rows = await db.query<StampRow>(insert, [
    numberArray(stamps.map(({ givenAt }) => givenAt)),
    textArray(stamps.map(({ policy }) => policy)),
    textArray(stamps.map(({ hash }) => hash)),
    byteaArray(stamps.map(({ imprint }) => imprint)),
  ]);
  return stamps.map(({ imprint }, place) => {
    const row = rows[place];
    // The row is the evidence of what was stamped: a serial number must not go to another imprint.
    if (!row?.imprint.equals(imprint)) throw new Error('time stamps came back in another order');
    return BigInt(row.serial);
  });
}
