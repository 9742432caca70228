import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { languages } from '../messages/index.ts';

const personsSchema = z.object({
  persons: z.array(
    z.strictObject({
      personalCode: z.string(),
      givenName: z.string(),
      familyName: z.string(),
      patronymic: z.string().optional(),
      birthdate: z.string(),
      email: z.string(),
      mobile: z.string(),
      language: z.enum(languages),
    }),
  ),
});

export type DemoPerson = z.infer<typeof personsSchema>['persons'][number];

/** The persons of the demonstration, who have accounts: invented. */
export function readDemoPersons(): readonly DemoPerson[] {
  const file = join(import.meta.dirname, 'persons.json');
  return personsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).persons;
}

export function fullName({ givenName, familyName }: DemoPerson): string {
  return `${givenName} ${familyName}`;
}

/** The first of them, who has a card too. */
export function demoHolder(): DemoPerson {
  const [holder] = readDemoPersons();
  if (!holder) throw new Error('persons.json names nobody');
  return holder;
}
