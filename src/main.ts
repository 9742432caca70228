/** The service as a process: reads its settings from the environment, runs until it is told to stop. */
import { startService } from './app.ts';
import { ConfigurationError } from './config/index.ts';
import { DatabaseError } from './db/index.ts';

async function main(): Promise<void> {
  const service = await startService(process.env);
  process.stdout.write(
    `Açar answers at ${service.config.origins.login} and ${service.config.origins.portal}\n`,
  );
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await service.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigurationError) return error.message;
  const detail = error instanceof DatabaseError ? `${error.detail}\n` : '';
  return `${detail}${error.stack ?? error.message}`;
}
