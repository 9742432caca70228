import type { Command } from '../model.ts';

export const migrateDatabase: Command = {
  name: 'migrate',
  summary: 'Bring the database schema up to date.',
  operands: [],
  options: {},
  examples: ['acar migrate', 'DATABASE_URL=postgres://owner@db.example.az/acar acar migrate'],
  async run(_input, services) {
    const names = await services.migrate();
    return { kind: 'done', data: { migrations: names }, text: names.length > 0 ? names : ['nothing to do'] };
  },
};

export const configCheck: Command = {
  name: 'config check',
  summary: 'Check the configuration in the environment and list every problem.',
  operands: [],
  options: {},
  examples: ['acar config check'],
  async run(_input, services) {
    const problems = await services.checkConfiguration();
    if (problems.length === 0)
      return { kind: 'done', data: { problems: [] }, text: ['the configuration is complete'] };
    const listed = problems.map((message) => ({ code: 'config.invalid', message }));
    return { kind: 'refused', problems: listed };
  },
};
