import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import type { TestService } from './test-service.ts';

export interface ServiceProcess {
  readonly port: number;
  stop(): Promise<void>;
}

/** A further process of the same service: its own port, the same database, keys and issuer. */
export async function startServiceProcess({ environment }: TestService): Promise<ServiceProcess> {
  const [port, operationsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...environment,
      ACAR_PORT: String(port),
      ACAR_OPERATIONS_PORT: String(operationsPort),
      ACAR_ROLES: 'web',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = new Promise<void>((done) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line.startsWith('Açar answers')) done();
    });
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  });
  await Promise.race([ready, ended]);
  if (child.exitCode !== null) throw new Error(`the service did not start: ${said.join('\n')}`);
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
