import { CliError } from '../errors.ts';
import type { Command, PersonDetails } from '../model.ts';

/** The flags of `account issue`, and the member of the person's JSON that each stands for. */
const memberOf = {
  'personal-code': 'personalCode',
  'given-name': 'givenName',
  'family-name': 'familyName',
  patronymic: 'patronymic',
  birthdate: 'birthdate',
  email: 'email',
  mobile: 'mobile',
  language: 'language',
} as const;

export const accountIssue: Command = {
  name: 'account issue',
  summary: 'Issue a code to a person; the person sets the password at activation.',
  operands: [],
  options: {
    file: { type: 'string', value: 'FILE', summary: 'the person as JSON; - reads the standard input' },
    'personal-code': { type: 'string', value: 'FIN', summary: 'personal identification number' },
    'given-name': { type: 'string', value: 'NAME', summary: 'given name' },
    'family-name': { type: 'string', value: 'NAME', summary: 'family name' },
    patronymic: { type: 'string', value: 'NAME', summary: 'patronymic, where there is one' },
    birthdate: { type: 'string', value: 'DATE', summary: 'as in 1990-12-31' },
    email: { type: 'string', value: 'ADDRESS', summary: 'for messages and recovery' },
    mobile: { type: 'string', value: 'NUMBER', summary: 'for messages and recovery, as in +994501234567' },
    language: { type: 'string', value: 'az|en|ru', summary: 'of the messages' },
  },
  examples: [
    'acar account issue --file person.json',
    'acar account issue --personal-code 7ABC123 --given-name Aysel --family-name Nümunə --birthdate 1990-12-31',
  ],
  async run({ options }, services) {
    const given = Object.entries(memberOf).filter(([flag]) => options[flag] !== undefined);
    const file = options['file'];
    if ((typeof file === 'string') === given.length > 0)
      throw new CliError('cli.usage', 'give the person either with --file or with the other options');
    const person: PersonDetails =
      typeof file === 'string'
        ? readPerson(services.readText(file))
        : Object.fromEntries(given.map(([flag, member]) => [member, options[flag]]));
    const outcome = await (await services.accounts()).issue(person);
    if (outcome.kind === 'refused') return outcome;
    const text = Object.entries(outcome.facts).map(([name, value]) => `${name.padEnd(16)}${value}`);
    return { kind: 'done', data: outcome.facts, text };
  },
};

function readPerson(text: string): PersonDetails {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, like every other text that is no object.
  }
  throw new CliError('cli.usage', 'the file does not hold one JSON object');
}
