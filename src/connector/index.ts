export { type Consumer, type ConsumerOptions, createConsumer } from './consumer.ts';
export type { ConnectorErrorCode } from './errors.ts';
export type {
  ConnectorOptions,
  DataOutcome,
  DataRequest,
  ProvidedAnswer,
  ProvidedRequest,
} from './model.ts';
export { type ProvidedHandler, type ProviderOptions, startProvider } from './provider.ts';
