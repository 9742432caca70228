import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeySchedule } from '../../../oidc/provider/key-schedule.ts';
import { statement } from '../../../src/db/index.ts';
import {
  createSigningKeys,
  SigningKeyError,
  type SigningKeySet,
  type SigningKeys,
} from '../../../src/identity/signing-keys/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const start = 1_800_000_000_123;
const schedule: KeySchedule = {
  publishAheadSeconds: 100,
  signForSeconds: 1_000,
  keepSeconds: 200,
  refreshSeconds: 40,
  clientCacheSeconds: 60,
};
const encryptionKey = randomBytes(32);

let database: TestDatabase;
let keys: SigningKeys;
beforeEach(async () => {
  database = await createTestDatabase();
  keys = node();
});
afterEach(() => database.drop());

/** The keys as one process of several sees them; ES256 alone where RSA would only take time. */
function node(algorithms: readonly ('ES256' | 'RS256')[] = ['ES256']): SigningKeys {
  return createSigningKeys({ db: database.open(), encryptionKey, schedule, algorithms });
}

const kids = (set: SigningKeySet) => set.jwks.keys.map((key) => key.kid);
const at = (seconds: number) => start + seconds * 1000;

async function sign(jwk: JWK | undefined): Promise<string> {
  if (!jwk?.alg) throw new Error('no key');
  return new SignJWT({ sub: 'x' })
    .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid ?? '' })
    .sign(await importJWK(jwk, jwk.alg));
}

describe('signing keys', () => {
  it('start with one signing key per algorithm, whose public part verifies what it signs', async () => {
    const both = node(['ES256', 'RS256']);
    expect(await both.ensureKeys(start)).toHaveLength(2);
    const set = await both.keysAt(start);
    expect(set.jwks.keys).toMatchObject([
      { alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256', kid: expect.any(String) },
      { alg: 'RS256', use: 'sig', kty: 'RSA', kid: expect.any(String) },
    ]);
    for (const jwk of set.privateJwks) {
      const verified = await jwtVerify(await sign(jwk), createLocalJWKSet({ keys: [...set.jwks.keys] }));
      expect(verified.payload.sub).toBe('x');
    }
  });

  it('publish no private member (RFC 7518 6.2.2, 6.3.2)', async () => {
    const both = node(['ES256', 'RS256']);
    await both.ensureKeys(start);
    for (const jwk of (await both.keysAt(start)).jwks.keys) {
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
        expect(jwk).not.toHaveProperty(member);
    }
  });

  it('are made once, also when several nodes begin at the same time', async () => {
    const nodes = [1, 2, 3, 4].map(() => node());
    const added = await Promise.all(nodes.map((each) => each.ensureKeys(start)));
    expect(added.flat()).toHaveLength(1);
    expect((await Promise.all(nodes.map((each) => each.ensureKeys(start + 5)))).flat()).toEqual([]);
    expect(kids(await keys.keysAt(start))).toEqual(added.flat());
  });

  it('rotate by schedule: announced, signing, retired, gone', async () => {
    const [first] = await keys.ensureKeys(start);
    expect((await keys.keysAt(start)).nextChangeAt).toBe(at(900));
    expect(await keys.ensureKeys(at(899))).toEqual([]);
    const [second] = await keys.ensureKeys(at(900));
    expect(await node().ensureKeys(at(901))).toEqual([]);
    const announced = await keys.keysAt(at(999));
    expect(kids(announced)).toEqual([first, second]);
    expect(announced.privateJwks.map((key) => key.kid)).toEqual([first, second]);
    expect(announced.nextChangeAt).toBe(at(1_000));
    expect(kids(await keys.keysAt(at(1_000)))).toEqual([second, first]);
    expect((await keys.keysAt(at(1_000))).nextChangeAt).toBe(at(1_200));
    expect(kids(await keys.keysAt(at(1_200)))).toEqual([second]);
  });

  it('rotate when the operator asks: the new key is shown before it signs', async () => {
    const [first] = await keys.rotateNow(start);
    expect(kids(await keys.keysAt(start))).toEqual([first]);
    const [second] = await keys.rotateNow(at(50));
    expect(kids(await keys.keysAt(at(149)))).toEqual([first, second]);
    expect(kids(await keys.keysAt(at(150)))).toEqual([second, first]);
    expect(kids(await keys.keysAt(at(350)))).toEqual([second]);
    // The schedule goes on from the new key.
    expect(await keys.ensureKeys(at(900))).toEqual([]);
    expect(await keys.ensureKeys(at(1_050))).toHaveLength(1);
  });

  it('tell other nodes of a new key', async () => {
    let heard = 0;
    const stop = await node().watch(() => {
      heard += 1;
    });
    await keys.ensureKeys(start);
    await expect.poll(() => heard).toBe(1);
    await keys.ensureKeys(start);
    await keys.rotateNow(start);
    await expect.poll(() => heard).toBe(2);
    await stop();
  });
});

describe('the private part of a signing key', () => {
  it('is nowhere in the database in the clear', async () => {
    await keys.ensureKeys(start);
    const [jwk] = (await keys.keysAt(start)).privateJwks;
    const [row] = await database
      .owner()
      .query<{ text: string; sealed: Uint8Array }>(
        statement('test.dump', `select k::text as text, sealed_private_jwk as sealed from signing_key k`),
      );
    expect(jwk?.d).toMatch(/^[\w-]{43}$/);
    expect(row?.text).not.toContain(jwk?.d);
    const sealed = Buffer.from(row?.sealed ?? []);
    expect(sealed.includes(jwk?.d ?? '')).toBe(false);
    expect(sealed.includes(Buffer.from(jwk?.d ?? '', 'base64url'))).toBe(false);
    expect(row?.text).toContain(jwk?.x);
  });

  it.each([
    ['its name', `kid = 'other'`],
    ['its algorithm', `algorithm = 'RS256'`],
    [
      'its bytes',
      `sealed_private_jwk = set_byte(sealed_private_jwk, 40, 255 - get_byte(sealed_private_jwk, 40))`,
    ],
    ['its length', `sealed_private_jwk = substring(sealed_private_jwk for 20)`],
    ['its version', `sealed_private_jwk = set_byte(sealed_private_jwk, 0, 2)`],
  ])('does not open after a change of %s', async (_, set) => {
    await keys.ensureKeys(start);
    await database.owner().query(statement('test.change', `update signing_key set ${set}`));
    await expect(keys.keysAt(start)).rejects.toMatchObject({ code: 'signing_keys.unreadable' });
  });

  it('does not open under another encryption key', async () => {
    await keys.ensureKeys(start);
    const stranger = createSigningKeys({ db: database.open(), encryptionKey: randomBytes(32), schedule });
    await expect(stranger.keysAt(start)).rejects.toMatchObject({ code: 'signing_keys.unreadable' });
  });

  it('cannot be replaced or removed by the web role', async () => {
    await keys.ensureKeys(start);
    const db = database.open();
    for (const sql of ['delete from signing_key', 'update signing_key set signs_from = now()']) {
      await expect(db.query(statement(`test.${sql.slice(0, 6)}`, sql))).rejects.toMatchObject({
        code: 'database.failed',
      });
    }
  });
});

it('refuses a schedule that cannot keep its promise, and a short encryption key', () => {
  const db = database.open();
  expect(() => createSigningKeys({ db, encryptionKey: randomBytes(31), schedule })).toThrow(RangeError);
  const hasty = { ...schedule, publishAheadSeconds: 99 };
  expect(() => createSigningKeys({ db, encryptionKey, schedule: hasty })).toThrow(SigningKeyError);
});
