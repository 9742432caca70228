import { type LevelSources, type NamedFile, readSigned, SignatureError } from '../../../certs/index.ts';
import { lastsUntil } from '../../../certs/signatures/judgement/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { backOffSeconds, type Random } from '../../jobs/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { Contents, StoredContent } from '../contents/index.ts';
import type { DocumentFormats } from '../formats.ts';
import { largestRaised, signedMediaType, signedName } from '../model.ts';
import { claimDue, type DueDocument, putOffRenewal, writeRenewed } from './store.ts';

export interface RenewalDeps {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly contents: Contents;
  readonly formats: DocumentFormats;
  readonly sources: LevelSources;
  /** Before the end of the newest archive time stamp. */
  readonly leadMs: number;
  readonly onError: (error: unknown) => void;
}

/** Why a document was not renewed: codes of signatures, and one of our own. */
class RenewalError extends Error {
  readonly code: 'document.renewal_no_gain' | 'document.renewal_content' | 'document.renewal_unreadable';

  constructor(code: RenewalError['code'], message: string) {
    super(message);
    this.name = 'RenewalError';
    this.code = code;
  }
}

const dayMs = 86_400_000;
/** A worker that died gives its documents back after this. */
const leaseMs = 15 * 60_000;
/** Small, since a batch is worked through within its lease. */
const batch = 5;
/** Of pauses; tries have no end. */
const retry = { maxTries: Number.POSITIVE_INFINITY, firstDelaySeconds: 300, longestDelaySeconds: 86_400 };

/**
 * Gives every document whose time has come a further archive time stamp (EN 319 102-1 annex A: before the last one can
 * no longer be believed), and those that have none their first. Any number of workers may do it. Time stamp and evidence
 * are fetched with no transaction open; what failed is tried again with growing pauses, for ever. How many were renewed.
 */
export async function renewDocuments(deps: RenewalDeps, signal?: AbortSignal): Promise<number> {
  let renewed = 0;
  for (;;) {
    if (signal?.aborted) return renewed;
    const now = deps.clock.now();
    const lease = { now: new Date(now), leaseEnds: new Date(now + leaseMs) };
    const due = await claimDue(deps.db, batch, lease);
    for (const document of due) if (await renewOne(deps, document)) renewed += 1;
    if (due.length < batch) return renewed;
  }
}

async function renewOne(deps: RenewalDeps, document: DueDocument): Promise<boolean> {
  const { db, clock, random, onError } = deps;
  try {
    return await renew(deps, document);
  } catch (error) {
    const code = codeOf(error);
    onError(new Error(`document ${document.documentId}: ${code}, try ${document.tries}`, { cause: error }));
    const pause = backOffSeconds(document.tries, retry, random) * 1000;
    await putOffRenewal(db, document, new Date(clock.now() + pause), code);
    return false;
  }
}

function codeOf(error: unknown): string {
  return error instanceof SignatureError || error instanceof RenewalError
    ? error.code
    : 'document.renewal_failed';
}

async function renew(deps: RenewalDeps, document: DueDocument): Promise<boolean> {
  const { db, clock, contents, formats, sources, leadMs } = deps;
  const { format, signedContentId } = document;
  const file = await openSigned(contents, document, signedContentId);
  const before = await endOf(file);
  if (before !== undefined && before - leadMs > clock.now()) {
    await putOffRenewal(db, document, new Date(before - leadMs));
    return false;
  }
  const raised = await formats[format].raise(file, 'LTA', sources);
  const stored = await contents.put(raised.open(), largestRaised(file.content.size));
  if (!stored) throw new RenewalError('document.renewal_content', 'it became too large');
  const isKept = await keep(deps, document, stored, before).catch(async (error: unknown) => {
    await contents.remove(db, [stored.contentId]);
    throw error;
  });
  // Somebody signed it meanwhile, which brings it here again.
  if (!isKept) await contents.remove(db, [stored.contentId]);
  return isKept;
}

async function openSigned(contents: Contents, document: DueDocument, contentId: string): Promise<NamedFile> {
  const content = await contents.open(contentId);
  if (!content) throw new RenewalError('document.renewal_content', 'its content is not there');
  return {
    name: signedName({ ...document, mediaType: '' }),
    mediaType: signedMediaType(document.format),
    content,
  };
}

async function endOf(file: NamedFile): Promise<number | undefined> {
  const read = await readSigned({ file, detached: [] });
  if (read.kind === 'read') return lastsUntil(read.document);
  throw new RenewalError('document.renewal_unreadable', `${read.code}: ${read.message}`);
}

/** Document, record and the former content change in one. A stamp that ends no later than the last one is not kept. */
async function keep(
  deps: RenewalDeps,
  document: DueDocument,
  stored: StoredContent,
  before: number | undefined,
): Promise<boolean> {
  const { db, clock, contents, recorder, leadMs } = deps;
  const { documentId, format, signedContentId } = document;
  const until = await endOf(await openSigned(contents, document, stored.contentId));
  if (until === undefined || (before !== undefined && until <= before))
    throw new RenewalError(
      'document.renewal_no_gain',
      'the time-stamping unit ends no later than the last one',
    );
  const at = clock.now();
  const dueAt = new Date(Math.max(until - leadMs, at + dayMs));
  return db.transaction(async (tx) => {
    const { contentId, digest } = stored;
    if (!(await writeRenewed(tx, document, { contentId, at: new Date(at), dueAt }))) return false;
    await contents.remove(tx, [signedContentId]);
    const facts = {
      document: documentId,
      digest: digest.toString('hex'),
      format,
      level: 'LTA',
      until: new Date(until).toISOString(),
    };
    await recorder.record(tx, { type: 'document.renewed', facts });
    return true;
  });
}
