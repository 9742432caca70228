import type { SignatureFormat } from '../model.ts';
import { raiseAsic } from './raise.ts';
import { readAsic } from './read.ts';
import { type AsicOptions, completeAsic, prepareAsic } from './sign.ts';

export { packFiles, unpackFiles } from './pack.ts';
export { stampAsic } from './raise.ts';
export type { AsicOptions } from './sign.ts';

/** Containers of files and their signatures (ETSI EN 319 162-1). */
export const asic: SignatureFormat<AsicOptions> = {
  prepare: prepareAsic,
  complete: completeAsic,
  raise: raiseAsic,
  read: readAsic,
};
