import type { KnownPerson } from '../../registry/index.ts';
import type { DemoPerson } from '../persons.ts';

/** What the register knows of a person of the demonstration, as their account has it; the rest it invents. */
export function knownPerson(person: DemoPerson): KnownPerson {
  const { personalCode, givenName, familyName, patronymic, birthdate, mobile } = person;
  return {
    personalCode,
    givenName,
    familyName,
    patronymic,
    birthDate: birthdate,
    mobileNumbers: [mobile],
  };
}
