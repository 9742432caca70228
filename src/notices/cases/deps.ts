import type { Database, Transaction } from '../../db/index.ts';
import type { RegistrationDeps } from './registration.ts';

/** What becomes of messages to somebody who leaves a case; the case is held by then. */
export interface ParticipantMessages {
  withdraw(tx: Transaction, participantId: string): Promise<void>;
}

/** What becomes of hearings ahead when a case is closed; the case is held by then. */
export interface CaseHearings {
  end(
    tx: Transaction,
    of: { readonly courtId: string; readonly caseId: string; readonly staffId: string },
  ): Promise<
    | { readonly kind: 'ended'; readonly freed: readonly string[] }
    | { readonly kind: 'refused'; readonly code: 'hearing_planned' | 'hearing_untold' }
  >;
}

export interface CasesDeps extends RegistrationDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly messages: ParticipantMessages;
  readonly hearings: CaseHearings;
}
