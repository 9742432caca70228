import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { AgencyAnswers } from '../gateway/index.ts';
import type { Recorder } from '../records/index.ts';
import { readAnswer } from './model.ts';
import { answerQuestionOf, findQuestionOf, listOpenQuestionsOf } from './store.ts';

/** Of at most 2000 characters each: a page has some 300 KiB at most. */
const questionsAtOnce = 50;

/** As `acar_gateway`. */
export function createAgencyAnswers(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}): AgencyAnswers {
  const { db, clock, recorder } = deps;
  return {
    async open(organisation, after) {
      if (after !== undefined && (await findQuestionOf(db, organisation, after)) === undefined)
        return undefined;
      const found = await listOpenQuestionsOf(db, organisation, { after, limit: questionsAtOnce + 1 });
      const questions = found.slice(0, questionsAtOnce);
      return { questions, next: found.length > questionsAtOnce ? questions.at(-1)?.id : undefined };
    },
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
