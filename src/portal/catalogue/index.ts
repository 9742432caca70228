export type { Agency, Catalogue, Figures, Found, Integration, Page, Service } from './model.ts';
export { createCatalogue, loadCatalogue, readCatalogueFile } from './service.ts';
