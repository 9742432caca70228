import { parseArgs } from 'node:util';
import { CliError } from './errors.ts';
import { generalOptions, helpOf, overview } from './help.ts';
import type { Command, Outcome, Problem, Services } from './model.ts';

export interface Surroundings {
  readonly commands: readonly Command[];
  readonly services: (options: { readonly data: string | undefined }) => Promise<Services>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

export type ExitStatus = 0 | 1 | 2;

/** Runs one command line and answers its exit status. Never throws: every error becomes a line with its code. */
export async function runCommandLine(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<ExitStatus> {
  const isJson = words.includes('--json');
  try {
    return await dispatch(words, surroundings, isJson);
  } catch (error) {
    const problems = explain(error);
    report(problems, isJson, surroundings);
    return problems.some(({ code }) => code === 'cli.usage' || code === 'cli.unusable_input') ? 2 : 1;
  }
}

async function dispatch(
  words: readonly string[],
  surroundings: Surroundings,
  isJson: boolean,
): Promise<ExitStatus> {
  const { commands, print } = surroundings;
  const isHelp = words[0] === 'help' || words[0] === '--help';
  const [command, rest] = choose(commands, isHelp ? words.slice(1) : words);
  if (!command) {
    if (isHelp && rest.length === 0) {
      print(overview(commands));
      return 0;
    }
    const wanted = rest.slice(0, 3).join(' ');
    throw new CliError('cli.usage', wanted ? `no command "${wanted}"; see acar help` : overview(commands));
  }
  const { values, positionals } = parse(command, rest);
  if (isHelp || values['help'] === true) {
    print(helpOf(command));
    return 0;
  }
  const { operands, takesMore } = command;
  const isFitting = takesMore
    ? positionals.length >= operands.length
    : positionals.length === operands.length;
  if (!isFitting)
    throw new CliError(
      'cli.usage',
      `expected: acar ${[command.name, ...operands].join(' ')}${takesMore ? '…' : ''}`,
    );
  const data = values['data'];
  const services = await surroundings.services({ data: typeof data === 'string' ? data : undefined });
  try {
    const outcome = await command.run({ operands: positionals, options: values }, services);
    return present(outcome, isJson, surroundings);
  } finally {
    await services.close();
  }
}

/** The command that the first words name, three at most, and the words after it. */
function choose(
  commands: readonly Command[],
  words: readonly string[],
): readonly [Command | undefined, readonly string[]] {
  for (const length of [3, 2, 1]) {
    const command = commands.find(({ name }) => name === words.slice(0, length).join(' '));
    if (command) return [command, words.slice(length)];
  }
  return [undefined, words];
}

function parse(command: Command, words: readonly string[]) {
  const specs = Object.entries({ ...command.options, ...generalOptions });
  const options = Object.fromEntries(
    specs.map(([name, { type, isList = false }]) => [name, { type, multiple: isList }]),
  );
  try {
    const { positionals, values } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
    });
    const joined = Object.entries(values).map(([name, value]) => [name, joinList(value)] as const);
    return { positionals, values: Object.fromEntries(joined) };
  } catch (error) {
    // The library's own text names the option that it does not know.
    throw new CliError('cli.usage', error instanceof Error ? error.message : String(error));
  }
}

/** A list that is given in parts is one; an empty part stays one, for the command to refuse. */
function joinList(value: string | boolean | (string | boolean)[] | undefined): string | boolean | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function present(outcome: Outcome, isJson: boolean, surroundings: Surroundings): ExitStatus {
  if (outcome.kind === 'refused') {
    report(outcome.problems, isJson, surroundings);
    return 1;
  }
  const isToldInJson = isJson && outcome.data !== undefined;
  const lines = isToldInJson ? [JSON.stringify(outcome.data)] : outcome.text;
  for (const line of lines) surroundings.print(line);
  return outcome.kind === 'judged' && !outcome.isValid ? 1 : 0;
}

function report(problems: readonly Problem[], isJson: boolean, { printError }: Surroundings): void {
  if (isJson) return printError(JSON.stringify({ problems }));
  for (const { code, message, path } of problems)
    printError(`acar: ${code}: ${path ? `${path}: ` : ''}${message}`);
}

function explain(error: unknown): readonly Problem[] {
  if (error instanceof CliError) return [{ code: error.code, message: error.message }];
  if (hasProblems(error)) return error.problems.map((message) => ({ code: error.code, message }));
  if (hasCode(error)) return [{ code: error.code, message: error.detail }];
  return [{ code: 'cli.unexpected', message: error instanceof Error ? error.message : String(error) }];
}

/** The errors of every feature have a code and a detail for the operator; to know their classes is to load the features. */
function hasCode(error: unknown): error is { readonly code: string; readonly detail: string } {
  if (!(error instanceof Error) || !('code' in error) || !('detail' in error)) return false;
  const { code, detail } = error;
  return typeof code === 'string' && /^[a-z_]+\.[a-z_]+$/.test(code) && typeof detail === 'string';
}

/** Where more than one thing was wrong, each is a line. */
function hasProblems(
  error: unknown,
): error is { readonly code: string; readonly problems: readonly string[] } {
  if (!(error instanceof Error) || !('code' in error) || !('problems' in error)) return false;
  return typeof error.code === 'string' && Array.isArray(error.problems);
}
