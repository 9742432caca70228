import type { PartyRecords, PayloadStore } from '../records/index.ts';
import { findExchange, findProvidedExchange } from './exchanges/index.ts';
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

/** As the organisation that asked, or as the one that was asked. */
async function findAsParty({ db }: ReceiptsDeps, organisation: string, requestId: string) {
  return (
    (await findExchange(db, organisation, requestId)) ??
    (await findProvidedExchange(db, organisation, requestId))
  );
}

/** For the organisation that asked, or the one that was asked; undefined for every other. */
export async function receiptsOf(
  deps: ReceiptsDeps,
  organisation: string,
  requestId: string,
): Promise<ExchangeReceipts | undefined> {
  const { records, payloads } = deps;
  const exchange = await findAsParty(deps, organisation, requestId);
  if (!exchange) return undefined;
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
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const exchange = await findAsParty(deps, organisation, of.requestId);
  if (!exchange?.records.includes(of.record)) return undefined;
  const [shown] = await deps.records.show([of.record]);
  const reading = shown?.payload === undefined ? undefined : await deps.payloads.read(shown.payload);
  return reading?.kind === 'kept' ? reading.content : undefined;
}
