import type { Command } from '../model.ts';

const add: Command = {
  name: 'ca client add',
  summary: 'Enter a system that may order certificates by itself (REST and EST), or a new version of it.',
  operands: [],
  options: {
    file: {
      type: 'string',
      value: 'FILE',
      summary:
        'JSON: name, subjectId, subjectName, authorities, profiles, hostNames, isActive; - reads the input',
    },
  },
  examples: ['acar ca client add --file gateway.json'],
  run: async (...words) => (await import('./ca-actions.ts')).addClient(...words),
};

const list: Command = {
  name: 'ca client list',
  summary: 'List the systems that may order certificates by themselves.',
  operands: [],
  options: { after: { type: 'string', value: 'NAME', summary: 'continue after this name' } },
  examples: ['acar ca client list'],
  run: async (...words) => (await import('./ca-actions.ts')).listClients(...words),
};

export const caClientCommands: readonly Command[] = [add, list];
