import type { AskedOutcome, Representation as Answer } from '../../registry/index.ts';

/** What for the courts ask whether a person represents an organisation, as the right names it. */
export const representationPurpose = 'court-notice-reading';
/** The law that the right rests on. */
export const representationLaw = 'example-court-notices-act-9';
/** The service of the register of organisations, as the gateway's catalogue has it. */
export const representationService = 'organisations.representation';

/** Asks the register of organisations whether a person represents one by law. */
export interface RepresentationRegister {
  ask(question: {
    readonly taxNumber: string;
    /** Whose right is asked about. */
    readonly personalCode: string;
    /** Under which our own record has the question. */
    readonly lookup: string;
    /** The name of who asks: whoever is asked about sees it. */
    readonly asker: string;
  }): Promise<AskedOutcome<Answer>>;
}

/** That somebody reads the notices of an organisation, for as long as the register says that it may be so. */
export interface Representation {
  readonly representationId: string;
  /** VÖEN. */
  readonly taxNumber: string;
  /** Its name, as the register has it. */
  readonly organisation: string;
  /** `representative`: by a mandate of who represents it by law. */
  readonly side: 'head' | 'representative';
  readonly position: string;
  /** When the register said so last. */
  readonly confirmedAt: Date;
  readonly believedUntil: Date;
  /** False = the register has to be asked again before anything is read. */
  readonly isBelieved: boolean;
}

/** What became of a question to the register. `not`: it names this person not, or knows no such organisation. */
export type ClaimOutcome =
  | { readonly kind: 'confirmed'; readonly representationId: string }
  | { readonly kind: 'malformed' | 'too_many' | 'no_register' | 'not' | 'unknown' }
  /** `believed`: what it said before holds until then. */
  | { readonly kind: 'unanswered'; readonly believed: Representation | undefined };
