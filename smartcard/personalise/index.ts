export type { CertifiedKeyAlgorithm } from './key-pair.ts';
export {
  type CardOrder,
  cardOrder,
  orderBody,
  orderCertificate,
  type OrderService,
  pemOf,
} from './order-client.ts';
export {
  beginPersonalisation,
  finishPersonalisation,
  type ForEachKey,
  purposes,
} from './personalise.ts';
