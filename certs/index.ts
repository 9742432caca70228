export * from './validation/index.ts';
