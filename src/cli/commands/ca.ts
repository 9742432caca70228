import { actorOption, type Command } from '../model.ts';
import { caClientCommands } from './ca-client.ts';
import { caRootCrlCommands } from './ca-root-crl.ts';

const actions = () => import('./ca-actions.ts');

const development = {
  type: 'boolean',
  summary: 'allow names that nobody can hold, such as *.localhost',
} as const;
const place = {
  authority: { type: 'string', value: 'NAME', summary: 'name of the authority' },
  serial: { type: 'string', value: 'HEX', summary: 'serial number in hexadecimal' },
} as const;
const { by } = actorOption;

const ceremony: Command = {
  name: 'ca ceremony',
  summary: 'Make the authorities of a plan: keys, certificates, cross-certificates and a signed transcript.',
  operands: ['PLAN'],
  options: {
    out: { type: 'string', value: 'DIR', summary: 'an empty folder for everything that is made' },
    'passphrase-file': {
      type: 'string',
      value: 'FILE',
      summary: 'at least 32 bytes that encrypt the keys, mode 0600',
    },
    check: { type: 'boolean', summary: 'only tell what is wrong with the plan, or what would be made' },
    development,
  },
  examples: [
    'acar ca ceremony plan.yaml --check',
    'acar ca ceremony plan.yaml --out /media/usb/pki --passphrase-file passphrase',
  ],
  run: async (...words) => (await actions()).ceremony(...words),
};

const list: Command = {
  name: 'ca list',
  summary: 'List the authorities with their validity and the number of their certificates by status.',
  operands: [],
  options: {},
  examples: ['acar ca list', 'acar ca list --json'],
  run: async (...words) => (await actions()).list(...words),
};

const issue: Command = {
  name: 'ca issue',
  summary: 'Issue a certificate for an order; the same order again gives the same certificate.',
  operands: [],
  options: {
    order: {
      type: 'string',
      value: 'FILE',
      summary: 'JSON: authority, profile, subject, request (PEM or DER file), hostNames, isPublic, orderKey',
    },
    by,
    development,
  },
  examples: ['acar ca issue --order judge.json --by operator-1 > judge.pem'],
  run: async (...words) => (await actions()).issue(...words),
};

const renew: Command = {
  name: 'ca renew',
  summary: 'Issue a new certificate for the holder of a good one, for a new key.',
  operands: [],
  options: {
    ...place,
    request: { type: 'string', value: 'FILE', summary: 'the request for the new key, PEM or DER' },
    'order-key': { type: 'string', value: 'KEY', summary: 'your own name of the order' },
    by,
    development,
  },
  examples: [
    'acar ca renew --authority systems-1 --serial 4f1c... --request new.csr --order-key tax-2029 --by operator-1',
  ],
  run: async (...words) => (await actions()).renew(...words),
};

function statusCommand(
  word: 'revoke' | 'suspend' | 'restore',
  summary: string,
  action: 'hold' | 'release' | 'revoke',
): Command {
  const note = { type: 'string', value: 'TEXT', summary: 'why, for the history' } as const;
  const reasons = {
    reason: { type: 'string', value: 'WORD', summary: 'keyCompromise, superseded, ... (unspecified)' },
    'invalid-since': { type: 'string', value: 'DATE', summary: 'when the key is believed to have been lost' },
  } as const;
  const options = { ...place, ...(word === 'revoke' ? reasons : {}), by, note };
  return {
    name: `ca ${word}`,
    summary,
    operands: [],
    options,
    examples: [`acar ca ${word} --authority persons-1 --serial 4f1c... --by operator-1`],
    run: async (input, services) => (await actions()).changeStatus(input, services, action),
  };
}

const history: Command = {
  name: 'ca history',
  summary: 'Show everything that happened to a certificate, with the intervals of suspension.',
  operands: [],
  options: place,
  examples: ['acar ca history --authority persons-1 --serial 4f1c...'],
  run: async (...words) => (await actions()).history(...words),
};

/** The commands of the certificate service, in the order of the help. */
export const caCommands: readonly Command[] = [
  ceremony,
  ...caRootCrlCommands,
  list,
  issue,
  renew,
  statusCommand('suspend', 'Suspend a certificate; it can be restored.', 'hold'),
  statusCommand('restore', 'End the suspension of a certificate.', 'release'),
  statusCommand('revoke', 'Revoke a certificate, for ever.', 'revoke'),
  history,
  ...caClientCommands,
];
