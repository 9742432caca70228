export {
  endExchange,
  endLeftOpenExchange,
  type ExchangeState,
  findExchange,
  findProvidedExchange,
  insertExchange,
  type LeftOpen,
  readLeftOpen,
  readStanding,
  type Standing,
  type StoredExchange,
  sweepExchanges,
} from './store.ts';
