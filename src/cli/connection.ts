import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatabaseOptions } from '../db/index.ts';
import { CliError } from './errors.ts';

/** What a running service writes to `<data>/connection.json`. */
const connectionFile = z.strictObject({
  host: z.string().min(1),
  user: z.string().min(1),
  database: z.string().min(1),
});

/** The database to use: of `--data`, else of DATABASE_URL, else of the default data folder. */
export function findConnection(options: {
  readonly data: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly defaultData: string;
}): DatabaseOptions['connection'] {
  if (options.data === undefined && options.databaseUrl) return options.databaseUrl;
  const file = join(options.data ?? options.defaultData, 'connection.json');
  try {
    return connectionFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new CliError(
      'cli.no_database',
      `${file} does not tell of a database; start the service, or give --data DIR, or set DATABASE_URL`,
    );
  }
}
