import { z } from 'zod';
import { type Certificate, describeName, readCertificate } from '../../certs/index.ts';
import {
  type Evidence,
  type NamedFile,
  type ReadDocument,
  readSigned,
} from '../../certs/signatures/index.ts';
import type { AskedAddress } from '../../certs/signatures/report/index.ts';
import {
  type Indication,
  type JudgedDocument,
  judgeDocument,
  type JudgementPolicy,
  type SubIndication,
  type TrustedServiceType,
  type TrustModel,
} from '../../certs/signatures/judgement/index.ts';
import { readTrustedList, trustModelOf } from '../../certs/signatures/trust/index.ts';
import {
  explainForm,
  type Id,
  idSchema,
  momentOf,
  type ReadBytes,
  readFiles,
  timeSchema,
  usable,
} from './verify-input.ts';

const files = z
  .array(z.string())
  .max(1000)
  .nullish()
  .transform((given) => given ?? []);

/** One question to `verify document`; files are paths, certificates PEM or DER. */
const questionSchema = z.strictObject({
  id: idSchema,
  file: z.string(),
  detached: files,
  /** Null: nobody is believed, and only `intact` is judged. */
  trust: z
    .strictObject({
      ca: files,
      ocsp: files,
      tsa: files,
      /** Trusted lists (ETSI TS 119 612), each with the certificates of those who may sign it. */
      lists: z
        .array(z.strictObject({ file: z.string(), signers: z.array(z.string()).max(1000) }))
        .max(100)
        .nullish()
        .transform((given) => given ?? []),
    })
    .nullish(),
  policy: z
    .strictObject({
      /** Whether the status of a time-stamping unit must be known; it must when this is left out. */
      timeStampUnitStatus: z.enum(['required', 'where-known']).nullish(),
    })
    .nullish(),
  /** Now when it is left out. */
  time: timeSchema.nullish(),
});

type Question = z.output<typeof questionSchema>;

export interface SignatureAnswer {
  readonly indication: Indication;
  readonly subIndication?: SubIndication;
  readonly intact: boolean;
  /** CAdES, PAdES, XAdES or JAdES; `RFC 3161` for a time stamp that belongs to no signature. */
  readonly format: string;
  readonly level: string | null;
  readonly signer: string | null;
  /** ISO 8601: the earliest time at which it is known to have existed. */
  readonly bestTime: string | null;
}

export type DocumentAnswer =
  | {
      readonly id: Id;
      readonly signatures: readonly SignatureAnswer[];
      readonly refused?: string;
      /** Names of the files beside it that none of the signatures is of. */
      readonly unsigned?: readonly string[];
      /** With `--online`: whom the verification asked, and whether they answered. */
      readonly asked?: readonly AskedAddress[];
    }
  | { readonly id: Id; readonly unsupported: string };

export interface DocumentReading {
  readonly readBytes: ReadBytes;
  readonly openFile: (path: string) => NamedFile;
  /** Milliseconds since 1970, for a question without a time. */
  readonly now: () => number;
  /** Asks the addresses in certificates for evidence; where it is absent, nothing is fetched. */
  readonly gather?: Gather | undefined;
}

export type Gather = (
  document: ReadDocument,
  question: { readonly trust: TrustModel; readonly time: number },
) => Promise<{ readonly evidence: Evidence; readonly asked: readonly AskedAddress[] }>;

/** Judges one question; whatever it holds, the answer is a value. */
export async function answerDocument(question: unknown, reading: DocumentReading): Promise<DocumentAnswer> {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const { id, kind, message } = explainForm(question, issues);
    // What a policy looks like is open, so one of another form is one that is not known here.
    const isPolicy = issues.every(({ path: [member] }) => member === 'policy');
    return kind === 'unsupported' || isPolicy ? { id, unsupported: message } : unusable(id, message);
  }
  try {
    return await judge(parsed.data, reading);
  } catch (error) {
    return unusable(parsed.data.id, error instanceof Error ? error.message : String(error));
  }
}

function unusable(id: Id, message: string): DocumentAnswer {
  return { id, signatures: [], refused: `verify.unusable: ${message}` };
}

