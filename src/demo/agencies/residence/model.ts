import type { AskedOutcome, Extract, Organisation } from '../../../registry/index.ts';

/** What for the fund asks about persons. For `debt-collection` it has no right: the demonstration shows the refusal. */
export const purposes = ['social-benefit', 'debt-collection', 'home-visit'] as const;
export type Purpose = (typeof purposes)[number];

/** The law that its rights rest on, as they were granted. */
export const lawReference = 'example-benefits-act-4';
/** Services of the registers, as the gateway's catalogue has them. */
export const residenceService = 'population.residence';
export const organisationService = 'organisations.extract';
/** What for it asks about employers. */
export const organisationPurpose = 'employer-check';

export interface ResidenceOrder {
  readonly personalCode: string;
  readonly purpose: Purpose;
  /** For the purpose that rests on a consent. */
  readonly consentId?: string | undefined;
  readonly official?: string | undefined;
  readonly caseNumber?: string | undefined;
}

export type ResidenceOutcome = AskedOutcome<Extract<'residence'>>;
export type OrganisationOutcome = AskedOutcome<Organisation>;

/** The way to the registers: the agency's connector. */
export interface RegisterDesk {
  residence(order: ResidenceOrder): Promise<ResidenceOutcome>;
  /** `taxNumber` as `readTaxNumber` gives it. */
  organisation(taxNumber: string): Promise<OrganisationOutcome>;
  /** What proves an exchange, as JSON; undefined until it can be had. */
  receipts(requestId: string): Promise<string | undefined>;
}
