import { parseArgs } from 'node:util';
import { cardOptions, openCards } from './cards.ts';
import { CardCliError } from './errors.ts';
import type { Command, Options } from './model.ts';
import { begin, finish, personalise } from './personalise.ts';
import { changePin, unblock } from './pin.ts';
import { createSecrets } from './secrets.ts';
import { show } from './show.ts';

/** `acar card ...`: cards in the readers of this computer. scripts/acar hands over to it. */

/** Longer names first. */
const commands: readonly Command[] = [begin, finish, show, changePin, unblock, personalise];

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'acar card - cards in the readers of this computer',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'acar card <command> --help shows its options. Exit status: 0 done, 1 refused or failed, 2 wrong usage.',
  ].join('\n');
}

function helpOf({ name, summary, options, example }: Command): string {
  const lines = Object.entries({ ...options, ...cardOptions }).map(
    ([option, spec]) => [`--${option}${spec.value ? ` ${spec.value}` : ''}`, spec.summary] as const,
  );
  const width = Math.max(...lines.map(([left]) => left.length));
  const told = lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return [`acar card ${name} [options]`, '', summary, '', ...told, '', `Example: ${example}`].join('\n');
}

function choose(words: readonly string[]): readonly [Command | undefined, readonly string[]] {
  const command = commands.find(({ name }) => words.slice(0, name.split(' ').length).join(' ') === name);
  return [command, command ? words.slice(command.name.split(' ').length) : words];
}

function parse(command: Command, words: readonly string[]): Options {
  const specs = Object.entries({ ...command.options, ...cardOptions });
  const options = Object.fromEntries(specs.map(([name, { type }]) => [name, { type }]));
  try {
    return parseArgs({ args: [...words], options, strict: true }).values;
  } catch (error) {
    throw new CardCliError('card_cli.usage', error instanceof Error ? error.message : String(error));
  }
}

async function run(words: readonly string[]): Promise<void> {
  const [command, rest] = choose(words[0] === 'help' ? words.slice(1) : words);
  if (!command) {
    process.stdout.write(`${overview()}\n`);
    if (words.length > 0 && !['help', '--help'].includes(words[0] ?? '')) process.exitCode = 2;
    return;
  }
  const options = parse(command, rest);
  if (words[0] === 'help' || options['help'] === true) {
    process.stdout.write(`${helpOf(command)}\n`);
    return;
  }
  const file = options['secrets'];
  const secrets = createSecrets(typeof file === 'string' ? file : undefined);
  const cards = openCards(options);
  try {
    const { data, lines } = await command.run(options, { ...cards, secrets });
    process.stdout.write(options['json'] === true ? `${JSON.stringify(data)}\n` : `${lines.join('\n')}\n`);
  } finally {
    await cards.source.close();
  }
}

/** Every error of the folder begins with its code. */
try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`acar: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CardCliError && error.code === 'card_cli.usage' ? 2 : 1;
}
