import type { AskedOutcome, Extract, ExtractName } from '../../registry/index.ts';

/** What for courts ask about persons, as the right names it. */
export const lookupPurpose = 'court-notice';
/** The law that the right rests on. */
export const lookupLaw = 'example-court-notices-act-7';

export const lookupExtracts = ['contacts', 'residence', 'identity'] as const satisfies readonly ExtractName[];
export type LookupExtract = (typeof lookupExtracts)[number];
/** Services of the population register, as the gateway's catalogue has them. */
export const lookupServices = lookupExtracts.map((name) => `population.${name}`);

/** Asks the register of the population for one extract, with purpose, case and judge. */
export interface PersonSearch {
  ask<Name extends LookupExtract>(
    name: Name,
    about: { readonly personalCode: string; readonly caseNumber: string; readonly judge: string },
  ): Promise<AskedOutcome<Extract<Name>>>;
}

/** What the register said; a member is absent where it was not asked for. */
export type LookupAnswers = { readonly [Name in LookupExtract]?: AskedOutcome<Extract<Name>> };

/** A number that the register told, with what shows that it did. */
export interface OfferedNumber {
  readonly mobile: string;
  readonly exchange: string;
  readonly proof: string;
}

export interface LookupParticipant {
  readonly participantId: string;
  readonly name: string;
  readonly code: string;
  readonly mobile: string | undefined;
}
