export { type CachedClientDirectory, type ClientDirectoryDeps, createClientDirectory } from './directory.ts';
export type { RegisteredClient } from './model.ts';
export {
  type AddOutcome,
  type ClientService,
  type ClientServiceDeps,
  createClientService,
  type DisableOutcome,
} from './service.ts';
