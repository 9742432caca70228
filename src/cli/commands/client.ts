import { clientNameIn } from '../../../oidc/clients/index.ts';
import type { RegisteredClient } from '../../identity/clients/index.ts';
import { CliError } from '../errors.ts';
import { type Command, type Outcome, required } from '../model.ts';

export const clientAdd: Command = {
  name: 'client add',
  summary:
    'Register a relying party from its metadata (RFC 7591); the secret of a legacy client is shown once.',
  operands: [],
  options: {
    file: { type: 'string', value: 'FILE', summary: 'the metadata as JSON; - reads the standard input' },
    development: { type: 'boolean', summary: 'allow http addresses on loopback hosts' },
  },
  examples: ['acar client add --file tax-office.json', 'acar client add --file - --json < client.json'],
  async run({ options }, services) {
    const text = services.readText(required(options, 'file'));
    const clients = services.clients({ allowsLoopbackHttp: options['development'] === true });
    const outcome = await clients.add(text);
    if (outcome.kind === 'refused') return outcome;
    const { client, secret } = outcome;
    const lines = [`client_id      ${client.clientId}`];
    if (secret)
      lines.push(`client_secret  ${secret}`, 'The secret is not kept here and cannot be shown again.');
    return {
      kind: 'done',
      data: { ...summaryOf(client), ...(secret && { client_secret: secret }) },
      text: lines,
    };
  },
};

export const clientList: Command = {
  name: 'client list',
  summary: 'List the relying parties in the order of their identifiers.',
  operands: [],
  options: {
    after: { type: 'string', value: 'ID', summary: 'continue after this identifier' },
    limit: { type: 'string', value: 'N', summary: 'at most so many, 1 to 200 (100)' },
  },
  examples: ['acar client list', 'acar client list --limit 20 --json'],
  async run({ options }, services) {
    const limit = Number(options['limit'] ?? '100');
    if (!Number.isInteger(limit) || limit < 1 || limit > 200)
      throw new CliError('cli.usage', '--limit is a number from 1 to 200');
    const after = options['after'];
    const page = { limit, ...(typeof after === 'string' && { after }) };
    const found = await services.clients({ allowsLoopbackHttp: false }).list(page);
    const lines = found.map((client) => {
      const { client_id, profile, state, client_name } = summaryOf(client);
      return `${client_id}  ${profile.padEnd(6)}  ${state.padEnd(8)}  ${client_name}`;
    });
    return { kind: 'done', data: found.map(summaryOf), text: lines.length > 0 ? lines : ['no clients'] };
  },
};

export const clientShow: Command = {
  name: 'client show',
  summary: 'Show the metadata of a relying party.',
  operands: ['CLIENT_ID'],
  options: {},
  examples: ['acar client show 5f0c2b7e9a1d4c3885b6e2f17d90a4c3'],
  async run({ operands: [clientId = ''] }, services) {
    const client = await services.clients({ allowsLoopbackHttp: false }).show(clientId);
    if (!client) return unknownClient;
    const data = {
      ...summaryOf(client),
      created_at: client.createdAt.toISOString(),
      metadata: client.metadata,
    };
    return { kind: 'done', data, text: [JSON.stringify(data, undefined, 2)] };
  },
};

export const clientDisable: Command = {
  name: 'client disable',
  summary: 'Switch a relying party off: nobody signs in at it any more.',
  operands: ['CLIENT_ID'],
  options: {},
  examples: ['acar client disable 5f0c2b7e9a1d4c3885b6e2f17d90a4c3'],
  async run({ operands: [clientId = ''] }, services) {
    const outcome = await services.clients({ allowsLoopbackHttp: false }).disable(clientId);
    if (outcome.kind === 'unknown') return unknownClient;
    const data = { client_id: clientId, state: 'disabled' };
    const text = outcome.kind === 'disabled' ? `${clientId} is disabled` : `${clientId} was disabled before`;
    return { kind: 'done', data, text: [text] };
  },
};

const unknownClient: Outcome = {
  kind: 'refused',
  problems: [{ code: 'client.unknown', message: 'no client has this identifier' }],
};

function summaryOf(client: RegisteredClient) {
  return {
    client_id: client.clientId,
    version: client.version,
    profile: String(client.metadata['acar_profile']),
    state: client.isActive ? 'active' : 'disabled',
    client_name: clientNameIn(client.metadata, 'az'),
  };
}
