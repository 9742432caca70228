export { createExchangeLedger, type ExchangeLedger } from './ledger.ts';
export {
  endLeftOpenExchange,
  type ExchangeState,
  findExchange,
  isTakingPart,
  type LeftOpen,
  mostSwept,
  readLeftOpen,
  readStanding,
  type Standing,
  type StoredExchange,
  sweepExchanges,
} from './store.ts';
