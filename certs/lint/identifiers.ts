/**
 * Forms of the identifiers of Azerbaijan inside certificates (EN 319 412-1 5.1.3 and 5.1.4), each in this one place:
 * they are common knowledge, not law, and the operator may have to mend them.
 */
const forms = {
  /** FIN: seven digits and Latin capitals without I and O. */
  PNO: /^[0-9A-HJ-NP-Z]{7}$/,
  /** Series and number of an identity card. */
  IDC: /^(AZE[0-9]{8}|AA[0-9]{7})$/,
  /** VOEN. */
  VAT: /^[0-9]{10}$/,
  /** The number in the register of legal entities. */
  NTR: /^[0-9A-Z][0-9A-Z-]{0,29}$/,
} as const;

export type PersonIdentifierScheme = 'PNO' | 'IDC';
export type OrganisationIdentifierScheme = 'VAT' | 'NTR';

export interface Identifier<Scheme extends keyof typeof forms> {
  readonly scheme: Scheme;
  readonly number: string;
}

/** Whether a number has the form of its scheme. */
export function isIdentifier({ scheme, number }: Identifier<keyof typeof forms>): boolean {
  return forms[scheme].test(number);
}

/** `PNOAZ-1A2B3C4`, as it stands in serialNumber or organizationIdentifier. */
export function semanticIdentifier({ scheme, number }: Identifier<keyof typeof forms>): string {
  return `${scheme}AZ-${number}`;
}

/** Whether a text is a semantic identifier of Azerbaijan in one of the schemes. */
export function isSemanticIdentifier(text: string, schemes: readonly (keyof typeof forms)[]): boolean {
  const number = text.slice('PNOAZ-'.length);
  return schemes.some((scheme) => text.startsWith(`${scheme}AZ-`) && forms[scheme].test(number));
}
