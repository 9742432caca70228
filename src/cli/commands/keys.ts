import { CliError } from '../errors.ts';
import { type Command, type Outcome, required } from '../model.ts';

export const keysList: Command = {
  name: 'keys list',
  summary: 'List the signing keys: published, signing, retired (still published) or removed.',
  operands: [],
  options: {},
  examples: ['acar keys list', 'acar keys list --json'],
  async run(_input, services) {
    const keys = (await (await services.keys()).list()).map((key) => ({
      kid: key.kid,
      algorithm: key.algorithm,
      state: key.revokedAt === undefined ? key.state : 'revoked',
      signsFrom: new Date(key.signsFrom),
    }));
    const text = keys.map(
      ({ kid, algorithm, state, signsFrom }) =>
        `${algorithm}  ${kid}  ${state.padEnd(9)}  signs from ${signsFrom.toISOString()}`,
    );
    return { kind: 'done', data: keys, text: text.length > 0 ? text : ['no keys'] };
  },
};

export const keysRotate: Command = {
  name: 'keys rotate',
  summary: 'Publish new signing keys; the old ones stay published until nothing signed with them is valid.',
  operands: [],
  options: {},
  examples: ['acar keys rotate'],
  async run(_input, services) {
    const keys = await (await services.keys()).rotate();
    const text = keys.map((key) => `${key.algorithm}  ${key.kid}  signs from ${key.signsFrom.toISOString()}`);
    return { kind: 'done', data: keys, text };
  },
};

const afterRevocation = [
  'Tokens that it signed are refused wherever the published keys are fetched again.',
  'Until a relying party fetches them, it may also refuse what the next key signs: sign-ins there can fail for hours.',
];

export const keysRevoke: Command = {
  name: 'keys revoke',
  summary: 'The answer to a stolen signing key: take it away at once; the next one signs at once.',
  operands: ['KEY_ID'],
  options: {
    reason: { type: 'string', value: 'TEXT', summary: 'why; stays in the interaction record' },
  },
  examples: [
    'acar keys revoke --reason "server 3 was broken into" NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    'acar keys revoke --reason "an identifier that begins with a hyphen" -- -zbLsXh8uDCcd6MNwXF4W7noWXFZAfHkxZsRGC9XsQ',
  ],
  async run({ operands: [kid = ''], options }, services): Promise<Outcome> {
    const reason = required(options, 'reason');
    if (!/^\P{Cc}{1,300}$/u.test(reason))
      throw new CliError('cli.usage', '--reason is one line of at most 300 letters');
    const outcome = await (await services.keys()).revoke(kid, reason);
    switch (outcome.kind) {
      case 'unknown':
        return refused('keys.unknown', 'no key has this identifier; see acar keys list');
      case 'revoked_before':
        return refused('keys.revoked_before', 'this key was revoked before');
      case 'revoked': {
        const { algorithm, wasSigning, signsNow } = outcome;
        const facts = { kid, algorithm, state: 'revoked', signsNow };
        const text = [`${algorithm}  ${kid}  revoked`, `${algorithm}  ${signsNow}  signs now`];
        const warnings = wasSigning ? afterRevocation : afterRevocation.slice(0, 1);
        return { kind: 'done', data: { ...facts, warnings }, text: [...text, ...warnings] };
      }
    }
  },
};

const afterReseal = [
  'Start the service with the new master key. Everybody signs in again, and activation codes that were not used yet',
  'have to be issued anew (acar account reissue). Then destroy the old master key and its copies.',
];

export const keysReseal: Command = {
  name: 'keys reseal',
  summary:
    'Move the stored signing keys to a new master key, the one that ACAR_MASTER_KEY_FILE names. Stop the service first.',
  operands: [],
  options: {
    'old-master-key': { type: 'string', value: 'FILE', summary: 'the master key until now' },
  },
  examples: ['ACAR_MASTER_KEY_FILE=/etc/acar/master.key acar keys reseal --old-master-key /etc/acar/old.key'],
  async run({ options }, services) {
    const desk = await services.keys();
    const { resealed, kept, contents, payloads, draws, phones } = await desk.reseal(
      required(options, 'old-master-key'),
    );
    const counts = [
      `${resealed} keys sealed under the new master key, ${kept} were before`,
      ...(contents > 0 ? [`${contents} keys of documents sealed under the new master key`] : []),
      ...(payloads > 0 ? [`${payloads} keys of payloads sealed under the new master key`] : []),
      ...(phones > 0 ? [`${phones} secrets of phones sealed under the new master key`] : []),
      ...(draws > 0 ? [`${draws} secrets of draws sealed under the new master key`] : []),
    ];
    return {
      kind: 'done',
      data: { resealed, kept, contents, payloads, draws, phones },
      text: resealed > 0 ? [...counts, ...afterReseal] : counts,
    };
  },
};

function refused(code: string, message: string): Outcome {
  return { kind: 'refused', problems: [{ code, message }] };
}
