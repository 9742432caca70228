import type { Certificate } from '../../validation/index.ts';
import type { ReadClaims, ReadDocument, ReadSignature, ReadTimeStamp, RefusedCode } from '../model.ts';
import type { JudgedDocument, JudgedTimeStamp, Judgement, UsedStatus } from '../judgement/index.ts';
import { certificateBook, type CertificateBook } from './certificate-book.ts';
import { algorithmName } from './algorithm-name.ts';
import { readable } from './readable.ts';
import type {
  AskedAddress,
  Outcome,
  ReportedInput,
  ReportedSignature,
  ReportedStatus,
  ReportedTimeStamp,
  ValidationReport,
} from './model.ts';

/** What a report is made of. */
export interface ReportParts {
  readonly id: string;
  readonly validator: string;
  /** Milliseconds since 1970: the time of the judgement. */
  readonly time: number;
  readonly document: ReportedInput;
  readonly detached: readonly ReportedInput[];
  readonly asked?: readonly AskedAddress[];
  readonly result:
    | { readonly kind: 'judged'; readonly read: ReadDocument; readonly judged: JudgedDocument }
    | { readonly kind: 'refused'; readonly code: RefusedCode; readonly message: string };
}

/** The report on a document that was judged, or why it could not be. */
export function makeReport(parts: ReportParts): ValidationReport {
  const { id, validator, time, result } = parts;
  const document = reportInput(parts.document);
  const base = {
    type: 'acar-validation-report',
    version: 1,
    id,
    validator,
    time: iso(time),
    detached: parts.detached.map(reportInput),
    asked: (parts.asked ?? []).map((one) => ({ ...one, address: readable(one.address) })),
    policy: {
      process: 'ETSI EN 319 102-1',
      algorithms: 'ETSI TS 119 312 v1.5.1',
      statusAfterTimeStamp: true,
    },
  } as const;
  if (result.kind === 'refused') {
    const { code, message } = result;
    const nothing = { signatures: [], timeStamps: [], files: [], problems: [], certificates: {} };
    const refused = { code, message: readable(message) };
    return { ...base, ...nothing, document: { ...document, format: null }, outcome: 'refused', refused };
  }
  const { read, judged } = result;
  const book = certificateBook();
  const signatures = judged.signatures.flatMap((judgement, index) => {
    const signature = read.signatures[index];
    return signature ? [reportSignature(signature, judgement, { book, read })] : [];
  });
  const timeStamps = judged.timeStamps.map((one) => reportTimeStamp(one, read.timeStamps, book));
  return {
    ...base,
    outcome: outcomeOf([...signatures, ...timeStamps]),
    document: { ...document, format: read.format },
    refused: null,
    signatures,
    timeStamps,
    files: read.files.map(({ name, mediaType, size, coveredBy }) => ({
      name: readable(name),
      mediaType: readable(mediaType),
      size,
      coveredBy,
    })),
    problems: read.problems.map(({ clause = null, message, ...problem }) => ({
      ...problem,
      message: readable(message),
      clause,
    })),
    certificates: book.entries(),
  };
}

function reportInput({ name, mediaType, ...rest }: ReportedInput): ReportedInput {
  return { name: readable(name), mediaType: readable(mediaType), ...rest };
}

function reportClaims({ policy, commitments, roles, place, reason, contentHints }: ReadClaims): ReadClaims {
  return {
    ...(policy && { policy: { ...policy, id: readable(policy.id) } }),
    ...(commitments && { commitments: commitments.map(readable) }),
    ...(roles && { roles: roles.map(readable) }),
    ...(place !== undefined && { place: readable(place) }),
    ...(reason !== undefined && { reason: readable(reason) }),
    ...(contentHints && { contentHints: contentHints.map(readable) }),
  };
}

function outcomeOf(all: readonly { readonly indication: Judgement['indication'] }[]): Outcome {
  if (all.length === 0) return 'unsigned';
  if (all.some(({ indication }) => indication === 'TOTAL-FAILED')) return 'failed';
  return all.some(({ indication }) => indication === 'INDETERMINATE') ? 'indeterminate' : 'passed';
}

interface Around {
  readonly book: CertificateBook;
  readonly read: ReadDocument;
}

function reportSignature(
  read: ReadSignature,
  judged: Judgement,
  { book, read: document }: Around,
): ReportedSignature {
  const { id, format, packaging, algorithm, claims, coversWholeDocument } = read;
  return {
    id,
    format,
    level: judged.level ?? null,
    packaging,
    algorithm: readable(algorithm),
    algorithmName: read.scheme ? algorithmName(read.scheme, judged.signer) : null,
    counterSigns: read.counterSigns ?? null,
    place: read.place === undefined ? null : readable(read.place),
    signer: judged.signer ? book.enter(judged.signer) : null,
    trustedBy: judged.trustedBy ?? null,
    claimedTime: read.claimedTime === undefined ? null : iso(read.claimedTime),
    claims: reportClaims(claims),
    bestSignatureTime: iso(judged.bestSignatureTime),
    timeProvedBy: judged.timeProvedBy ?? null,
    coversWholeDocument,
    covers: document.files
      .filter(({ coveredBy }) => coveredBy.includes(id))
      .map(({ name }) => readable(name)),
    timeStamps: judged.timeStamps.map((one) => reportTimeStamp(one, read.timeStamps, book)),
    ...reportJudged(judged, book),
  };
}

function reportTimeStamp(
  judged: JudgedTimeStamp,
  stamps: readonly ReadTimeStamp[],
  book: CertificateBook,
): ReportedTimeStamp {
  const raw = stamps.find(({ id }) => id === judged.id)?.token?.raw;
  return {
    id: judged.id,
    kind: judged.kind,
    time: judged.time === undefined ? null : iso(judged.time),
    signer: judged.signer ? book.enter(judged.signer) : null,
    token: raw ? Buffer.from(raw).toString('base64') : null,
    ...reportJudged(judged, book),
  };
}

function reportJudged(
  {
    indication,
    subIndication,
    intact,
    path,
    statuses,
    steps,
  }: Pick<Judgement, 'indication' | 'intact' | 'path' | 'statuses' | 'steps'> &
    Pick<Judgement, 'subIndication'>,
  book: CertificateBook,
) {
  return {
    indication,
    subIndication: subIndication ?? null,
    intact,
    path: path.toReversed().map((certificate: Certificate) => book.enter(certificate)),
    statuses: statuses.map((status) => reportStatus(status, book)),
    steps: steps.map(({ what, ...step }) => ({ ...step, what: readable(what) })),
  };
}

function reportStatus(status: UsedStatus, book: CertificateBook): ReportedStatus {
  const { certificate, source, producedAt, thisUpdate, nextUpdate, since, digest } = status;
  return {
    certificate: book.enter(certificate),
    source,
    status: status.status,
    producedAt: iso(producedAt),
    thisUpdate: iso(thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : iso(nextUpdate),
    since: since === undefined ? null : iso(since),
    sha256: digest,
  };
}

/** Dates of certificates and tokens may lie outside what a Date holds. */
function iso(moment: number): string {
  return new Date(Math.max(-furthest, Math.min(furthest, moment))).toISOString();
}

const furthest = 8_640_000_000_000_000;
