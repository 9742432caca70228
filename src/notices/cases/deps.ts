import type { Database, Transaction } from '../../db/index.ts';
import type { RegistrationDeps } from './registration.ts';

/** What becomes of messages to somebody who leaves a case; the case is held by then. */
export interface ParticipantMessages {
  withdraw(tx: Transaction, participantId: string): Promise<void>;
}

export interface CasesDeps extends RegistrationDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly messages: ParticipantMessages;
}
