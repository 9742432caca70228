import { type Command, type DeskOutcome, type Outcome, required } from '../model.ts';

const mobileEnrol: Command = {
  name: 'mobile enrol',
  summary:
    'Issue a code of one use, for an hour, with which a person adds a phone; for a registration office.',
  operands: [],
  options: {
    'personal-code': { type: 'string', value: 'FIN', summary: 'personal identification number' },
    number: {
      type: 'string',
      value: 'NUMBER',
      summary: "of the phone, as in +994501234567; the account's when left out",
    },
  },
  examples: [
    'acar mobile enrol --personal-code 7ABC123',
    'acar mobile enrol --personal-code 7ABC123 --number +994501234567',
  ],
  async run({ options }, services) {
    const { number } = options;
    const desk = await services.mobile();
    return present(
      await desk.enrol(required(options, 'personal-code'), typeof number === 'string' ? number : undefined),
    );
  },
};

const partyAdd: Command = {
  name: 'mobile rp add',
  summary: 'Let a relying party use the mobile-signature service, under the name that phones show.',
  operands: [],
  options: {
    name: { type: 'string', value: 'NAME', summary: 'as phones show it' },
    networks: {
      type: 'string',
      value: 'LIST',
      summary: 'where it calls from, with commas, as in 203.0.113.0/24,2001:db8::/32; any when left out',
    },
  },
  examples: ['acar mobile rp add --name "Nümunə vergi xidməti" --networks 203.0.113.0/24'],
  async run({ options }, services) {
    const { networks } = options;
    const list = typeof networks === 'string' ? networks.split(',').map((one) => one.trim()) : [];
    return present(await (await services.mobile()).addParty(required(options, 'name'), list));
  },
};

const partyList: Command = {
  name: 'mobile rp list',
  summary: 'List who may use the mobile-signature service, by name.',
  operands: [],
  options: {},
  examples: ['acar mobile rp list --json'],
  async run(_, services) {
    const data = (await (await services.mobile()).listParties()).map((party) => ({
      uuid: party.relyingPartyId,
      name: party.name,
      networks: party.networks,
      state: party.isActive ? 'active' : 'disabled',
    }));
    const lines = data.map(({ uuid, name, networks, state }) =>
      [uuid, state.padEnd(8), name, networks.join(',')].join('  ').trimEnd(),
    );
    return { kind: 'done', data, text: lines.length > 0 ? lines : ['no relying parties'] };
  },
};

const partyDisable: Command = {
  name: 'mobile rp disable',
  summary: 'Switch a relying party of the mobile-signature service off.',
  operands: ['UUID'],
  options: {},
  examples: ['acar mobile rp disable 5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3'],
  run: async ({ operands: [uuid = ''] }, services) =>
    present(await (await services.mobile()).disableParty(uuid)),
};

export const mobileCommands: readonly Command[] = [mobileEnrol, partyAdd, partyList, partyDisable];

function present(outcome: DeskOutcome): Outcome {
  if (outcome.kind === 'refused') return outcome;
  const text = Object.entries(outcome.facts).map(([name, value]) => `${name.padEnd(14)}  ${String(value)}`);
  return { kind: 'done', data: outcome.facts, text };
}
