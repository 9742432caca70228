import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { Notifier } from '../notify/index.ts';
import { oneLine, type Recorder } from '../records/index.ts';
import type { Contents } from './contents/index.ts';
import type { RequestOrigin } from './model.ts';

export interface DocumentsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly contents: Contents;
  readonly notifier: Notifier;
  /** Where documents are seen, as in messages. */
  readonly portalOrigin: string;
  readonly limits: {
    /** Octets of one document. */
    readonly document: number;
    /** Octets of all documents of one owner. */
    readonly person: number;
  };
}

/** What a record tells of where a request came from. */
export function originFacts({ address, userAgent }: RequestOrigin) {
  return { address, userAgent: oneLine(userAgent) };
}
