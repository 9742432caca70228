export type {
  ListedService,
  ReadTrustedList,
  ServicePeriod,
  TrustedList,
  TrustedListErrorCode,
} from './model.ts';
export { forSeals, forSignatures, grantedUri, withdrawnUri } from './names.ts';
export { readTrustedList, type TrustedListQuestion } from './read.ts';
export { trustModelOf, trustModelOfContent } from './trust-model.ts';
export {
  type ListAddress,
  type ListedProvider,
  signTrustedList,
  type TrustedListContent,
  type TrustedListSigner,
  type Words,
  type WrittenService,
  type WrittenStatus,
} from './write.ts';
