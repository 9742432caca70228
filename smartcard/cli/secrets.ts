import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CardCliError } from './errors.ts';

/** Where PINs and keys come from: never from the command line, which every program of the computer can read. */
export interface Secrets {
  /** In ASCII; whoever asked wipes it. */
  text(name: SecretName, prompt: string): Promise<Buffer>;
}

const secretsFile = z.strictObject({
  pin: z.string().optional(),
  newPin: z.string().optional(),
  puk: z.string().optional(),
  newPuk: z.string().optional(),
  /** In hexadecimal. */
  managementKey: z.string().optional(),
});
export type SecretName = keyof z.infer<typeof secretsFile>;

/** From a file that its owner alone can read, and for what it does not have, from the terminal. */
export function createSecrets(file: string | undefined): Secrets {
  const known = file === undefined ? {} : readSecretsFile(file);
  return {
    async text(name, prompt) {
      // A command of two halves needs some of them twice.
      known[name] ??= await askWithoutEcho(prompt);
      return Buffer.from(known[name], 'latin1');
    },
  };
}

function readSecretsFile(file: string): z.infer<typeof secretsFile> {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new Error('others can read it; chmod 600');
    return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CardCliError('card_cli.file', `${file}: ${reason}`, { cause });
  }
}

/** One line; on a terminal nothing of it is shown. */
async function askWithoutEcho(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    throw new CardCliError('card_cli.usage', `${prompt}: no terminal to ask at; use --secrets FILE`);
  stderr.write(`${prompt}: `);
  // Without an output the line editor shows nothing, and Ctrl-C still ends the program.
  const lines = createInterface({ input: stdin, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new CardCliError('card_cli.usage', 'given up')));
    });
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
