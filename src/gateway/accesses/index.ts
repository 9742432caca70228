export { type AccessPage, createDataAccesses, type DataAccess, type DataAccesses } from './service.ts';
