import { describe, expect, it } from 'vitest';
import { questionCommands } from '../../../src/cli/commands/question.ts';
import type { Services } from '../../../src/cli/model.ts';

const answer = questionCommands.find(({ name }) => name === 'question answer');
const passedOn: unknown[] = [];
const stand = {
  readText: () => 'Cavab',
  questions: () => ({
    open: async () => [],
    async answer(...words: unknown[]) {
      passedOn.push(words);
      return 'done' as const;
    },
  }),
};
const services = stand as unknown as Services;

describe('acar question answer', () => {
  it.each([undefined, '', 'Əli Məmmədov', '-x'])(
    'passes nothing on by nobody in particular: %s',
    async (by) => {
      const options = { file: '-', by };
      await expect(answer?.run({ operands: ['q'], options }, services)).rejects.toMatchObject({
        code: 'cli.usage',
      });
      expect(passedOn).toEqual([]);
    },
  );

  it('names who passes it on', async () => {
    await answer?.run({ operands: ['q'], options: { file: '-', by: 'desk-7' } }, services);
    expect(passedOn).toEqual([['q', 'Cavab', 'desk-7']]);
  });
});
