import { issueOfficeCode } from '../mobile/index.ts';
import { fullName, readDemoPersons } from './persons.ts';

export interface DemoPhoneCode {
  readonly name: string;
  readonly code: string;
}

/** A code for each demonstration person, as a registration office would issue it: one use, one hour. */
export async function issueDemoPhoneCodes(
  phones: Parameters<typeof issueOfficeCode>[0],
): Promise<readonly DemoPhoneCode[]> {
  const codes: DemoPhoneCode[] = [];
  for (const person of readDemoPersons()) {
    const issued = await issueOfficeCode(phones, { personalCode: person.personalCode });
    if (issued.kind === 'issued') codes.push({ name: fullName(person), code: issued.code });
  }
  return codes;
}
