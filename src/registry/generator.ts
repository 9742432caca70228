import { createHash } from 'node:crypto';
import { type Address, organisationStates, type Person, type RegisteredOrganisation } from './model.ts';
import { familyNames, femaleNames, legalForms, maleNames, regions, streets, trades } from './word-lists.ts';

/** What is invented: so many rows, each made anew from its number when somebody asks. Nothing is kept. */
export interface Invented<Row> {
  /** Undefined for an identifier that belongs to no row. */
  find(identifier: string): Row | undefined;
  /** `number` from 0 to the count. */
  row(number: number): Row;
}

/** Signs of a personal code: digits and capitals without I and O. */
const signs = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Personal codes of invented persons begin so. */
const inventedPrefix = '9N';
const inventedCode = new RegExp(`^${inventedPrefix}[${signs}]{5}$`);
const personCodes = scatter(signs.length ** 5, 31 ** 5, 12_345_677);
const taxNumbers = scatter(10 ** 8, 7 ** 9, 1_234_567);

/** Persons `0` to `count - 1`, the same in every process: `find` and `row` agree. */
export function inventPersons(count: number): Invented<Person> {
  return {
    row: (number) => completePerson(codeOf(number)),
    find(code) {
      if (!inventedCode.test(code)) return undefined;
      let place = 0;
      for (const sign of code.slice(inventedPrefix.length))
        place = place * signs.length + signs.indexOf(sign);
      const number = personCodes.numberOf(place);
      return number < count ? completePerson(code) : undefined;
    },
  };
}

function codeOf(number: number): string {
  let rest = personCodes.placeOf(number);
  let code = '';
  for (let at = 0; at < 5; at += 1) {
    code = `${signs[rest % signs.length]}${code}`;
    rest = Math.floor(rest / signs.length);
  }
  return inventedPrefix + code;
}

/** What is known of a person, and the rest invented from the personal code: always the same. */
export function completePerson(personalCode: string, known: Partial<Person> = {}): Person {
  const draw = drawFrom(`person ${personalCode}`);
  const isFemale = draw(2) === 0;
  const family = pick(draw, familyNames);
  const patronymic = `${pick(draw, maleNames)} ${isFemale ? 'qızı' : 'oğlu'}`;
  const issued = 2019 + draw(7);
  const issuedDay = dayOf(draw);
  return {
    personalCode,
    givenName: pick(draw, isFemale ? femaleNames : maleNames),
    familyName: family.replace('*', isFemale ? 'a' : ''),
    patronymic,
    birthDate: `${1940 + draw(70)}-${dayOf(draw)}`,
    identityDocument: {
      kind: 'identity_card',
      number: `AA${String(draw(10 ** 7)).padStart(7, '0')}`,
      issuedOn: `${issued}-${issuedDay}`,
      validUntil: `${issued + 10}-${issuedDay}`,
    },
    registeredAddress: addressOf(draw),
    mobileNumbers: Array.from({ length: draw(3) }, () => mobileOf(draw)),
    ...known,
  };
}

/** Organisations `0` to `count - 1`; the invented person of the same number is the head of each. */
export function inventOrganisations(count: number): Invented<RegisteredOrganisation> {
  return {
    row: (number) => completeOrganisation(taxNumberOf(number), codeOf(number)),
    find(taxNumber) {
      const [, digits] = /^9(\d{8})1$/.exec(taxNumber) ?? [];
      if (digits === undefined) return undefined;
      const number = taxNumbers.numberOf(Number(digits));
      return number < count ? completeOrganisation(taxNumber, codeOf(number)) : undefined;
    },
  };
}

function taxNumberOf(number: number): string {
  return `9${String(taxNumbers.placeOf(number)).padStart(8, '0')}1`;
}

function completeOrganisation(taxNumber: string, headCode: string): RegisteredOrganisation {
  const draw = drawFrom(`organisation ${taxNumber}`);
  const word = pick(draw, familyNames).replace('*', '');
  const { personalCode, givenName, familyName } = completePerson(headCode);
  return {
    taxNumber,
    name: `${word} ${pick(draw, trades)} ${pick(draw, legalForms)} (nümunə)`,
    legalAddress: addressOf(draw),
    head: { personalCode, givenName, familyName, position: 'Direktor' },
    // Most are active.
    state: organisationStates[Math.max(0, draw(20) - 17)] ?? 'active',
    registeredOn: `${1995 + draw(30)}-${dayOf(draw)}`,
  };
}

function addressOf(draw: Draw): Address {
  const [region, postal] = pick(draw, regions);
  const building = String(1 + draw(120)) + (draw(6) === 0 ? 'A' : '');
  const apartment = draw(4) === 0 ? undefined : String(1 + draw(90));
  return {
    postalCode: `AZ${postal}`,
    region,
    street: pick(draw, streets),
    building,
    ...(apartment === undefined ? {} : { apartment }),
  };
}

/** A day that every year has. */
function dayOf(draw: Draw): string {
  return `${twoDigits(1 + draw(12))}-${twoDigits(1 + draw(28))}`;
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

function mobileOf(draw: Draw): string {
  return `+994${pick(draw, ['50', '51', '10', '55', '99', '70', '77', '60'])}100${String(draw(10_000)).padStart(4, '0')}`;
}

/** A number from 0 to `bound - 1`. */
type Draw = (bound: number) => number;

const pick = <Item>(draw: Draw, items: readonly Item[]): Item => items[draw(items.length)] as Item;

/** Numbers that look drawn by lot and follow from the seed alone. */
function drawFrom(seed: string): Draw {
  let drawn = 0;
  let block = Buffer.alloc(0);
  return (bound) => {
    const at = (drawn % 8) * 4;
    if (at === 0) block = createHash('sha256').update(`${seed} ${drawn}`).digest();
    drawn += 1;
    return block.readUInt32BE(at) % bound;
  };
}

/** Sends numbers to places that do not tell their order, and back: `factor` has no divisor in common with `size`. */
function scatter(size: number, factor: number, shift: number) {
  const back = inverseOf(factor % size, size);
  return {
    placeOf: (number: number) => multiply(number, factor, size, shift),
    numberOf: (place: number) => multiply(place - shift + size, back, size, 0),
  };
}

/** Products are larger than what a number holds exactly. */
function multiply(number: number, factor: number, size: number, shift: number): number {
  return Number((BigInt(number) * BigInt(factor) + BigInt(shift)) % BigInt(size));
}

/** Extended Euclid. */
function inverseOf(number: number, size: number): number {
  let [rest, next] = [size, number];
  let [result, factor] = [0, 1];
  while (next !== 0) {
    const times = Math.floor(rest / next);
    [rest, next] = [next, rest - times * next];
    [result, factor] = [factor, result - times * factor];
  }
  return ((result % size) + size) % size;
}
