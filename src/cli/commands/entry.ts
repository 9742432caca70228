import { CliError } from '../errors.ts';
import { type CommandInput, required, type Services } from '../model.ts';

/** The JSON of the file that `--file` names. */
export function readEntry(options: CommandInput['options'], services: Services): unknown {
  try {
    return JSON.parse(services.readText(required(options, 'file')));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('cli.unusable_input', 'the entry is no JSON');
  }
}
