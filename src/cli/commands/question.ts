import { actorOption, type Command, readActor, required } from '../model.ts';

const questionList: Command = {
  name: 'question list',
  summary:
    'List what persons asked agencies about requests for their data and nobody answered, the oldest first.',
  operands: [],
  options: { agency: { type: 'string', value: 'ID', summary: 'to this organisation alone' } },
  examples: ['acar question list --json', 'acar question list --agency VATAZ-1400000002'],
  async run({ options: { agency } }, services) {
    const found = await services.questions().open(typeof agency === 'string' ? agency : undefined);
    const lines = found.map(({ id, askedAt, organisation, exchange }) =>
      [id, askedAt.toISOString(), organisation, exchange].join('  '),
    );
    return { kind: 'done', data: found, text: lines.length > 0 ? lines : ['no questions'] };
  },
};

const questionAnswer: Command = {
  name: 'question answer',
  summary:
    "Pass an agency's answer on: the person reads it at the portal, and that an operator wrote it. Once for each question.",
  operands: ['ID'],
  options: {
    file: {
      type: 'string',
      value: 'FILE',
      summary: "the agency's words, 1 to 4000 characters; - reads them from the standard input",
    },
    ...actorOption,
  },
  examples: ['acar question answer 5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3 --file answer.txt --by desk-7'],
  async run({ operands: [id = ''], options }, services) {
    const by = readActor(options);
    const text = services.readText(required(options, 'file'));
    const outcome = await services.questions().answer(id, text, by);
    if (outcome !== 'done') {
      const message =
        outcome === 'question.malformed_answer'
          ? 'an answer has 1 to 4000 characters'
          : 'no question without an answer has this identifier';
      return { kind: 'refused', problems: [{ code: outcome, message }] };
    }
    return { kind: 'done', data: { id, state: 'answered' }, text: [`${id}  answered`] };
  },
};

export const questionCommands: readonly Command[] = [questionList, questionAnswer];
