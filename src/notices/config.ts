import { z } from 'zod';
import { origin, setting, wholeNumber } from '../config/index.ts';

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
  reachHours: setting(
    'ACAR_COURT_REACH_HOURS',
    wholeNumber(1, 168),
    'How long a notice may take to reach its participant before it is sent again, and again before a clerk is told; at most a quarter of the time to the hearing',
    { fallback: '24' },
  ),
  reachLeastMinutes: setting(
    'ACAR_COURT_REACH_LEAST_MINUTES',
    wholeNumber(5, 1440),
    'At least so long, however near the hearing is',
    { fallback: '15' },
  ),
} as const;
