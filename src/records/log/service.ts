import { hash } from 'node:crypto';
import {
  createNoteSigner,
  createWitnessClient,
  LogError,
  type NoteSigner,
  type PublishingTrouble,
  readVerifierKey,
  type RecordStore,
  type SequencerStep,
  type Signer,
  type TimestampSource,
  type WitnessClient,
  writeVerifierKey,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { openKeyFile } from '../../files/index.ts';
import type { Fetch } from '../../http/index.ts';
import type { WitnessAddress } from './config.ts';
import { createMarkFile } from './high-water.ts';
import { type Sequencing, startSequencing } from './sequencing.ts';
import { createRecordStore, enterLog, hasHead } from './store.ts';

export interface RecordLogDeps {
  /** As `acar_sequencer`. */
  readonly db: Database;
  readonly clock: Clock;
  /** Names the log. */
  readonly name: string;
  readonly keyFile: string;
  readonly passphrase: Uint8Array;
  readonly markFile: string;
  readonly witnesses: readonly WitnessAddress[];
  /** Reaches witnesses, within the time that they are given. */
  readonly fetch: Fetch;
  /** Undefined = checkpoints go without time stamps. */
  readonly timestamps: TimestampSource | undefined;
  readonly onError: (error: unknown, isStanding: boolean) => void;
  readonly onTrouble: (trouble: PublishingTrouble) => void;
  readonly onStep?: (step: SequencerStep) => void;
}

export interface RunningLog extends Sequencing {
  /** The log's public key as notes name it. */
  readonly verifierKey: string;
}

/** So many rows share one signature at most: some seconds of work after a long silence. */
const mostInBatch = 8192;

/**
 * Begins to take up records.
 * @throws LogError `log.unusable_key` when the key is gone, or another than the log was begun with
 */
export async function startRecordLog(deps: RecordLogDeps): Promise<RunningLog> {
  const { db, name, timestamps } = deps;
  const store: RecordStore = createRecordStore(db);
  const signer = createNoteSigner(name, await openKey(deps));
  const verifierKey = await nameLog(db, name, signer);
  const sequencing = startSequencing({
    ...deps,
    origin: name,
    store,
    signer,
    highWater: createMarkFile(deps.markFile),
    witnesses: deps.witnesses.map((witness) => witnessAt(witness, deps.fetch)),
    mostInBatch,
    timeStamp: async (text) => timestamps?.stamp(hash(timestamps.hash, text, 'buffer')),
  });
  return { verifierKey, ...sequencing };
}

/** A new key for an old log would be a second history: a lost key is never replaced in silence. */
async function openKey({ db, keyFile, passphrase }: RecordLogDeps): Promise<Signer> {
  const key = await openKeyFile({ path: keyFile, passphrase, mayCreate: !(await hasHead(db)) });
  if (!key) throw new LogError('log.unusable_key', `the log has a head, but ${keyFile} is gone`);
  return key;
}

async function nameLog(db: Database, name: string, signer: NoteSigner): Promise<string> {
  const verifierKey = writeVerifierKey(signer.signatureKey);
  const begun = await enterLog(db, { origin: name, verifierKey });
  if (begun.origin !== name || begun.verifierKey !== verifierKey)
    throw new LogError('log.unusable_key', `this log was begun as ${begun.origin} with ${begun.verifierKey}`);
  return verifierKey;
}

function witnessAt({ verifierKey, address }: WitnessAddress, call: Fetch): WitnessClient {
  const key = readVerifierKey(verifierKey);
  if (key.kind === 'malformed') throw new RangeError(key.message);
  return createWitnessClient(key.value, async (body) => {
    const response = await call(`${address.replace(/\/$/, '')}/add-checkpoint`, { method: 'POST', body });
    return { status: response.status, body: await response.text() };
  });
}
