import { createPayloads, erasePayload, recordOfPayload } from '../records/index.ts';
import { type Desk, serviceKeys } from './master-key.ts';
import type { RecordsDesk } from './model.ts';

/** Payloads of records in an operator's hand. */
export function recordsDesk(desk: Desk): RecordsDesk {
  const { db, clock, recorder } = desk;
  return {
    async payload(id) {
      const payloads = createPayloads({ db, clock, key: serviceKeys(desk).payloads });
      const reading = await payloads.read(id);
      return reading && { reading, record: await recordOfPayload(db, id) };
    },
    erasePayload: (id, reason) => erasePayload({ db, clock, recorder }, id, { reason, by: 'operator' }),
  };
}
