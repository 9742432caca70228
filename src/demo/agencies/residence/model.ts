import type { Extract } from '../../../registry/index.ts';

/** What for the fund asks. For `debt-collection` it has no right: the demonstration shows the refusal. */
export const purposes = ['social-benefit', 'debt-collection', 'home-visit'] as const;
export type Purpose = (typeof purposes)[number];

/** The law that its right rests on, as it was granted. */
export const lawReference = 'example-benefits-act-4';
/** The service of the population register, as the gateway's catalogue has it. */
export const residenceService = 'population.residence';

export interface ResidenceOrder {
  readonly personalCode: string;
  readonly purpose: Purpose;
  /** For the purpose that rests on a consent. */
  readonly consentId?: string | undefined;
  readonly official?: string | undefined;
  readonly caseNumber?: string | undefined;
}

export type ResidenceOutcome = { readonly requestId: string } & (
  | {
      readonly kind: 'answered';
      readonly residence: Extract<'residence'>;
      /** Places in the interaction record. */
      readonly records: readonly string[];
    }
  | { readonly kind: 'nobody'; readonly records: readonly string[] }
  | { readonly kind: 'refused' | 'failed'; readonly code: string }
);

/** The way to the register: the agency's connector. */
export interface ResidenceDesk {
  ask(order: ResidenceOrder): Promise<ResidenceOutcome>;
  /** What proves an exchange, as JSON; undefined until it can be had. */
  receipts(requestId: string): Promise<string | undefined>;
}
