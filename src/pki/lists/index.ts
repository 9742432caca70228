export { defaultListSettings, type ListKind, type ListSettings } from './model.ts';
export { type ListProducer, startListProducer } from './producer.ts';
export {
  createPublished,
  type Published,
  type PublishedCertificates,
  type PublishedList,
} from './published.ts';
export { createListService, type ListResult, type ListService } from './service.ts';
