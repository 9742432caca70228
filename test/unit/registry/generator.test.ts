import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBirthDate, readMobileNumber, readPersonalCode } from '../../../src/accounts/model.ts';
import { extractSchema, organisationSchema } from '../../../src/registry/codec.ts';
import { completePerson, inventOrganisations, inventPersons } from '../../../src/registry/generator.ts';
import { extractOf, organisationExtract, readTaxNumber } from '../../../src/registry/model.ts';

const count = 50_000;
const persons = inventPersons(count);
const organisations = inventOrganisations(count);
const rowNumber = fc.nat(count - 1);

describe('invented persons', () => {
  it('are found under the code that their row has, always the same', () => {
    fc.assert(
      fc.property(rowNumber, (number) => {
        const person = persons.row(number);
        expect(readPersonalCode(person.personalCode)).toBe(person.personalCode);
        expect(persons.find(person.personalCode)).toEqual(person);
        expect(inventPersons(count).row(number)).toEqual(person);
      }),
    );
  });

  it('have a code each', () => {
    const codes = new Set(Array.from({ length: count }, (_, number) => persons.row(number).personalCode));
    expect(codes.size).toBe(count);
  });

  it.each(['1DEM001', '9N', '9N0000', '9Nabcde', '9NOOOOO', '', '9N12345678'])(
    'are not found under %j',
    (code) => expect(persons.find(code)).toBeUndefined(),
  );

  it('end at the count', () => {
    const few = inventPersons(10);
    expect(few.find(persons.row(9).personalCode)).toEqual(persons.row(9));
    expect(few.find(persons.row(10).personalCode)).toBeUndefined();
  });

  it('have birth dates, mobile numbers and answers of the right form', () => {
    fc.assert(
      fc.property(rowNumber, (number) => {
        const person = persons.row(number);
        expect(readBirthDate(person.birthDate)).toBe(person.birthDate);
        for (const mobile of person.mobileNumbers) expect(readMobileNumber(mobile)).toBe(mobile);
        const residence = extractOf(person, 'residence');
        expect(extractSchema('residence').parse({ isSimulated: true, ...residence })).toMatchObject(
          residence,
        );
        expect(Object.keys(residence)).not.toContain('mobileNumbers');
      }),
    );
  });

  it('use every letter of the Azerbaijani alphabet', () => {
    const text = Array.from({ length: 500 }, (_, number) => JSON.stringify(persons.row(number)));
    const letters = new Set(text.join('').toLocaleLowerCase('az'));
    for (const letter of 'abcçdeəfgğhxıijkqlmnoöprsştuüvyz') expect(letters).toContain(letter);
  });

  it('leave what is known of a person as it is', () => {
    const known = { givenName: 'Gülnarə', birthDate: '1956-03-14', mobileNumbers: ['+994501000001'] };
    expect(completePerson('1DEM001', known)).toMatchObject({ personalCode: '1DEM001', ...known });
  });
});

describe('invented organisations', () => {
  it('are found under the tax number that their row has, in the form of an answer', () => {
    fc.assert(
      fc.property(rowNumber, (number) => {
        const row = organisations.row(number);
        expect(readTaxNumber(row.taxNumber)).toBe(row.taxNumber);
        expect(organisations.find(row.taxNumber)).toEqual(row);
        const extract = organisationExtract(row);
        expect(organisationSchema.parse({ isSimulated: true, ...extract })).toMatchObject(extract);
        expect(JSON.stringify(extract)).not.toContain(row.head.personalCode);
        // The head is one of the population register, too.
        const { givenName, familyName } = extract.head;
        expect(persons.find(row.head.personalCode)).toMatchObject({ givenName, familyName });
      }),
    );
  });

  it('are in every state, most of them active', () => {
    const states = Array.from({ length: 400 }, (_, number) => organisations.row(number).state);
    expect(new Set(states).size).toBe(3);
    expect(states.filter((state) => state === 'active').length).toBeGreaterThan(300);
  });

  it.each(['1400000004', '9', '9000000002', 'x'])('are not found under %j', (number) =>
    expect(organisations.find(number)).toBeUndefined(),
  );
});
