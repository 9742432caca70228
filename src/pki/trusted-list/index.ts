export { servicesOf } from './model.ts';
export { createPublishedTrustedLists, type PublishedTrustedLists } from './published.ts';
export { type ListScheme, readListScheme } from './scheme.ts';
export { publishTrustedList } from './service.ts';
export { readListDates, readOwnServices } from './store.ts';
