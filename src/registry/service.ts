import { readPersonalCode } from '../accounts/index.ts';
import { readExtract, readOrganisation, readRepresentation } from './codec.ts';
import { RegistryError } from './errors.ts';
import { completePerson, inventOrganisations, inventPersons } from './generator.ts';
import {
  extractOf,
  organisationExtract,
  type OrganisationRegister,
  type Person,
  type PersonRegister,
  readTaxNumber,
  type RegisteredOrganisation,
  representationOf,
} from './model.ts';

/** A person of whom something is known already; the rest is invented. */
export type KnownPerson = Pick<Person, 'personalCode'> & Partial<Person>;

/** Stands in for the population register: `count` invented persons, and those that are known. */
export function simulatePersonRegister(count: number, known: readonly KnownPerson[]): PersonRegister {
  const invented = inventPersons(count);
  const byCode = new Map(known.map((one) => [one.personalCode, completePerson(one.personalCode, one)]));
  return {
    async extract(personalCode, name) {
      const person = byCode.get(personalCode) ?? invented.find(personalCode);
      return person && extractOf(person, name);
    },
  };
}

/** Stands in for the register of organisations: `count` invented ones, and those that are known. */
export function simulateOrganisationRegister(
  count: number,
  known: readonly RegisteredOrganisation[],
): OrganisationRegister {
  const invented = inventOrganisations(count);
  const byNumber = new Map(known.map((one) => [one.taxNumber, one]));
  const rowOf = (taxNumber: string) => byNumber.get(taxNumber) ?? invented.find(taxNumber);
  return {
    async find(taxNumber) {
      const row = rowOf(taxNumber);
      return row && organisationExtract(row);
    },
    async representation(taxNumber, personalCode) {
      const row = rowOf(taxNumber);
      return row && representationOf(row, personalCode);
    },
  };
}

/** How a register is asked: straight, or by a connector through the gateway. */
export type AskRegister = (
  path: string,
  /** The personal code of the person concerned, where the question is about one. */
  person: string | undefined,
) => Promise<{ readonly status: number; readonly text: string }>;

/** The population register behind an address. @throws RegistryError for an answer that is none */
export function remotePersonRegister(ask: AskRegister): PersonRegister {
  return {
    async extract(personalCode, name) {
      const code = readPersonalCode(personalCode);
      if (code === undefined) return undefined;
      const { status, text } = await ask(`/${name}`, code);
      if (status === 404) return undefined;
      const found = status === 200 ? readExtract(text, name) : undefined;
      const about: Partial<Person> | undefined = found;
      // Another person's data are not what was asked for, whoever mixed them up.
      if (!found || about?.personalCode !== code) throw new RegistryError(`${name}: status ${status}`);
      return found;
    },
  };
}

/** The register of organisations behind an address. @throws RegistryError for an answer that is none */
export function remoteOrganisationRegister(ask: AskRegister): OrganisationRegister {
  return {
    async find(taxNumber) {
      const number = readTaxNumber(taxNumber);
      if (number === undefined) return undefined;
      const { status, text } = await ask(`/organisations/${number}`, undefined);
      if (status === 404) return undefined;
      const found = status === 200 ? readOrganisation(text) : undefined;
      if (found?.taxNumber !== number) throw new RegistryError(`organisations: status ${status}`);
      return found;
    },
    async representation(taxNumber, personalCode) {
      const [number, code] = [readTaxNumber(taxNumber), readPersonalCode(personalCode)];
      if (number === undefined || code === undefined) return undefined;
      const { status, text } = await ask(`/representations/${number}`, code);
      if (status === 404) return undefined;
      const found = status === 200 ? readRepresentation(text) : undefined;
      // Another's right is not what was asked about, whoever mixed them up.
      if (found?.taxNumber !== number || found.personalCode !== code)
        throw new RegistryError(`representations: status ${status}`);
      return found;
    },
  };
}
