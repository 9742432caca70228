import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type AgencyDefinition, prepareRegistration } from '../../src/demo/agencies/index.ts';
import { freePort } from './free-port.ts';
import type { TestProvider } from './test-provider.ts';

export interface AgencyProcess {
  readonly origin: string;
  readonly host: string;
  readonly clientId: string;
  /** What it said so far. */
  readonly said: readonly string[];
  stop(): Promise<void>;
}

const project = join(import.meta.dirname, '../..');
const day = 24 * 3600 * 1000;

/** Registers a demo agency with the provider and starts its real program. */
export async function startAgencyProcess(
  definition: AgencyDefinition,
  provider: TestProvider,
  options: { readonly clientFileMode?: number } = {},
): Promise<AgencyProcess> {
  const port = await freePort();
  const host = `${definition.id}.acar.localhost`;
  const origin = `http://${host}:${port}`;
  const until = new Date(Date.now() + 30 * day).toISOString().slice(0, 10);
  const registration = prepareRegistration(definition, origin, until);
  const { clientId, secret } = await provider.register(registration.metadata);
  const folder = mkdtempSync(join(tmpdir(), 'acar-agency-'));
  const file = join(folder, 'client.json');
  writeFileSync(file, JSON.stringify(registration.clientFile(clientId, secret)), {
    mode: options.clientFileMode ?? 0o600,
  });
  const program = join(project, 'src/demo/agencies', definition.id, 'main.ts');
  const child = spawn(
    process.execPath,
    [program, '--port', String(port), '--origin', origin, '--issuer', provider.issuer, '--client-file', file],
    // It ends when its standard input does.
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = new Promise<void>((done) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line === `ready ${origin}`) done();
    });
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  });
  await Promise.race([ready, ended]);
  if (child.exitCode !== null) throw new Error(`${definition.id} did not start: ${said.join('\n')}`);
  return {
    origin,
    host,
    clientId,
    said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
