export type { ConsumerOptions } from './asking.ts';
export { type Consumer, createConsumer } from './consumer.ts';
export type { ConnectorErrorCode } from './errors.ts';
export type {
  ConnectorOptions,
  DataOutcome,
  DataRequest,
  OpenQuestions,
  PersonQuestion,
  ProvidedAnswer,
  ProvidedRequest,
} from './model.ts';
export { type ProvidedHandler, type ProviderOptions, startProvider } from './provider.ts';
