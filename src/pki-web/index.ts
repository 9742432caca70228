export {
  type PkiService,
  type PkiServiceDeps,
  type PkiSettings,
  startPkiService,
} from './service.ts';
