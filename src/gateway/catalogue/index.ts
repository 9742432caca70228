export { type DataService, isOffered, mostMessageOctets, type Right, type Texts } from './model.ts';
export {
  type Catalogue,
  type CatalogueEntry,
  type CatalogueTexts,
  createCatalogue,
  readCatalogueTexts,
} from './service.ts';
export { isOrganisationActive, isServiceActive, type OrganisationRow, serviceColumns } from './store.ts';
