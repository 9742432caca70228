import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { issueOfficeCode } from '../mobile/index.ts';

export interface DemoPhoneCode {
  readonly name: string;
  readonly code: string;
}

const personsSchema = z.object({
  persons: z.array(z.object({ personalCode: z.string(), givenName: z.string(), familyName: z.string() })),
});

/** A code for each demonstration person, as a registration office would issue it: one use, one hour. */
export async function issueDemoPhoneCodes(
  phones: Parameters<typeof issueOfficeCode>[0],
): Promise<readonly DemoPhoneCode[]> {
  const file = join(import.meta.dirname, 'persons.json');
  const { persons } = personsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const codes: DemoPhoneCode[] = [];
  for (const { personalCode, givenName, familyName } of persons) {
    const issued = await issueOfficeCode(phones, { personalCode });
    if (issued.kind === 'issued') codes.push({ name: `${givenName} ${familyName}`, code: issued.code });
  }
  return codes;
}
