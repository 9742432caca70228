import type { Database } from '../db/index.ts';
import { isRequestId } from '../exchange/index.ts';
import type { PartyRecords, PayloadStore, Recorder } from '../records/index.ts';
import { findExchange, type StoredExchange } from './exchanges/index.ts';
import type { GatewayDeps } from './model.ts';

/** What a party of an exchange can prove with. */
export interface ExchangeReceipts {
  readonly state: 'requested' | 'answered' | 'refused' | 'failed';
  readonly reason?: string | undefined;
  readonly records: readonly {
    readonly id: string;
    /** The record, without the parts that are the person's alone. */
    readonly document: string;
    /** A `c2sp.org/tlog-proof`; absent until a checkpoint covers the record. */
    readonly receipt?: string | undefined;
    /** Base64, of the payload that the record names: with the kept message it proves the record's digest. */
    readonly salt?: string | undefined;
  }[];
}

export interface ReceiptsDeps extends Pick<GatewayDeps, 'db'> {
  readonly records: PartyRecords;
  readonly payloads: Pick<PayloadStore, 'saltOf' | 'read'>;
}

type Disabled = 'disabled';

/**
 * For the organisation that asked, or the one that was asked; undefined for every other. One that was switched off
 * reads nothing, whatever certificate it still has (decision 0004).
 */
export async function receiptsOf(
  deps: ReceiptsDeps,
  organisation: string,
  requestId: string,
): Promise<ExchangeReceipts | Disabled | undefined> {
  const { isActive, exchange } = await findExchange(deps.db, organisation, requestId);
  if (!isActive) return 'disabled';
  return exchange && showAll(deps, exchange);
}

async function showAll(
  { records, payloads }: ReceiptsDeps,
  exchange: StoredExchange,
): Promise<ExchangeReceipts> {
  const shown = await records.show(exchange.records);
  const withSalts = await Promise.all(
    shown.map(async ({ id, document, receipt, payload }) => {
      const salt = payload === undefined ? undefined : await payloads.saltOf(payload);
      return { id, document, receipt, salt: salt && Buffer.from(salt).toString('base64') };
    }),
  );
  return { state: exchange.state, reason: exchange.reason, records: withSalts };
}

/** The message that a record of the exchange keeps, as it was signed; undefined when it was erased, or is not theirs. */
export async function keptMessageOf(
  deps: ReceiptsDeps,
  organisation: string,
  of: { readonly requestId: string; readonly record: string },
): Promise<AsyncIterable<Uint8Array> | Disabled | undefined> {
  const { isActive, exchange } = await findExchange(deps.db, organisation, of.requestId);
  if (!isActive) return 'disabled';
  if (!exchange?.records.includes(of.record)) return undefined;
  const [shown] = await deps.records.show([of.record]);
  const reading = shown?.payload === undefined ? undefined : await deps.payloads.read(shown.payload);
  return reading?.kind === 'kept' ? reading.content : undefined;
}

/** Which exchange, of which of its two organisations, and which operator hands it out. */
export interface ExportOrder {
  readonly organisation: string;
  readonly requestId: string;
  readonly by: string;
}

/**
 * For an operator, as `acar_operator`: what either organisation of an exchange can prove with, whether it is switched
 * off or not. Recorded before it is handed out; undefined where it was no party.
 */
export async function exportReceipts(
  deps: ReceiptsDeps & { readonly db: Database; readonly recorder: Recorder },
  { organisation, requestId, by }: ExportOrder,
): Promise<ExchangeReceipts | undefined> {
  if (!isRequestId(requestId)) return undefined;
  const { exchange } = await findExchange(deps.db, organisation, requestId);
  if (!exchange) return undefined;
  const receipts = await showAll(deps, exchange);
  const facts = { exchange: requestId, organisation, by };
  await deps.db.transaction((tx) => deps.recorder.record(tx, { type: 'data_exchange.exported', facts }));
  return receipts;
}
