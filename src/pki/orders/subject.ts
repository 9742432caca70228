import { z } from 'zod';
import type { ProfileId } from '../../../certs/index.ts';
import { profilesByKind } from './model.ts';

const text = z.string().min(1).max(200);
const personIdentifier = z.strictObject({ scheme: z.enum(['PNO', 'IDC']), number: text });
const organisation = z.strictObject({
  name: text,
  identifier: z.strictObject({ scheme: z.enum(['VAT', 'NTR']), number: text }),
});
const person = { givenName: text, surname: text, identifier: personIdentifier, commonName: text.optional() };

/** Whom a certificate is for, in orders as JSON. The library judges every value; this is its form. */
export const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('citizen'), ...person }),
  z.strictObject({
    kind: z.literal('entrepreneur'),
    ...person,
    taxNumber: text,
    tradeName: text.optional(),
  }),
  z.strictObject({
    kind: z.literal('employee'),
    ...person,
    organisation,
    unit: text.optional(),
    title: text.optional(),
  }),
  z.strictObject({
    kind: z.literal('official'),
    ...person,
    organisation,
    unit: text.optional(),
    title: text,
  }),
  z.strictObject({ kind: z.literal('organisation'), organisation, commonName: text }),
  z.strictObject({ kind: z.literal('system'), organisation, commonName: text }),
  z.strictObject({ kind: z.literal('service'), organisation, commonName: text }),
]);

type OrderedProfile = (typeof profilesByKind)[keyof typeof profilesByKind][number];

/** Every profile that can be ordered. */
const orderedProfiles: readonly OrderedProfile[] = Object.values(profilesByKind).flat();

export const profileSchema = z.custom<ProfileId>(
  (value) => typeof value === 'string' && (orderedProfiles as readonly string[]).includes(value),
  { error: `is one of ${orderedProfiles.join(', ')}` },
);

export const hostNamesSchema = z.array(z.string().min(1).max(253)).max(100);
export const orderKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'has 1 to 128 visible ASCII characters');

const longestRequest = 32 * 1024;

/** PKCS#10 as PEM (RFC 7468 7), base64 of DER, or DER; undefined when it is none of them. The library reads it. */
export function readRequestBytes(given: string | Uint8Array): Uint8Array | undefined {
  if (given.length > longestRequest) return undefined;
  if (typeof given !== 'string' && given[0] === 0x30) return given;
  const content = typeof given === 'string' ? given : Buffer.from(given).toString('latin1');
  const armoured =
    /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]+)-----END/.exec(content)?.[1] ?? content;
  const base64 = armoured.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]{8,}={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
