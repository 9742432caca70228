import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startAgent } from './agent.ts';
import { readConfiguration } from './config.ts';
import { openDesk } from './desk.ts';

const usage = `acar-card-agent [--config FILE] [--port N] [--end-with-input]

Signs people in with the card in this computer's reader. Listens on the loopback interface alone.

  --config FILE   whom to trust and what to use; README.md beside this program describes it. Without it, the usual
                  place of the system
  --port N        in the place of the configured one
  --end-with-input  ends when its standard input does, for a program that starts it
  --version
`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the configuration is when nobody says: the person's own first. */
function configurationPaths(platform: NodeJS.Platform, environment: Environment): readonly string[] {
  const home = environment['HOME'] ?? '/';
  if (platform === 'win32') return [join(environment['LOCALAPPDATA'] ?? 'C:\\', 'Acar', 'card-agent.json')];
  if (platform === 'darwin') return [join(home, 'Library/Application Support/Acar/card-agent.json')];
  const own = environment['XDG_CONFIG_HOME'] ?? join(home, '.config');
  return [join(own, 'acar/card-agent.json'), '/etc/acar/card-agent.json'];
}

function findConfiguration(): string {
  const paths = configurationPaths(process.platform, process.env);
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error(`no configuration: ${paths.join(', ')}; --config FILE names another`);
  return found;
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      version: { type: 'boolean' },
      config: text,
      port: text,
      'end-with-input': { type: 'boolean' },
    },
  });
  if (values.help || values.version) {
    process.stdout.write(values.help ? usage : `${ownVersion()}\n`);
    return;
  }
  const read = readConfiguration(values.config ?? findConfiguration());
  const configuration = values.port === undefined ? read : { ...read, port: portOf(values.port) };
  const { desk, about } = await openDesk(configuration, process.env);
  const agent = await startAgent({
    configuration,
    desk,
    version: ownVersion(),
    now: () => Date.now(),
    log: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  });
  process.stdout.write(`acar-card-agent: http://127.0.0.1:${agent.port}, ${about}\n`);
  const stop = () => {
    void agent
      .stop()
      .then(() => desk.source.close())
      .finally(() => process.exit());
  };
  if (values['end-with-input']) process.stdin.once('end', stop).resume();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function portOf(text: string): number {
  return z.coerce.number().int().min(1).max(65_535).parse(text);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`acar-card-agent: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
