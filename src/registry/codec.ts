import { z } from 'zod';
import {
  type Extract,
  type ExtractName,
  extracts,
  type Organisation,
  organisationStates,
  type Representation,
} from './model.ts';

const longestAnswer = 16_384;
const line = z.string().min(1).max(200);
const day = z.iso.date();
const address = z.strictObject({
  postalCode: line,
  region: line,
  street: line,
  building: line,
  apartment: line.optional(),
});
const person = z.strictObject({
  personalCode: line,
  givenName: line,
  familyName: line,
  patronymic: line.optional(),
  birthDate: day,
  identityDocument: z.strictObject({
    kind: z.literal('identity_card'),
    number: line,
    issuedOn: day,
    validUntil: day,
  }),
  registeredAddress: address,
  mobileNumbers: z.array(z.string().regex(/^\+994\d{9}$/)).max(20),
});
const organisation = z.strictObject({
  taxNumber: line,
  name: line,
  legalAddress: address,
  head: z.strictObject({ givenName: line, familyName: line, position: line }),
  state: z.enum(organisationStates),
  registeredOn: day,
});
const representation = z.strictObject({ taxNumber: line, name: line, personalCode: line, position: line });
/** Every answer says whether it is a simulator's. */
const mark = { isSimulated: z.boolean() };

/** The schema of an answer, for the description of the service too. */
export function extractSchema(name: ExtractName) {
  const mask = Object.fromEntries(extracts[name].map((key) => [key, true as const]));
  return person.pick(mask as Partial<Record<keyof typeof person.shape, true>>).extend(mark);
}
export const organisationSchema = organisation.extend(mark);
const representationSchema = representation.extend(mark);

/** Reads a register's answer. Undefined for what is no such extract: too long, no JSON, or with other members. */
export function readExtract<Name extends ExtractName>(text: string, name: Name): Extract<Name> | undefined {
  const { isSimulated: _, ...found } = readJson(text, extractSchema(name)) ?? {};
  return Object.keys(found).length > 0 ? (found as unknown as Extract<Name>) : undefined;
}

/** As {@link readExtract}, for an organisation. */
export function readOrganisation(text: string): Organisation | undefined {
  const read = readJson(text, organisationSchema);
  if (!read) return undefined;
  const { isSimulated: _, ...found } = read;
  return found;
}

/** As {@link readExtract}, for who represents an organisation. */
export function readRepresentation(text: string): Representation | undefined {
  const read = readJson(text, representationSchema);
  if (!read) return undefined;
  const { isSimulated: _, ...found } = read;
  return found;
}

function readJson<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> | undefined {
  if (text.length > longestAnswer) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
