import type { Queryable } from '../../db/index.ts';
import { listPayloadRecords, type PayloadRecord } from './check-store.ts';
import { openContent } from './content.ts';
import { PayloadError } from './errors.ts';
import { aboutPayload, openPayloadSecrets } from './secrets.ts';
import { findPayload } from './store.ts';
import { findSwapped } from './swaps.ts';

/** What the checker found to be other than the record says. */
export interface PayloadFinding {
  readonly kind:
    | 'payload_missing'
    | 'payload_altered'
    /** It is what another record committed to. */
    | 'payload_swapped'
    /** Key and salt are gone, and no record says so. */
    | 'payload_erased_unrecorded'
    /** It was erased while a record says that nobody may (decision 0004). */
    | 'payload_erased_on_hold'
    /** A record says that it was erased, and it is there: a restored backup, or an erasure that was taken back. */
    | 'payload_not_erased';
  readonly record: number;
  readonly payload: string;
  readonly message: string;
}

export interface ErasedPayload {
  readonly record: number;
  readonly payload: string;
  /** The record of its erasure. */
  readonly erasure: number;
}

export interface PayloadsQuestion {
  /** As `acar_operator`. */
  readonly db: Queryable;
  /** Opens the secrets; asked for when there is a payload to open. */
  readonly key: () => Uint8Array;
  readonly onFinding: (finding: PayloadFinding) => void;
  readonly onErased: (erased: ErasedPayload) => void;
}

const recordsAtOnce = 200;
/** Of so many the checker can say that they changed places; of the others, that they were altered. */
const mostCompared = 10_000;

/** A payload whose content is not what its record committed to. */
interface Mismatch extends PayloadRecord {
  readonly found: string;
}

/**
 * Holds every payload against the record that names it: computes its digest anew from the opened content. Returns how
 * many are what their records say. Keeps one piece in memory, and the payloads that are wrong, up to a limit.
 */
export async function checkPayloads(question: PayloadsQuestion): Promise<number> {
  let good = 0;
  const mismatches: Mismatch[] = [];
  const damaged: PayloadRecord[] = [];
  for (let after = '0'; ; ) {
    const records = await listPayloadRecords(question.db, after, recordsAtOnce);
    for (const one of records) {
      const found = await checkOne(question, one);
      const isComparable = mismatches.length + damaged.length < mostCompared;
      if (found === 'told') continue;
      if (found === one.digest) good += 1;
      else if (!isComparable) question.onFinding(finding('payload_altered', one));
      else if (found === 'damaged') damaged.push(one);
      else mismatches.push({ ...one, found });
    }
    const last = records.at(-1);
    if (!last) break;
    after = last.record;
  }
  nameMismatches(mismatches, question.onFinding);
  await nameDamaged(damaged, question);
  return good;
}

/** Contents that are whole, but another's or nobody's. */
function nameMismatches(mismatches: readonly Mismatch[], onFinding: PayloadsQuestion['onFinding']): void {
  const committed = new Map(mismatches.map((one) => [one.digest, one] as const));
  for (const one of mismatches) {
    const other = committed.get(one.found);
    onFinding(
      other
        ? finding('payload_swapped', one, `holds what record ${other.record} committed to`)
        : finding('payload_altered', one),
    );
  }
}

/** Contents that do not open. */
async function nameDamaged(
  damaged: readonly PayloadRecord[],
  { db, key, onFinding }: PayloadsQuestion,
): Promise<void> {
  if (damaged.length === 0) return;
  const ids = damaged.map(({ payload }) => payload);
  const swapped = await findSwapped(db, key(), ids);
  for (const one of damaged) {
    const other = swapped.get(one.payload);
    onFinding(
      other === undefined
        ? finding('payload_altered', one)
        : finding('payload_swapped', one, `holds what belongs to payload ${other}`),
    );
  }
}

/** The digest of the content that is there, if it opens; `told` when there is nothing to open, and that was said. */
async function checkOne(question: PayloadsQuestion, one: PayloadRecord): Promise<string> {
  const tell = (kind: PayloadFinding['kind'], what?: string) => question.onFinding(finding(kind, one, what));
  const { record, payload, claimedBy, erasure } = one;
  if (!one.isThere) tell('payload_missing');
  else if (claimedBy !== record)
    tell('payload_swapped', claimedBy ? `is claimed by record ${claimedBy}` : 'is claimed by no record');
  else if (one.isErased && erasure === null) tell('payload_erased_unrecorded');
  else if (one.isErased && one.heldBy !== null)
    tell('payload_erased_on_hold', `was erased by record ${erasure}, although record ${one.heldBy} holds it`);
  else if (one.isErased) question.onErased({ record: Number(record), payload, erasure: Number(erasure) });
  else if (erasure !== null)
    tell('payload_not_erased', `is there, although record ${erasure} says it was erased`);
  else {
    const digest = await digestOf(question, payload);
    if (digest !== 'missing') return digest;
    tell('payload_missing', 'is not whole');
  }
  return 'told';
}

async function digestOf({ db, key }: PayloadsQuestion, id: string): Promise<string> {
  const row = await findPayload(db, id);
  if (!row?.sealedSecrets) return 'missing';
  try {
    const secrets = openPayloadSecrets(key(), aboutPayload(id, row.mediaType), row.sealedSecrets);
    const content = openContent(db, { id, ...secrets, octets: row.octets });
    for (;;) {
      const step = await content.next();
      if (step.done) return step.value;
    }
  } catch (error) {
    if (error instanceof PayloadError) return error.code === 'payload.incomplete' ? 'missing' : 'damaged';
    throw error;
  }
}

const saying: Readonly<Record<PayloadFinding['kind'], string>> = {
  payload_missing: 'is gone',
  payload_altered: 'is not what the record committed to',
  payload_swapped: 'is that of another record',
  payload_erased_unrecorded: 'was erased, and no record says so',
  payload_erased_on_hold: 'was erased while it was held',
  payload_not_erased: 'is there, although a record says it was erased',
};

function finding(
  kind: PayloadFinding['kind'],
  { record, payload }: PayloadRecord,
  what = saying[kind],
): PayloadFinding {
  return {
    kind,
    record: Number(record),
    payload,
    message: `payload ${payload.slice(0, 36)} of record ${record} ${what}`,
  };
}
