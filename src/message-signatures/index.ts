export { checkContentDigest, contentDigest } from './content-digest.ts';
export { MessageSignatureError, type MessageSignatureErrorCode } from './errors.ts';
export {
  type Fields,
  fieldsOf,
  type Message,
  pairsOf,
  type RequestMessage,
  type ResponseMessage,
  valueOf,
} from './model.ts';
export {
  type Component,
  type FoundSignature,
  readSignatures,
  type SignatureFields,
  signMessage,
  verifySignature,
} from './service.ts';
export { hasFlag, signatureBase } from './signature-base.ts';
export {
  type BareItem,
  item,
  type Member,
  parseItem,
  parseList,
  string,
  words,
  writeList,
  writeMember,
} from './structured-fields.ts';
