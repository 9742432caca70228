import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWitnessKey, type RunningWitness, startWitness } from '../../src/witness/index.ts';
import { freePort } from './free-port.ts';
import { startTestService, type TestService } from './test-service.ts';

export interface RecordLogService {
  readonly test: TestService;
  readonly log: string;
  readonly verifierKey: string;
  readonly witnesses: readonly RunningWitness[];
  readonly folder: string;
  stop(): Promise<void>;
}

/** Settings of a log of its own, whose key and mark are kept in the folder, at a service on this port. */
export function logSettings(folder: string, port: number | string): Readonly<Record<string, string>> {
  const secret = join(folder, 'secret');
  writeFileSync(secret, randomBytes(32), { mode: 0o600 });
  return {
    ACAR_LOG_ORIGIN: `http://log.acar.localhost:${port}`,
    ACAR_LOG_KEY_FILE: join(folder, 'key.pem'),
    ACAR_LOG_SECRET_FILE: secret,
    ACAR_LOG_MARK_FILE: join(folder, 'mark'),
  };
}

/** The whole service with a sequencer, and two witnesses that were known before they ran. */
export async function startRecordLogService(): Promise<RecordLogService> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-log-'));
  const passphrase = randomBytes(32);
  const port = await freePort();
  const settings = logSettings(folder, port);
  const known = await Promise.all(
    ['witness-1.example', 'witness-2.example'].map(async (name) => {
      const options = { name, folder: join(folder, name), passphrase };
      return { ...options, port: await freePort(), verifierKey: await openWitnessKey(options) };
    }),
  );
  const test = await startTestService({
    environment: {
      ACAR_ROLES: 'web,worker,sequencer',
      ACAR_PORT: String(port),
      ...settings,
      ACAR_LOG_WITNESSES: known.map((one) => `${one.verifierKey} http://127.0.0.1:${one.port}`).join(','),
      ACAR_LOG_WITNESS_TIMEOUT_MS: '5000',
    },
  });
  const verifierKey = test.service.recordLog?.verifierKey ?? '';
  const witnesses = await Promise.all(
    known.map((one) =>
      startWitness({
        ...one,
        host: '127.0.0.1',
        logs: [verifierKey],
        clock: { now: () => Date.now() },
        onError: (error) => console.error(error),
      }),
    ),
  );
  return {
    test,
    log: settings['ACAR_LOG_ORIGIN'] ?? '',
    verifierKey,
    witnesses,
    folder,
    async stop() {
      await test.stop();
      await Promise.all(witnesses.map((witness) => witness.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
