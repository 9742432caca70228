import type { LogoutDelivery } from '../../identity/logout-delivery/index.ts';
import { CliError } from '../errors.ts';
import { type Command, type CommandInput } from '../model.ts';

export const logoutList: Command = {
  name: 'logout list',
  summary:
    'List the back-channel logout calls that failed: still tried, or given up after 24 hours; the newest first.',
  operands: [],
  options: {
    sid: { type: 'string', value: 'SID', summary: 'all calls about this session, delivered ones too' },
    before: { type: 'string', value: 'ID', summary: 'continue before this number' },
    limit: { type: 'string', value: 'N', summary: 'at most so many, 1 to 200 (50)' },
  },
  examples: [
    'acar logout list',
    'acar logout list --limit 200 --json',
    'acar logout list --sid R2Zb3u1nLwYQ',
  ],
  async run({ options }, services) {
    const { sid } = options;
    const logouts = services.logouts();
    const found = await (typeof sid === 'string'
      ? logouts.ofSession(sid)
      : logouts.troubled(pageOf(options)));
    const text = found.map(lineOf);
    return { kind: 'done', data: found, text: text.length > 0 ? text : ['no calls'] };
  },
};

function pageOf({ before, limit: given = '50' }: CommandInput['options']) {
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw new CliError('cli.usage', '--limit is a number from 1 to 200');
  if (before === undefined) return { limit };
  if (typeof before !== 'string' || !/^\d{1,18}$/.test(before))
    throw new CliError('cli.usage', '--before is the number of a call');
  return { before, limit };
}

function lineOf(call: LogoutDelivery): string {
  const { id, state, clientId, sid, tries, createdAt, nextTryAt, finishedAt, lastError } = call;
  const when = nextTryAt ? `next try ${nextTryAt.toISOString()}` : `ended ${finishedAt?.toISOString()}`;
  const facts = [
    id,
    state.padEnd(9),
    clientId,
    sid,
    `since ${createdAt.toISOString()}`,
    `${tries} tries`,
    when,
  ];
  // What the service answered may hold anything.
  const why = lastError === undefined ? [] : [lastError.replace(/\p{Cc}/gu, ' ').trim()];
  return [...facts, ...why].join('  ');
}
