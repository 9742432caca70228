import type { Command, OptionSpec } from './model.ts';

/** Options that every command takes. */
export const generalOptions: Readonly<Record<string, OptionSpec>> = {
  data: {
    type: 'string',
    value: 'DIR',
    summary: 'the data folder of a running service, whose database is used (instead of DATABASE_URL)',
  },
  json: { type: 'boolean', summary: 'print JSON, errors too' },
  help: { type: 'boolean', summary: 'show this help' },
};

/** The list of all commands. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usageOf(command).length));
  return [
    'acar - the command line of the sign-in and signature service',
    '',
    ...commands.map((command) => `  ${usageOf(command).padEnd(width)}  ${command.summary}`),
    '',
    'acar <command> --help shows the options and examples of a command; acar card help lists those for cards.',
    'The database is that of DATABASE_URL, or of --data DIR, or of the folder data beside scripts.',
    'Exit status: 0 done, 1 refused or failed, 2 wrong usage.',
  ].join('\n');
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...generalOptions }).map(
    ([name, spec]) => [`--${name}${spec.value ? ` ${spec.value}` : ''}`, spec.summary] as const,
  );
  const width = Math.max(...options.map(([left]) => left.length));
  return [
    `acar ${usageOf(command)} [options]`,
    '',
    command.summary,
    '',
    'Options:',
    ...options.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n');
}

function usageOf(command: Command): string {
  return [command.name, ...command.operands].join(' ') + (command.takesMore ? '...' : '');
}
