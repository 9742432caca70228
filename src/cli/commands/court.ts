import type { CourtDesk } from '../../notices/index.ts';
import type { Command, Outcome } from '../model.ts';
import { readEntry } from './entry.ts';

const file = {
  file: { type: 'string', value: 'FILE', summary: 'the entry as JSON; - reads the standard input' },
} as const;

type Act = (desk: CourtDesk, entry: unknown) => ReturnType<CourtDesk['enterCourt']>;

function command(name: string, summary: string, example: string, act: Act): Command {
  return {
    name,
    summary,
    operands: [],
    options: file,
    examples: [example],
    run: async ({ options }, services) => {
      const entry = readEntry(options, services);
      return present(await act(await services.courts(), entry));
    },
  };
}

function present(outcome: Awaited<ReturnType<Act>>): Outcome {
  if (outcome.kind === 'refused')
    return { kind: 'refused', problems: [{ code: outcome.code, message: outcome.message }] };
  return { kind: 'done', data: { id: outcome.id }, text: [outcome.id] };
}

/** Courts, who works there, and their rooms. */
export const courtCommands: readonly Command[] = [
  command(
    'court add',
    'Enter a court with its names, address and three-digit code, or its new names and address.',
    'acar court add --file binaqadi.json',
    (desk, entry) => desk.enterCourt(entry),
  ),
  command(
    'court appoint',
    'Give a person an office at a court: clerk, judge or chair.',
    'acar court appoint --file judge.json',
    (desk, entry) => desk.appoint(entry),
  ),
  command(
    'court dismiss',
    "End a person's office at a court; cases and notices keep the name.",
    'acar court dismiss --file judge.json',
    (desk, entry) => desk.dismiss(entry),
  ),
  command(
    'court room',
    'Enter a room in which a court holds hearings.',
    'acar court room --file room.json',
    (desk, entry) => desk.enterRoom(entry),
  ),
];
