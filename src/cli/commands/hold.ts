import { type Hold, type HoldErrorCode, type HoldScope, holdState } from '../../records/index.ts';
import { CliError } from '../errors.ts';
import { actorOption, type Command, type CommandInput, type Outcome, readActor, required } from '../model.ts';

const reason = {
  reason: {
    type: 'string',
    value: 'TEXT',
    summary: 'why; stays in the interaction record, which the person concerned may read',
  },
} as const;

const place: Command = {
  name: 'records hold place',
  summary:
    'Keep payloads from being erased until a day: one, or all of exchanges of a case, about a person, with an agency.',
  operands: [],
  options: {
    payload: { type: 'string', value: 'PAYLOAD_ID', summary: 'this payload alone' },
    case: { type: 'string', value: 'NUMBER', summary: 'of the case, as agencies gave it (Acar-Case)' },
    person: {
      type: 'string',
      value: 'FILE',
      summary: 'a file with the personal code; - reads the standard input',
    },
    agency: { type: 'string', value: 'ID', summary: 'the organisation that asked or was asked' },
    until: { type: 'string', value: 'DATE', summary: 'the first day without it, in UTC, as in 2027-12-31' },
    ...reason,
    ...actorOption,
  },
  examples: [
    'acar records hold place --case 2026-114 --until 2027-12-31 --reason "court order 17/2026" --by operator-1',
  ],
  async run({ options }, services): Promise<Outcome> {
    const by = readActor(options);
    const until = readDay(required(options, 'until'));
    const order = {
      on: readScope(options, (path) => services.readText(path)),
      reason: required(options, 'reason'),
      until,
      by,
    };
    const outcome = await (await services.records()).holds.place(order);
    if (outcome.kind === 'refused') return refused(outcome.code);
    const { id } = outcome;
    const text = [`${id}  held until ${until.toISOString()}`];
    return { kind: 'done', data: { id, state: 'in_force', until }, text };
  },
};

const end: Command = {
  name: 'records hold end',
  summary: 'End a hold before its time: what is due is erased as if it had never been held.',
  operands: ['HOLD_ID'],
  options: { ...reason, ...actorOption },
  examples: [
    'acar records hold end 0b8f3c9e-6d3a-4a51-9d0f-3c1f5f9f1d11 --reason "proceedings closed" --by operator-2',
  ],
  async run({ operands: [id = ''], options }, services): Promise<Outcome> {
    const how = { reason: required(options, 'reason'), by: readActor(options) };
    const outcome = await (await services.records()).holds.end(id, how);
    if (outcome.kind === 'refused') return refused(outcome.code);
    return { kind: 'done', data: { id, state: 'ended' }, text: [`${id}  ended`] };
  },
};

const list: Command = {
  name: 'records hold list',
  summary: 'List the holds that are in force, the newest first, at most 200.',
  operands: [],
  options: {
    all: { type: 'boolean', summary: 'those that are over or were ended too' },
    after: { type: 'string', value: 'HOLD_ID', summary: 'continue after this one' },
  },
  examples: ['acar records hold list', 'acar records hold list --all --json'],
  async run({ options }, services): Promise<Outcome> {
    const { after, all } = options;
    const page = { isAll: all === true, after: typeof after === 'string' ? after : undefined };
    const found = await (await services.records()).holds.list(page);
    const now = services.now();
    const data = found.map((hold) => ({ ...hold, state: holdState(hold, now) }));
    const text = found.map((hold) => holdLine(hold, now));
    return { kind: 'done', data, text: text.length > 0 ? text : ['no holds'] };
  },
};

/** One hold in a line, with who placed and who ended it. */
export function holdLine(hold: Hold, now: number): string {
  const { id, scope, of, until, placedBy, endedAt, endedBy, endReason } = hold;
  const ended = endedAt ? `  ended ${endedAt.toISOString()} by ${endedBy}: ${endReason}` : '';
  const state = holdState(hold, now);
  return `${id}  ${state}  ${scope} ${of}  until ${until.toISOString()}  by ${placedBy}: ${hold.reason}${ended}`;
}

const scopes = ['payload', 'case', 'person', 'agency'] as const;

function readScope(options: CommandInput['options'], readText: (path: string) => string): HoldScope {
  const [kind, ...more] = scopes.filter((name) => options[name] !== undefined);
  if (!kind || more.length > 0)
    throw new CliError('cli.usage', 'give one of --payload, --case, --person and --agency');
  const of = required(options, kind);
  switch (kind) {
    case 'payload':
      return { kind, payload: of };
    case 'case':
      return { kind, number: of };
    case 'person':
      return { kind, personalCode: readText(of).trim() };
    case 'agency':
      return { kind, organisation: of };
  }
}

function readDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime());
  if (isDay && day.toISOString().startsWith(text)) return day;
  throw new CliError('cli.usage', '--until is a day, as in 2027-12-31');
}

const messages: Readonly<Record<HoldErrorCode, string>> = {
  'hold.reason': '--reason is one line of at most 300 letters',
  'hold.scope': 'it is no number of a case, no personal code, or no identifier of an organisation',
  'hold.until': '--until lies in the future, and at most ten years ahead',
  'hold.payload_unknown': 'no record has a payload of this id',
  'hold.payload_erased': 'it was erased before',
  'hold.unknown': 'no hold of this id is in force',
};

const refused = (code: HoldErrorCode): Outcome => ({
  kind: 'refused',
  problems: [{ code, message: messages[code] }],
});

export const holdCommands: readonly Command[] = [place, end, list];
