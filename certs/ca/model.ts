import type { Identifier, OrganisationIdentifierScheme, PersonIdentifierScheme } from '../lint/index.ts';
import type { Certificate } from '../validation/index.ts';

/** FIN (`PNO`) or the number of the identity card (`IDC`). */
export type PersonIdentifier = Identifier<PersonIdentifierScheme>;

/** VOEN (`VAT`) or the number in the register of legal entities (`NTR`). */
export type OrganisationIdentifier = Identifier<OrganisationIdentifierScheme>;

export interface Organisation {
  readonly name: string;
  readonly identifier: OrganisationIdentifier;
}

interface Person {
  readonly givenName: string;
  readonly surname: string;
  readonly identifier: PersonIdentifier;
  /** Where given name and surname together have more than the 64 characters of a common name. */
  readonly commonName?: string;
}

/** Whom or what a certificate is for; texts in NFC, Latin letters, without spaces at the ends. */
export type Subject =
  | ({ readonly kind: 'citizen' } & Person)
  | ({
      readonly kind: 'entrepreneur';
      /** VOEN. */
      readonly taxNumber: string;
      /** The name the business has; the person's own when left out. */
      readonly tradeName?: string;
    } & Person)
  | ({
      readonly kind: 'employee';
      readonly organisation: Organisation;
      readonly unit?: string;
      readonly title?: string;
    } & Person)
  | ({
      readonly kind: 'official';
      readonly organisation: Organisation;
      readonly unit?: string;
      /** The office: "Hakim". */
      readonly title: string;
    } & Person)
  | { readonly kind: 'organisation'; readonly organisation: Organisation; readonly commonName: string }
  | { readonly kind: 'system'; readonly organisation: Organisation; readonly commonName: string }
  | { readonly kind: 'service'; readonly organisation: Organisation; readonly commonName: string }
  | { readonly kind: 'authority'; readonly organisation: Organisation; readonly commonName: string }
  /** An authority that has a certificate already: its name and its key identifier are taken as they are. */
  | { readonly kind: 'certified-authority'; readonly certificate: Certificate };
