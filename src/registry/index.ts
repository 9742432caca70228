export { RegistryError } from './errors.ts';
export { type AskedOutcome, type AskingTerms, askThroughGateway } from './exchange.ts';
export { addressLine, readTaxNumber } from './model.ts';
export type {
  Address,
  Extract,
  ExtractName,
  Organisation,
  OrganisationRegister,
  Person,
  PersonRegister,
  RegisteredOrganisation,
  Representation,
} from './model.ts';
export { organisationRegisterRoutes, personRegisterRoutes } from './routes.ts';
export { type RegisterOptions, type RunningRegister, startRegister } from './server.ts';
export {
  type AskRegister,
  type KnownPerson,
  remoteOrganisationRegister,
  remotePersonRegister,
} from './service.ts';
