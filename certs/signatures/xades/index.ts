import type { SignatureFormat } from '../model.ts';
import { raiseXades } from './raise.ts';

import { readXades } from './read.ts';
import { completeXades, prepareXades, type XadesOptions } from './sign.ts';

export { openToRaise as openXadesToRaise } from './raise.ts';
export type { XadesOptions } from './sign.ts';

/** XAdES baseline signatures (ETSI EN 319 132-1). */
export const xades: SignatureFormat<XadesOptions> = {
  prepare: prepareXades,
  complete: completeXades,
  raise: raiseXades,
  read: readXades,
};