async function judge(
  question: Question,
  { readBytes, openFile, now, gather }: DocumentReading,
): Promise<DocumentAnswer> {
  const { id, file, detached, time } = question;
  const isNow = time === null || time === undefined;
  // What is said today proves nothing of another day.
  if (gather && !isNow) return { id, unsupported: 'a time with --online: evidence is fetched for now alone' };
  const moment = isNow ? now() : momentOf(time);
  const trust = question.trust ? await trustOf(question.trust, moment, readBytes) : null;
  const signed = { file: openFile(file), detached: detached.map(openFile) };
  const result = await readSigned(signed);
  if (result.kind === 'refused') return { id, signatures: [], refused: `${result.code}: ${result.message}` };
  const found = gather && trust ? await gather(result.document, { trust, time: moment }) : undefined;
  const judged = judgeDocument(result.document, {
    trust,
    time: moment,
    policy: policyOf(question.policy),
    ...(found ? { evidence: found.evidence } : {}),
  });
  const formats = new Map(result.document.signatures.map((signature) => [signature.id, signature.format]));
  const unsigned = unsignedOf(result.document, signed.detached);
  return {
    id,
    signatures: signaturesOf(judged, formats),
    ...(unsigned.length > 0 ? { unsigned } : {}),
    ...(found ? { asked: found.asked } : {}),
  };
}

function unsignedOf({ files: read }: ReadDocument, detached: readonly NamedFile[]): readonly string[] {
  const brought = new Set(detached.map(({ name }) => name));
  return read
    .filter(({ name, coveredBy }) => coveredBy.length === 0 && brought.has(name))
    .map(({ name }) => name);
}

function policyOf(policy: Question['policy']): Partial<JudgementPolicy> {
  return { needsTimeStampUnitStatus: policy?.timeStampUnitStatus !== 'where-known' };
}

const serviceTypes: readonly TrustedServiceType[] = ['ca', 'ocsp', 'tsa'];

async function trustOf(
  trust: NonNullable<Question['trust']>,
  time: number,
  readBytes: ReadBytes,
): Promise<TrustModel> {
  const certificatesIn = (paths: readonly string[]): readonly Certificate[] =>
    usable(readFiles(paths, 'CERTIFICATE', readBytes, readCertificate));
  const single = serviceTypes.flatMap((type) =>
    certificatesIn(trust[type]).map((certificate) => ({ type, certificate })),
  );
  const known = single.map(({ certificate }) => certificate);
  const listed = [];
  for (const { file, signers } of trust.lists) {
    const read = await readTrustedList(readBytes(file), { signers: certificatesIn(signers), time });
    if (read.kind === 'refused') throw new Error(`${file}: ${read.code}: ${read.message}`);
    listed.push(...trustModelOf(read.list, known).services);
  }
  return { services: [...single, ...listed] };
}

function signaturesOf(
  { signatures, timeStamps }: JudgedDocument,
  formats: ReadonlyMap<string, string>,
): readonly SignatureAnswer[] {
  const ofSignatures = signatures.map((one) => ({
    ...verdictOf(one),
    intact: one.intact,
    format: formats.get(one.id) ?? 'unknown',
    level: one.level ?? null,
    signer: one.signer ? describeName(one.signer.subject) : null,
    bestTime: iso(one.bestSignatureTime),
  }));
  const ofTimeStamps = timeStamps.map((one) => ({
    ...verdictOf(one),
    intact: one.intact,
    format: 'RFC 3161',
    level: null,
    signer: one.signer ? describeName(one.signer.subject) : null,
    bestTime: one.time === undefined ? null : iso(one.time),
  }));
  return [...ofSignatures, ...ofTimeStamps];
}

function verdictOf({
  indication,
  subIndication,
}: {
  readonly indication: Indication;
  readonly subIndication?: SubIndication;
}): Pick<SignatureAnswer, 'indication' | 'subIndication'> {
  return subIndication === undefined ? { indication } : { indication, subIndication };
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

/**
 * Whether every signature passes; without trust, whether every one is intact and nothing around it is broken for ever,
 * as where the signed part was moved or something was added. A document without any does not, and neither does one that
 * was brought with a file which no signature is of.
 */
export function isValidDocument(answer: DocumentAnswer, hasTrust: boolean): boolean {
  if ('unsupported' in answer || answer.refused !== undefined || answer.signatures.length === 0) return false;
  if (answer.unsigned) return false;
  return answer.signatures.every(({ indication, intact }) =>
    hasTrust ? indication === 'TOTAL-PASSED' : intact && indication !== 'TOTAL-FAILED',
  );
}
