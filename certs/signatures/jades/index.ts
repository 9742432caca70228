import type { SignatureFormat } from '../model.ts';
import { raiseJades } from './raise.ts';
import { readJades } from './read.ts';
import { completeJades, type JadesOptions, prepareJades } from './sign.ts';

export type { JwsForm } from './jws.ts';
export type { JadesOptions } from './sign.ts';

/** JSON signatures (ETSI TS 119 182-1 V1.2.1). */
export const jades: SignatureFormat<JadesOptions> = {
  prepare: prepareJades,
  complete: completeJades,
  raise: raiseJades,
  read: readJades,
};
