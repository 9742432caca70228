export { certIdsOf, issuerKeyOf, issuerKeysOf } from './cert-id.ts';
export { ocspErrorResponses } from './error-responses.ts';
export { readOcspGetPath } from './get-form.ts';
export {
  encodeOcspRequest,
  issuerAddressesOf,
  ocspAddressesOf,
  type OcspQuery,
  type RevocationSource,
} from './query.ts';
export {
  type OcspRequest,
  type OcspRequestErrorCode,
  type OcspRequestRead,
  readOcspRequest,
} from './request.ts';
export {
  encodeResponseData,
  type OcspAnswer,
  type OcspAnswers,
  type OcspResponder,
  type OcspStatus,
  prepareOcspResponder,
} from './response.ts';
export { createOcspSigner, type OcspSigned, type OcspSigner, signOcspResponse } from './sign.ts';
