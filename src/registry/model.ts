/** Where somebody is registered, in Azerbaijani as the registers have it. */
export interface Address {
  readonly postalCode: string;
  /** City or district, with the district of a large city. */
  readonly region: string;
  readonly street: string;
  readonly building: string;
  readonly apartment?: string | undefined;
}

/** In one line, as it is written on a letter. */
export function addressLine({ postalCode, region, street, building, apartment }: Address): string {
  const house = apartment === undefined ? building : `${building}, mənzil ${apartment}`;
  return `${postalCode}, ${region}, ${street}, ${house}`;
}

/** A person as the population register has them. Dates are ISO 8601 calendar dates. */
export interface Person {
  readonly personalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Absent where the person has none. */
  readonly patronymic?: string | undefined;
  readonly birthDate: string;
  readonly identityDocument: {
    readonly kind: 'identity_card';
    readonly number: string;
    readonly issuedOn: string;
    readonly validUntil: string;
  };
  readonly registeredAddress: Address;
  /** Active ones, E.164. */
  readonly mobileNumbers: readonly string[];
}

/** Every extract tells who it is about; what else, its service says in the catalogue of the gateway. */
const names = ['personalCode', 'givenName', 'familyName', 'patronymic'] as const satisfies (keyof Person)[];

/** What agencies may ask for: one address each, so that a right to one gives no other. */
export const extracts = {
  name: [...names],
  identity: [...names, 'birthDate', 'identityDocument'],
  residence: [...names, 'birthDate', 'registeredAddress'],
  contacts: [...names, 'mobileNumbers'],
} as const satisfies Readonly<Record<string, readonly (keyof Person)[]>>;

export type ExtractName = keyof typeof extracts;
export type Extract<Name extends ExtractName> = Pick<Person, (typeof extracts)[Name][number]>;

/** The part of what the register knows that the extract names, and no more. */
export function extractOf<Name extends ExtractName>(person: Person, name: Name): Extract<Name> {
  const wanted: ReadonlySet<string> = new Set(extracts[name]);
  const kept = Object.entries(person).filter(([key, value]) => wanted.has(key) && value !== undefined);
  return Object.fromEntries(kept) as unknown as Extract<Name>;
}

/** Looks a person up by personal code; undefined when the register has nobody with it. */
export interface PersonRegister {
  extract<Name extends ExtractName>(personalCode: string, name: Name): Promise<Extract<Name> | undefined>;
}

export const organisationStates = ['active', 'suspended', 'liquidated'] as const;

export interface Organisation {
  /** VÖEN. */
  readonly taxNumber: string;
  readonly name: string;
  readonly legalAddress: Address;
  readonly head: { readonly givenName: string; readonly familyName: string; readonly position: string };
  readonly state: (typeof organisationStates)[number];
  readonly registeredOn: string;
}

/** As the register keeps it: whose head is who. The extract tells the names alone. */
export interface RegisteredOrganisation extends Organisation {
  readonly head: Organisation['head'] & { readonly personalCode: string };
}

/** That a person represents an organisation by law. */
export interface Representation {
  readonly taxNumber: string;
  readonly name: string;
  readonly personalCode: string;
  readonly position: string;
}

export interface OrganisationRegister {
  /** By its tax number; undefined when there is none. */
  find(taxNumber: string): Promise<Organisation | undefined>;
  /**
   * Whether this person represents the organisation; undefined when not, when there is none, and when it was liquidated:
   * who does represent it is not told.
   */
  representation(taxNumber: string, personalCode: string): Promise<Representation | undefined>;
}

/** Without the personal code of the head. */
export function organisationExtract({ head, ...organisation }: RegisteredOrganisation): Organisation {
  const { givenName, familyName, position } = head;
  return { ...organisation, head: { givenName, familyName, position } };
}

/** What `OrganisationRegister.representation` tells of a row. */
export function representationOf(
  { taxNumber, name, head, state }: RegisteredOrganisation,
  personalCode: string,
): Representation | undefined {
  if (head.personalCode !== personalCode || state === 'liquidated') return undefined;
  return { taxNumber, name, personalCode, position: head.position };
}

const taxNumberPattern = /^\d{10}$/;

/** VÖEN: ten digits; surrounding blanks are accepted. */
export function readTaxNumber(text: string): string | undefined {
  const value = text.trim();
  return taxNumberPattern.test(value) ? value : undefined;
}
