import type { Bytes } from './bytes.ts';
import type { DeviceKey } from './keys.ts';

/** Keys under one PIN. */
export interface WrappedKeys {
  readonly salt: Bytes;
  readonly proofSalt: Bytes;
  readonly authentication: Bytes;
  readonly signature: Bytes;
}

/** Everything that a phone keeps. Without its share at the service it opens nothing. */
export interface StoredPhone {
  readonly phoneId: string;
  readonly deviceKey: DeviceKey;
  readonly holder: string;
  readonly phoneNumber: string;
  /** Of the last call. */
  readonly counter: number;
  /** The value to show next. */
  readonly chain: Bytes;
  /** While a call is under way, the value after it: when its answer is lost, the same step is shown again. */
  readonly nextChain: Bytes | undefined;
  readonly keys: WrappedKeys | undefined;
  /** Until the enrolment has ended; afterwards only the service has it. */
  readonly enrolmentShare: Bytes | undefined;
  /** Under a new PIN, or new keys: they count once the service has said so. */
  readonly pending:
    | {
        readonly what: 'enrolment' | 'pin' | 'renewal';
        readonly keys: WrappedKeys;
        readonly requests?: { readonly authentication: Bytes; readonly signature: Bytes } | undefined;
        readonly name?: string | undefined;
        readonly verifier?: Bytes | undefined;
        /** `pin`: counts from this version of the service's on. */
        readonly pinVersion?: number | undefined;
      }
    | undefined;
}

/** Where the phone is kept. Durable on return. */
export interface WalletStorage {
  load(): Promise<StoredPhone | undefined>;
  save(phone: StoredPhone): Promise<void>;
  clear(): Promise<void>;
}
