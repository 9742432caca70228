import { defaultKeySchedule } from '../../oidc/provider/index.ts';
import { resealContents } from '../documents/index.ts';
import {
  createSigningKeys,
  listSigningKeys,
  resealSigningKeys,
  revokeSigningKey,
} from '../identity/signing-keys/index.ts';
import { resealPhones } from '../mobile/index.ts';
import { resealDraws } from '../notices/index.ts';
import { resealPayloads } from '../records/index.ts';
import { type Desk, keysOfFile, serviceKeys } from './master-key.ts';
import type { KeyDesk } from './model.ts';

/** The provider's signing keys in an operator's hand. */
export function keyDesk(desk: Desk): KeyDesk {
  const { db, clock, recorder } = desk;
  return {
    list: () => listSigningKeys(db, clock.now()),
    rotate: () => rotate(desk),
    revoke: (kid, reason) =>
      db.transaction(async (tx) => {
        const encryptionKey = serviceKeys(desk).signingKeyEncryption;
        const outcome = await revokeSigningKey(tx, kid, { now: clock.now(), encryptionKey });
        if (outcome.kind === 'revoked') {
          const facts = { keyId: kid, algorithm: outcome.algorithm, reason };
          await recorder.record(tx, { type: 'keys.revoked', facts });
        }
        return outcome;
      }),
    reseal: (oldMasterKeyFile) =>
      db.transaction(async (tx) => {
        const [old, fresh] = [keysOfFile(oldMasterKeyFile), serviceKeys(desk)];
        const outcome = await resealSigningKeys(tx, {
          from: old.signingKeyEncryption,
          to: fresh.signingKeyEncryption,
        });
        const contents = await resealContents(tx, { from: old.documents, to: fresh.documents });
        const payloads = await resealPayloads(tx, { from: old.payloads, to: fresh.payloads });
        const draws = await resealDraws(tx, { from: old.draws, to: fresh.draws });
        const phones = await resealPhones(tx, { from: old.phoneSecrets, to: fresh.phoneSecrets });
        const facts = { count: outcome.resealed };
        if (outcome.resealed > 0) await recorder.record(tx, { type: 'keys.resealed', facts });
        return { ...outcome, contents, payloads, draws, phones };
      }),
  };
}

function rotate(desk: Desk): ReturnType<KeyDesk['rotate']> {
  const { db, clock, recorder } = desk;
  const encryptionKey = serviceKeys(desk).signingKeyEncryption;
  return db.transaction(async (tx) => {
    const keys = createSigningKeys({
      db: { query: (st, values) => tx.query(st, values), listen: (...words) => db.listen(...words) },
      encryptionKey,
    });
    const now = clock.now();
    const added = new Set(await keys.rotateNow(now));
    const { jwks } = await keys.keysAt(now);
    const signsFrom = new Date(now + defaultKeySchedule.publishAheadSeconds * 1000);
    const rotated = jwks.keys.flatMap(({ kid = '', alg = '' }) =>
      added.has(kid) ? [{ kid, algorithm: alg, signsFrom }] : [],
    );
    for (const { kid, algorithm } of rotated) {
      await recorder.record(tx, { type: 'keys.rotated', facts: { keyId: kid, algorithm } });
    }
    return rotated;
  });
}
