import { type ExchangeReceipts, type ExportOrder, exportReceipts } from '../gateway/index.ts';
import { createPartyRecords, createPayloads } from '../records/index.ts';
import { type Desk, serviceKeys } from './master-key.ts';

/** What proves an exchange, in an operator's hand. */
export function exchangeReceipts(desk: Desk, order: ExportOrder): Promise<ExchangeReceipts | undefined> {
  const { db, clock, recorder } = desk;
  const payloads = createPayloads({ db, clock, key: serviceKeys(desk).payloads });
  return exportReceipts({ db, recorder, payloads, records: createPartyRecords(db) }, order);
}
