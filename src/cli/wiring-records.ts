import { randomUUID } from 'node:crypto';
import {
  createHolds,
  createPayloads,
  erasePayload,
  holdsOfPayload,
  recordOfPayload,
  recordSubject,
} from '../records/index.ts';
import { deriveSubjectKey } from '../secrets.ts';
import { type Desk, pairwiseKey, serviceKeys } from './master-key.ts';
import type { RecordsDesk } from './model.ts';

/** Payloads of records in an operator's hand. */
export function recordsDesk(desk: Desk): RecordsDesk {
  const { db, clock, recorder } = desk;
  return {
    async payload(id) {
      const payloads = createPayloads({ db, clock, key: serviceKeys(desk).payloads });
      const reading = await payloads.read(id);
      if (!reading) return undefined;
      const salt = Buffer.from((await payloads.saltOf(id)) ?? []).toString('hex');
      return { reading, salt, record: await recordOfPayload(db, id), holds: await holdsOfPayload(db, id) };
    },
    erasePayload: (id, reason) => erasePayload({ db, clock, recorder }, id, { reason, by: 'operator' }),
    holds: createHolds({
      db,
      clock,
      recorder,
      newId: randomUUID,
      subjectOf: (personalCode) => recordSubject(deriveSubjectKey(pairwiseKey(desk)), personalCode),
    }),
  };
}
