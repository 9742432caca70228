import { hash, randomUUID } from 'node:crypto';
import type { AttemptLimiter, Clock } from '../../oidc/ports.ts';
import { networkOf } from '../attempts/index.ts';
import { readSigned, type NamedFile } from '../../certs/signatures/index.ts';
import { judgeDocument, type TrustModel } from '../../certs/signatures/judgement/index.ts';
import {
  type AskedAddress,
  etsiReport,
  makeReport,
  type Outcome,
  type ReportedInput,
  type ValidationReport,
} from '../../certs/signatures/report/index.ts';
import { type GatheringDeps, gatherEvidence } from './evidence.ts';
import type { EvidenceSources, Tell } from '../signature-sources/index.ts';
import type { ReportSeal } from './seal.ts';
import type { Spooled } from './spool.ts';

/** A file that somebody wants to know about; the first is the document, the others lie beside it. */
export interface ReceivedFile extends Spooled {
  readonly name: string;
  readonly mediaType: string;
}

export interface VerificationDeps {
  readonly clock: Clock;
  /** Shared by all nodes. */
  readonly limiter: AttemptLimiter;
  /** Whom the service believes, as it is now. */
  readonly trust: () => Promise<{
    readonly model: TrustModel;
    readonly intermediates: GatheringDeps['intermediates'];
  }>;
  /** Whom one document's certificates may be asked about; tells each address that is asked. */
  readonly sources: (tell: Tell) => EvidenceSources;
  /** The name under which reports are made. */
  readonly validator: string;
  /** The seal of the service; undefined where there is none. */
  readonly seal: ReportSeal | undefined;
  /** Records that a report was made, before it is handed out. */
  readonly record: (made: RecordedReport) => Promise<void>;
}

/** What stays of a report that was made: nothing of the document, and not who asked. */
export interface RecordedReport {
  /** The id of the report. */
  readonly report: string;
  /** SHA-256 of the report as it was handed out as JSON, in hexadecimal: whoever has it can show that it was. */
  readonly digest: string;
  readonly outcome: Outcome;
  readonly format: string | undefined;
}

/** A report with the faces for machines. */
export interface MadeReport {
  readonly report: ValidationReport;
  readonly json: Uint8Array;
  /** The JSON as the payload of a JAdES seal. */
  readonly sealed: Uint8Array | undefined;
  /** ETSI TS 119 102-2, with a XAdES seal where there is one; undefined where nothing was judged. */
  readonly xml: string | undefined;
}

export interface VerificationService {
  /** Whether this address may have a document verified now, or when. Counts it. */
  admit(address: string): Promise<Admission>;
  /**
   * What the document is worth now, when it is its turn. Keeps nothing; `files` stay the caller's to close.
   */
  verify(files: readonly [ReceivedFile, ...ReceivedFile[]]): Promise<MadeReport>;
}

export type Admission =
  /** A place is kept until it is left. */
  | { readonly kind: 'admitted'; leave(): void }
  | { readonly kind: 'busy' }
  | { readonly kind: 'blocked'; readonly until: number };

/** Documents that one process receives and verifies at a time; the next are told to come again. */
const mostAdmitted = 32;
/** Of these, those of one address, or one /64 of IPv6: who sends slowly must not keep everybody else out. */
const mostOfAddress = 8;
/** Of these, those that are verified; the others are still coming or wait. */
const mostAtOnce = 4;

export function createVerificationService(deps: VerificationDeps): VerificationService {
  const { clock, limiter } = deps;
  const places = createPlaces();
  const admitted: string[] = [];
  return {
    async admit(address) {
      const network = networkOf(address);
      const own = admitted.filter((one) => one === network).length;
      if (admitted.length >= mostAdmitted || own >= mostOfAddress) return { kind: 'busy' };
      admitted.push(network);
      const leave = once(() => void admitted.splice(admitted.indexOf(network), 1));
      try {
        const decision = await limiter.begin([{ scope: 'address', value: `verification ${address}` }]);
        if (decision.allowed) return { kind: 'admitted', leave };
        leave();
        return { kind: 'blocked', until: decision.blockedUntil };
      } catch (error) {
        leave();
        throw error;
      }
    },
    async verify([document, ...detached]) {
      await places.take();
      try {
        const time = clock.now();
        const asked: AskedAddress[] = [];
        const sources = deps.sources((one) => void asked.push(one));
        const signed = { file: named(document), detached: detached.map(named) };
        const result = await judge(signed, time, { trust: deps.trust, sources });
        const report = makeReport({
          id: randomUUID(),
          validator: deps.validator,
          time,
          document: inputOf(document),
          detached: detached.map(inputOf),
          asked,
          result,
        });
        const { seal } = deps;
        const json = Buffer.from(`${JSON.stringify(report, undefined, 2)}\n`);
        await deps.record({
          report: report.id,
          digest: hash('sha256', json),
          outcome: report.outcome,
          format: report.document.format ?? undefined,
        });
        const xml = etsiReport(report);
        return {
          report,
          json,
          sealed: await seal?.sealJson(json),
          xml: xml !== undefined && seal ? await seal.sealXml(xml) : xml,
        };
      } finally {
        places.give();
      }
    },
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

/** Places at which documents are verified, given in the order in which they are asked for. */
function createPlaces() {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async take(): Promise<void> {
      taken += 1;
      if (taken > mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give(): void {
      taken -= 1;
      waiting.shift()?.();
    },
  };
}

async function judge(
  signed: Parameters<typeof readSigned>[0],
  time: number,
  { trust, sources }: Pick<VerificationDeps, 'trust'> & { readonly sources: EvidenceSources },
): Promise<Parameters<typeof makeReport>[0]['result']> {
  const result = await readSigned(signed);
  if (result.kind === 'refused') return result;
  const { model, intermediates } = await trust();
  const evidence = await gatherEvidence(result.document, {
    trust: model,
    intermediates,
    sources,
    now: () => time,
  });
  const judged = judgeDocument(result.document, { trust: model, time, evidence });
  return { kind: 'judged', read: result.document, judged };
}

function named({ name, mediaType, content }: ReceivedFile): NamedFile {
  return { name, mediaType, content };
}

function inputOf({ name, mediaType, content, sha256 }: ReceivedFile): ReportedInput {
  return { name, mediaType, size: content.size, sha256 };
}
