import type { AttemptLimiter, Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Notifier } from '../notify/index.ts';
import type { Recorder } from '../records/index.ts';
import type { CodeDigests } from './code-digests.ts';
import type { PasswordHashing } from './password-hashing.ts';

/** What the use-cases of accounts need from the rest of the application. */
export interface AccountsDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Of at least 32 bytes, the same on every node; losing it makes every code on its way worthless, and nothing more. */
  readonly pepper: Buffer;
  readonly hashing: PasswordHashing;
  readonly notifier: Notifier;
  readonly recorder: Recorder;
  readonly limiter: AttemptLimiter;
  /** Ends every live session of the person; durable on return, and harmless when there is none. */
  readonly endSessions: (accountId: string) => Promise<void>;
}

/** The same, with what is made of them once. */
export interface AccountsContext extends AccountsDeps {
  readonly digests: CodeDigests;
  now(): Date;
}
