import type { Clock } from '../../../oidc/ports.ts';
import { type MadeReport, type ReceivedFile, type Verdict, verdictOf } from '../../verification/index.ts';
import type { NoticeFile, NoticeFiles } from './model.ts';

/** The verification, for documents of our own. */
export interface NoticeVerification {
  verify(file: ReceivedFile): Promise<MadeReport>;
  /** Within the limits of the public verification for an address; undefined when they are reached. */
  verifyFor(address: string, file: ReceivedFile): Promise<MadeReport | undefined>;
}

export interface ValidityDeps {
  readonly clock: Clock;
  readonly files: NoticeFiles;
  readonly verification: NoticeVerification;
  /** Told of what kept a document from being verified: its reader is told that it could not be. */
  readonly onError: (error: unknown) => void;
  /** How long a notice's page waits for its verdict; five seconds. */
  readonly longestWaitMs?: number;
}

/** What a notice's signatures are worth. Undefined where it cannot be found out now: a notice is shown all the same. */
export interface Validity {
  /**
   * For the notice's page: at most some minutes old. Undefined also where others are verified for too long before it: the
   * check goes on, and the next page has it.
   */
  verdict(asked: AskedNotice): Promise<Verdict | undefined>;
  /** The whole report, made now for somebody at `address`. */
  report(asked: AskedNotice, address: string): Promise<MadeReport | undefined>;
}

export interface AskedNotice {
  readonly documentId: string;
  /** The notice's number: reports name the file after it. */
  readonly number: string;
}

const rememberedMs = 10 * 60_000;
const mostRemembered = 1000;
const usualWaitMs = 5_000;

/**
 * A verdict is remembered by the digest of the bytes: pages that are opened again, and by many at once, cost one check of
 * the signatures and one record of a report. A report is made anew whenever it is asked for.
 */
export function createValidity(deps: ValidityDeps): Validity {
  const { clock, files, verification, onError, longestWaitMs = usualWaitMs } = deps;
  const known = new Map<string, { readonly verdict: Promise<Verdict>; readonly until: number }>();
  const verdictOn = (digest: string, file: ReceivedFile): Promise<Verdict> => {
    const now = clock.now();
    const remembered = known.get(digest);
    if (remembered && remembered.until > now) return remembered.verdict;
    const verdict = verification.verify(file).then(({ report }) => verdictOf(report));
    // A check that failed is tried again with the next page.
    verdict.catch(() => known.delete(digest));
    // The oldest goes: a map keeps the order in which its keys came.
    const [oldest] = known.keys();
    if (known.size >= mostRemembered && oldest !== undefined) known.delete(oldest);
    known.delete(digest);
    known.set(digest, { verdict, until: now + rememberedMs });
    return verdict;
  };
  const attempt = async <T>(asked: AskedNotice, work: (file: ReceivedFile) => Promise<T>) => {
    try {
      const file = await files.open(asked.documentId);
      return file && (await work(received(asked, file)));
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  return {
    verdict: (asked) =>
      within(
        longestWaitMs,
        attempt(asked, (file) => verdictOn(file.sha256, file)),
      ),
    report: (asked, address) => attempt(asked, (file) => verification.verifyFor(address, file)),
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function received({ number }: AskedNotice, file: NoticeFile): ReceivedFile {
  const sha256 = Buffer.from(file.digest).toString('hex');
  // The bytes stay where they are: there is nothing to let go of.
  return {
    name: `${number}.pdf`,
    mediaType: 'application/pdf',
    content: file,
    sha256,
    close: async () => {},
  };
}
