export { algorithmFacts, type KeyShape } from './algorithms.ts';
export { checkedCard } from './checked-card.ts';
export type { CardDriver, DriverKey, SigningRequest, SigningScheme } from './driver.ts';
export { writeEcdsaValue } from './ecdsa-value.ts';
export { writeCapabilities, writeCertificateObject, writeChuid } from './piv/data-objects.ts';
export {
  authenticationTags,
  pivAlgorithms,
  type PivKeyAlgorithm,
  pivApplication,
  pivKeys,
  pivManagementKey,
  pivObjects,
  pivSecrets,
  secretOctets,
} from './piv/names.ts';
export { signWithPivKey } from './piv/sign.ts';
export { pkcs15Application } from './pkcs15/names.ts';
export { rawBlock } from './raw-block.ts';
export { digestInfo, pkcs1Encoded } from './rsa-padding.ts';
export { recogniseCard } from './table.ts';
export { createTransportSource } from './transport-source.ts';
