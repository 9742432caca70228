import type { Language } from '../../messages/index.ts';

type Names = Readonly<Record<Language, string>>;

/** A case that a mandate may be for. */
export interface MandateCase {
  readonly caseId: string;
  readonly number: string;
  readonly court: Names;
}

/** That one person lets another read their notices, as one of the two sees it. */
export interface Mandate {
  readonly mandateId: string;
  /** What the person who asks is in it. */
  readonly side: MandateSide;
  /** The other person; undefined for a representative who has not accepted, whose name is not the principal's to learn. */
  readonly otherName: string | undefined;
  /** Whose notices they are, where they are an organisation's: its head gave the mandate. */
  readonly organisation: { readonly representationId: string; readonly name: string } | undefined;
  /** As the principal typed it; undefined for the representative. */
  readonly representativeCode: string | undefined;
  /** Undefined = all cases, those to come too. */
  readonly case: Omit<MandateCase, 'caseId'> | undefined;
  readonly givenAt: Date;
  readonly acceptedAt: Date | undefined;
  readonly ended: { readonly at: Date; readonly by: MandateSide | 'register' } | undefined;
}

export type MandateSide = 'principal' | 'representative';

/** Mandates of a person that are in force or wait, and those that a representative holds. */
export const mostGiven = 20;
export const mostHeld = 200;
/** Mandates that a person gives in a day, however soon they end: each is a line on somebody's page. */
export const mostGivenInDay = 50;

/** Why a mandate is not given or accepted. None tells whether the other person has an account. */
export type MandateTrouble =
  | 'code'
  | 'self'
  | 'case'
  | 'present'
  | 'too_many'
  | 'too_many_today'
  /** The person represents the organisation no more, or the register has to be asked again. */
  | 'not_head';
