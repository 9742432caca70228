import type { AttemptLimiter, Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { Notifier } from '../../notify/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { PhoneNews } from '../requests/index.ts';

export interface PhonesDeps {
  /** As `acar_web`; the registration office's as `acar_operator`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  readonly randomBelow: (bound: number) => number;
  readonly news: PhoneNews;
  readonly limiter: AttemptLimiter;
  readonly recorder: Recorder;
  readonly notifier: Notifier;
  /** Seals shares and PIN verifiers, and digests codes of enrolment. */
  readonly secretsKey: Uint8Array;
}

/** Where a phone's call came from. */
export interface CallOrigin {
  readonly address: string;
  readonly userAgent: string;
}
