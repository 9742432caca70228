export type { CaErrorCode, CaRefusal } from './errors.ts';
export { type Issued, issueCertificate } from './issue.ts';
export type { DisclosureStatement, Issuer, IssuerAddresses } from './issuer.ts';
export type { Organisation, OrganisationIdentifier, PersonIdentifier, Subject } from './model.ts';
export { type Prepared, type PrepareRequest, prepareCertificate } from './prepare.ts';
export { policies, type ProfileId, profiles } from './profiles/index.ts';
export { type AcceptedRequest, acceptRequest, requestedSubject } from './request.ts';
export { drawSerial } from './serial.ts';
