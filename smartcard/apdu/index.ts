export { type CardCapabilities, capabilitiesOf } from './atr.ts';
export { type Command, decodeCommand, encodeCommand, longestData } from './command.ts';
export { createExchange, type Exchange, type ExchangeOptions, type Response } from './exchange.ts';
export { expectOk, failureOf, pinOutcomeOf, status } from './status-words.ts';
export { childOf, findTlv, readTlv, readTlvs, type Tlv, writeTlv } from './tlv.ts';
