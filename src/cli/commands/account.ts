import { CliError } from '../errors.ts';
import { type Command, type DeskOutcome, type Outcome, type PersonDetails, required } from '../model.ts';

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
    return present(await (await services.accounts()).issue(person));
  },
};

const codeOption = {
  type: 'string',
  value: 'CODE',
  summary: 'the code of the person, as in 12345678',
} as const;
const reasonOption = {
  type: 'string',
  value: 'TEXT',
  summary: 'why; stays in the interaction record',
} as const;

export const accountReissue: Command = {
  name: 'account reissue',
  summary: 'Issue a new activation code in place of a lost or expired one.',
  operands: [],
  options: {
    'personal-code': { type: 'string', value: 'FIN', summary: 'personal identification number' },
  },
  examples: ['acar account reissue --personal-code 7ABC123'],
  async run({ options }, services) {
    const personalCode = required(options, 'personal-code');
    return present(await (await services.accounts()).reissue(personalCode));
  },
};

export const accountBlock: Command = {
  name: 'account block',
  summary: 'Block a person: no sign-in, no new token, no recovery; open sign-ins end.',
  operands: [],
  options: { code: codeOption, reason: reasonOption },
  examples: ['acar account block --code 12345678 --reason "court order 17/2026"'],
  async run({ options }, services) {
    const [code, reason] = [required(options, 'code'), required(options, 'reason')];
    return present(await (await services.accounts()).block(code, reason));
  },
};

export const accountUnblock: Command = {
  name: 'account unblock',
  summary: 'Let a blocked person sign in again, with the same code and password.',
  operands: [],
  options: { code: codeOption, reason: reasonOption },
  examples: ['acar account unblock --code 12345678 --reason "order 17/2026 lifted"'],
  async run({ options }, services) {
    const [code, reason] = [required(options, 'code'), required(options, 'reason')];
    return present(await (await services.accounts()).unblock(code, reason));
  },
};

export const accountContacts: Command = {
  name: 'account contacts',
  summary: 'Change where messages to a person go; the person is told at the old and the new place.',
  operands: [],
  options: {
    code: codeOption,
    email: { type: 'string', value: 'ADDRESS', summary: 'the new address; an empty one removes it' },
    mobile: { type: 'string', value: 'NUMBER', summary: 'the new number; an empty one removes it' },
  },
  examples: [
    'acar account contacts --code 12345678 --email aysel@example.az --mobile +994501234567',
    'acar account contacts --code 12345678 --mobile ""',
  ],
  async run({ options }, services) {
    const code = required(options, 'code');
    const { email, mobile } = options;
    const contacts = {
      ...(typeof email === 'string' && { email }),
      ...(typeof mobile === 'string' && { mobile }),
    };
    if (Object.keys(contacts).length === 0)
      throw new CliError('cli.usage', 'give --email, --mobile, or both');
    return present(await (await services.accounts()).changeContacts(code, contacts));
  },
};

function present(outcome: DeskOutcome): Outcome {
  if (outcome.kind === 'refused') return outcome;
  const text = Object.entries(outcome.facts).map(([name, value]) => `${name.padEnd(16)}${value}`.trimEnd());
  return { kind: 'done', data: outcome.facts, text };
}

function readPerson(text: string): PersonDetails {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, like every other text that is no object.
  }
  throw new CliError('cli.usage', 'the file does not hold one JSON object');
}
