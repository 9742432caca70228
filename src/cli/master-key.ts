import { join } from 'node:path';
import type { Clock } from '../../oidc/ports.ts';
import { secretFile } from '../config/index.ts';
import type { Database } from '../db/index.ts';
import type { Recorder } from '../records/index.ts';
import { deriveServiceKeys, type ServiceKeys } from '../secrets.ts';
import { CliError } from './errors.ts';

/** What the wiring of a command needs. */
export interface Desk {
  /** As `acar_operator`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The data folder of a demonstration. */
  readonly data: string;
}

/** The keys of the service, from its master key: of the environment, else of the data folder. */
export function serviceKeys({ environment, data }: Desk): ServiceKeys {
  return keysOfFile(environment['ACAR_MASTER_KEY_FILE'] ?? join(data, 'secrets/master.key'));
}

/** By which records about a person are found; where the service has it. */
export function pairwiseKey({ environment, data }: Desk): Buffer {
  const path = environment['ACAR_PAIRWISE_KEY_FILE'] ?? join(data, 'secrets/pairwise.key');
  const parsed = secretFile.safeParse(path);
  if (parsed.success) return parsed.data;
  throw new CliError('cli.no_master_key', parsed.error.issues.map((issue) => issue.message).join('; '));
}

/** Throws `cli.no_master_key` for a file that cannot be read, is too short, or can be read by others. */
export function keysOfFile(path: string): ServiceKeys {
  const parsed = secretFile.safeParse(path);
  if (parsed.success) return deriveServiceKeys(parsed.data);
  throw new CliError('cli.no_master_key', parsed.error.issues.map((issue) => issue.message).join('; '));
}
