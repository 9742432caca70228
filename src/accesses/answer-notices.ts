import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import { defaultLanguage, isLanguage } from '../messages/index.ts';
import type { Notifier } from '../notify/index.ts';
import { onePath } from './pages/words.ts';
import { answerNotice } from './question-messages.ts';
import { mostTold, takeUntold } from './store.ts';

export interface AnswerNoticesDeps {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly notifier: Notifier;
  /** Of the portal. */
  readonly origin: string;
}

/**
 * Tells persons, on every channel we know and in their language, that an agency has answered: once for each answer, in
 * the transaction that notes it. The answer's words are read after sign-in alone. How many answers were told.
 */
export async function tellAnswers(deps: AnswerNoticesDeps, signal?: AbortSignal): Promise<number> {
  for (let all = 0; ; ) {
    const told = await tellSome(deps);
    all += told;
    if (told < mostTold || signal?.aborted) return all;
  }
}

function tellSome({ db, clock, notifier, origin }: AnswerNoticesDeps): Promise<number> {
  return db.transaction(async (tx) => {
    const answers = await takeUntold(tx, new Date(clock.now()));
    for (const { accessId, email, mobile, language } of answers) {
      const { subject, body: write } = answerNotice[isLanguage(language) ? language : defaultLanguage];
      const body = write(`${origin}${onePath(accessId)}`);
      const topic = 'data.question_answered';
      if (email !== null) await notifier.enqueue(tx, { channel: 'email', to: email, subject, body, topic });
      if (mobile !== null) await notifier.enqueue(tx, { channel: 'sms', to: mobile, body, topic });
    }
    return answers.length;
  });
}
