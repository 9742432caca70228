import { z } from 'zod';
import { origin, setting } from '../config/index.ts';

/** Settings of the electronic court. */
export const courtSettings = {
  origin: setting(
    'ACAR_COURT_ORIGIN',
    z.union([z.literal('').transform(() => undefined), origin]),
    'Origin where courts work. Empty = no electronic court in this process',
    { fallback: '', refusedInProduction: (value) => value?.startsWith('http:') === true },
  ),
  clientFile: setting(
    'ACAR_COURT_CLIENT_FILE',
    z.string(),
    "The court's own client registration and keys, mode 0600; needed where its origin is set",
    { fallback: '' },
  ),
} as const;
