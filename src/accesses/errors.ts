/** Why an answer to a person's question was not passed on. */
export type QuestionErrorCode = 'question.unknown' | 'question.malformed_answer';
