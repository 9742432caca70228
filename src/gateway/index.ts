export { type AccessPage, createDataAccesses, type DataAccess, type DataAccesses } from './accesses/index.ts';
export {
  type Catalogue,
  type CatalogueEntry,
  type CatalogueTexts,
  createCatalogue,
  type DataService,
  type OrganisationRow,
  readCatalogueTexts,
  type Right,
} from './catalogue/index.ts';
export { gatewaySettings } from './config.ts';
export { gatewayDescription } from './description.ts';
export { createDataConsents, type DataConsent, type DataConsents } from './consents/index.ts';
export type { CatalogueErrorCode, DataConsentErrorCode, GatewayErrorCode } from './errors.ts';
export { createGatewayHandler } from './handler.ts';
export type { AgencyAnswers, AskedQuestion, GatewayDeps } from './model.ts';
export { type ExchangeReceipts, type ExportOrder, exportReceipts } from './receipts.ts';
export { endInterrupted, sweepOldExchanges } from './upkeep.ts';
