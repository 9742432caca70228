import { z } from 'zod';
import { authorityFiles } from '../card-sign-in/index.ts';
import { certificateFile, origin, secretFile, setting, wholeNumber } from '../config/index.ts';
import { readMinutes } from './hearings/index.ts';

/** `09:00-13:00,14:00-18:00` */
const workingHours = z
  .string()
  .transform((text, context) => {
    const spans = text.split(',').map((span) => {
      const [from, to, ...more] = span.trim().split('-').map(readMinutes);
      return from !== undefined && to !== undefined && more.length === 0 && from < to
        ? { from, to }
        : undefined;
    });
    const read = spans.flatMap((span) => span ?? []);
    const isOrdered = read.every(({ from }, index) => index === 0 || from >= (read[index - 1]?.to ?? 0));
    if (read.length === spans.length && isOrdered) return read;
    context.addIssue({
      code: 'custom',
      message: 'must be spans of a day in order, such as 09:00-13:00,14:00-18:00',
    });
    return z.NEVER;
  })
  .meta({ description: 'spans of a day, such as `09:00-13:00,14:00-18:00`' });

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
  hours: setting('ACAR_COURT_HOURS', workingHours, 'When hearings are held from Monday to Friday, in Baku', {
    fallback: '09:00-13:00,14:00-18:00',
  }),
  leadDays: setting(
    'ACAR_COURT_LEAD_DAYS',
    wholeNumber(0, 90),
    'Days from today to the first time of a hearing that is proposed to a judge',
    { fallback: '7' },
  ),
  aheadDays: setting(
    'ACAR_COURT_AHEAD_DAYS',
    wholeNumber(30, 3660),
    'Days from today to the last day on which a judge can set a hearing',
    { fallback: '366' },
  ),
  lookupsPerHour: setting(
    'ACAR_COURT_LOOKUPS_PER_HOUR',
    wholeNumber(1, 1000),
    'How many persons one judge may look up in an hour',
    { fallback: '30' },
  ),
  lookupsPerDay: setting(
    'ACAR_COURT_LOOKUPS_PER_DAY',
    wholeNumber(1, 10_000),
    'How many persons one judge may look up in 24 hours',
    { fallback: '120' },
  ),
  representationHours: setting(
    'ACAR_COURT_REPRESENTATION_HOURS',
    wholeNumber(1, 24),
    'How long the register of organisations is believed about who represents one: a dismissed head reads its notices for so long at most',
    { fallback: '4' },
  ),
  gatewayOrigin: setting(
    'ACAR_COURT_GATEWAY_ORIGIN',
    z.union([
      z.literal('').transform(() => undefined),
      origin.refine((url) => url.startsWith('https:'), 'is https'),
    ]),
    'Origin of the gateway by which judges look persons up. Empty = no look-up',
    { fallback: '' },
  ),
  gatewayCertificate: setting(
    'ACAR_COURT_GATEWAY_CERTIFICATE_FILE',
    certificateFile,
    "The courts' certificate at the gateway (profile agency-system) with those above it, in PEM",
    { fallback: '' },
  ),
  gatewayKey: setting(
    'ACAR_COURT_GATEWAY_KEY_FILE',
    z.union([z.literal('').transform(() => undefined), secretFile]),
    'Its private key in PEM, mode 0600',
    { fallback: '' },
  ),
  gatewayAuthorities: setting(
    'ACAR_COURT_GATEWAY_AUTHORITY_FILES',
    authorityFiles,
    'Certificates of the root above the systems of agencies, and of the authorities between',
    { fallback: '' },
  ),
} as const;
