import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { KeptPayload, Recorder } from '../records/index.ts';
import { readAnswer } from './model.ts';
import { answerQuestionOf, findQuestionOf } from './store.ts';

/** Answers that agencies give themselves, at the gateway. */
export interface AgencyAnswers {
  /** Undefined when no such question was asked of this organisation. */
  stateOf(organisation: string, questionId: string): Promise<'open' | 'answered' | undefined>;
  /** 1 to 4000 characters, as the person will read them; undefined for anything else. */
  readAnswer(text: string): string | undefined;
  /**
   * Once for each question; with the message that the organisation signed, which the record keeps. False when
   * somebody else was faster.
   */
  answer(order: {
    readonly organisation: string;
    readonly questionId: string;
    /** As `readAnswer` gave it. */
    readonly text: string;
    readonly payload: KeptPayload;
  }): Promise<boolean>;
}

/** As `acar_gateway`. */
export function createAgencyAnswers(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}): AgencyAnswers {
  const { db, clock, recorder } = deps;
  return {
    stateOf: (organisation, questionId) => findQuestionOf(db, organisation, questionId),
    readAnswer,
    answer: ({ organisation, questionId, text, payload }) =>
      db.transaction(async (tx) => {
        const answer = { text, at: new Date(clock.now()) };
        const answered = await answerQuestionOf(tx, organisation, questionId, answer);
        if (!answered) return false;
        const { accountId, exchange, consumer } = answered;
        const kept = { payload: payload.id, payloadDigest: payload.digest };
        const facts = { question: questionId, exchange, consumer, ...kept };
        await recorder.record(tx, { type: 'data.question_answered', accountId, facts });
        return true;
      }),
  };
}
