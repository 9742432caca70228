import type { CatalogueEntry } from '../../gateway/index.ts';
import { readEntry } from './entry.ts';
import { actorOption, type Command, type CommandInput, type Outcome, readActor } from '../model.ts';

const file = {
  file: { type: 'string', value: 'FILE', summary: 'the entry as JSON; - reads the standard input' },
} as const;
const entryOptions = { ...file, ...actorOption };
const after = {
  after: { type: 'string', value: 'ID', summary: 'continue after this one' },
} as const;

const organisationAdd: Command = {
  name: 'gateway organisation add',
  summary: 'Enter an organisation that exchanges data, or a new version of its entry.',
  operands: [],
  options: entryOptions,
  examples: ['acar gateway organisation add --file tax-office.json --by operator-1'],
  run: async ({ options }, services) =>
    present(
      await (await services.gateway(readActor(options))).enterOrganisation(readEntry(options, services)),
    ),
};

const organisationList: Command = {
  name: 'gateway organisation list',
  summary: 'List the organisations that exchange data.',
  operands: [],
  options: after,
  examples: ['acar gateway organisation list --json'],
  async run({ options }, services) {
    const data = await (await services.gateway()).organisations(textOf(options, 'after'));
    return listed(
      data,
      data.map(({ organisation, names, isActive }) => [organisation, stateOf(isActive), names.az]),
    );
  },
};

const organisationDisable: Command = {
  name: 'gateway organisation disable',
  summary: 'Let an organisation ask and answer no more.',
  operands: ['ID'],
  options: actorOption,
  examples: ['acar gateway organisation disable VATAZ-1400000002 --by operator-1'],
  run: async ({ operands: [id = ''], options }, services) =>
    present(await (await services.gateway(readActor(options))).disableOrganisation(id)),
};

const serviceAdd: Command = {
  name: 'gateway service add',
  summary: 'Enter a service into the catalogue, or a new version of it.',
  operands: [],
  options: entryOptions,
  examples: ['acar gateway service add --file persons.json --by operator-1'],
  run: async ({ options }, services) =>
    present(await (await services.gateway(readActor(options))).enterService(readEntry(options, services))),
};

const serviceList: Command = {
  name: 'gateway service list',
  summary: 'List the catalogue of services.',
  operands: [],
  options: after,
  examples: ['acar gateway service list'],
  async run({ options }, services) {
    const data = await (await services.gateway()).services(textOf(options, 'after'));
    return listed(
      data,
      data.map(({ service, provider, titles, isActive }) => [
        service,
        stateOf(isActive),
        provider,
        titles.az,
      ]),
    );
  },
};

const serviceDisable: Command = {
  name: 'gateway service disable',
  summary: 'Let nobody ask a service any more.',
  operands: ['SERVICE'],
  options: actorOption,
  examples: ['acar gateway service disable persons --by operator-1'],
  run: async ({ operands: [service = ''], options }, services) =>
    present(await (await services.gateway(readActor(options))).disableService(service)),
};

const rightGrant: Command = {
  name: 'gateway right grant',
  summary: 'Let an organisation use a service for a purpose, by law or with consents.',
  operands: [],
  options: entryOptions,
  examples: ['acar gateway right grant --file tax-residence.json --by operator-1'],
  run: async ({ options }, services) =>
    present(await (await services.gateway(readActor(options))).grant(readEntry(options, services))),
};

const rightList: Command = {
  name: 'gateway right list',
  summary: 'List rights, those that were revoked too.',
  operands: [],
  options: {
    ...after,
    consumer: { type: 'string', value: 'ID', summary: 'of this organisation alone' },
  },
  examples: ['acar gateway right list --consumer VATAZ-1400000002'],
  async run({ options }, services) {
    const { consumer } = options;
    const of = typeof consumer === 'string' ? consumer : undefined;
    const data = await (await services.gateway()).rights(textOf(options, 'after'), of);
    return listed(
      data,
      data.map(({ rightId, consumer, service, purpose, basis, reference, validUntil, revokedAt }) => [
        rightId,
        revokedAt ? 'revoked' : `until ${validUntil.toISOString().slice(0, 10)}`,
        consumer,
        service,
        purpose,
        reference ?? basis,
      ]),
    );
  },
};

const rightRevoke: Command = {
  name: 'gateway right revoke',
  summary: 'Take a right away, from the next request on.',
  operands: ['RIGHT'],
  options: actorOption,
  examples: ['acar gateway right revoke 5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3 --by operator-1'],
  run: async ({ operands: [right = ''], options }, services) =>
    present(await (await services.gateway(readActor(options))).revoke(right)),
};

const receipts: Command = {
  name: 'gateway receipts',
  summary:
    'Hand out what proves an exchange, for one of its two organisations that cannot fetch it: records, receipts and salts, as JSON.',
  operands: ['ORGANISATION', 'REQUEST'],
  options: actorOption,
  examples: [
    'acar gateway receipts VATAZ-1400000002 5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3 --by operator-1 > exchange.json',
  ],
  async run({ operands: [organisation = '', requestId = ''], options }, services) {
    const found = await services.exchangeReceipts({ organisation, requestId, by: readActor(options) });
    if (found) return { kind: 'done', data: found, text: JSON.stringify(found, undefined, 2).split('\n') };
    const message = 'this organisation took no part in such an exchange, or it is not kept any more';
    return { kind: 'refused', problems: [{ code: 'gateway.not_found', message }] };
  },
};

export const gatewayCommands: readonly Command[] = [
  organisationAdd,
  organisationList,
  organisationDisable,
  serviceAdd,
  serviceList,
  serviceDisable,
  rightGrant,
  rightList,
  rightRevoke,
  receipts,
];

function textOf(options: CommandInput['options'], name: string): string {
  const value = options[name];
  return typeof value === 'string' ? value : '';
}

const stateOf = (isActive: boolean) => (isActive ? 'active' : 'disabled').padEnd(8);

function listed(data: readonly object[], rows: readonly (readonly string[])[]): Outcome {
  const text = rows.map((cells) => cells.join('  '));
  return { kind: 'done', data, text: text.length > 0 ? text : ['none'] };
}

function present(entry: CatalogueEntry): Outcome {
  if (entry.kind === 'refused') return entry;
  const text = Object.entries(entry.facts).map(([name, value]) => `${name.padEnd(14)}  ${value}`);
  return { kind: 'done', data: entry.facts, text };
}
