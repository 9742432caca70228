import type { Clock } from '../../../oidc/ports.ts';
import { type MadeReport, type ReceivedFile, type Verdict, verdictOf } from '../../verification/index.ts';
import type { NoticeFile, NoticeFiles } from './model.ts';

/**
 * Verifies a document for somebody at `address`, as the public verification does, its limits included; undefined when
 * there is no room for it now.
 */
export type VerifyFile = (file: ReceivedFile, address: string) => Promise<MadeReport | undefined>;

export interface ValidityDeps {
  readonly clock: Clock;
  readonly files: NoticeFiles;
  readonly verify: VerifyFile;
}

/** What a notice's signatures are worth. */
export interface Validity {
  /** For the notice's page: at most some minutes old. Undefined when it could not be found out now. */
  verdict(asked: AskedNotice): Promise<Verdict | undefined>;
  /** The whole report, made now. */
  report(asked: AskedNotice): Promise<MadeReport | undefined>;
}

export interface AskedNotice {
  readonly documentId: string;
  /** The notice's number: reports name the file after it. */
  readonly number: string;
  /** Of who asks. */
  readonly address: string;
}

const rememberedMs = 10 * 60_000;
const mostRemembered = 1000;

/**
 * A verdict is remembered by the digest of the bytes: pages that are opened again cost no signature checks and fill the
 * record with no reports. A report is made anew whenever it is asked for.
 */
export function createValidity(deps: ValidityDeps): Validity {
  const known = new Map<string, { readonly verdict: Verdict; readonly until: number }>();
  return {
    async verdict(asked) {
      const file = await deps.files.open(asked.documentId);
      if (!file) return undefined;
      const now = deps.clock.now();
      const digest = hex(file.digest);
      const remembered = known.get(digest);
      if (remembered && remembered.until > now) return remembered.verdict;
      const made = await deps.verify(received(asked, file), asked.address);
      if (!made) return undefined;
      const verdict = verdictOf(made.report);
      // The oldest goes: a map keeps the order in which its keys came.
      const [oldest] = known.keys();
      if (known.size >= mostRemembered && oldest !== undefined) known.delete(oldest);
      known.delete(digest);
      known.set(digest, { verdict, until: now + rememberedMs });
      return verdict;
    },
    async report(asked) {
      const file = await deps.files.open(asked.documentId);
      return file && deps.verify(received(asked, file), asked.address);
    },
  };
}

function received({ number }: AskedNotice, file: NoticeFile): ReceivedFile {
  const name = `${number}.pdf`;
  const sha256 = hex(file.digest);
  // The bytes stay where they are: there is nothing to let go of.
  return { name, mediaType: 'application/pdf', content: file, sha256, close: async () => {} };
}

function hex(digest: Uint8Array): string {
  return Buffer.from(digest).toString('hex');
}
