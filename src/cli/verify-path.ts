import { z } from 'zod';
import { type AlgorithmPolicy, describeName, type PathRequest, type Read } from '../../certs/index.ts';
import { readCertificate, readCrl, validatePath } from '../../certs/index.ts';

const files = z.array(z.string()).max(10_000);

/** One question to `verify path`; files are paths to PEM or DER. */
const questionSchema = z.strictObject({
  id: z.union([z.string(), z.number()]),
  leaf: z.string(),
  anchors: files,
  intermediates: files.default([]),
  crls: files.default([]),
  /** ISO 8601 with a zone, or seconds since 1970. */
  time: z.union([z.iso.datetime({ offset: true }), z.number().int().nonnegative().max(253_402_300_799)]),
  revocation: z.boolean().default(false),
  policy: z
    .strictObject({
      initial: z.array(z.string()),
      explicit: z.boolean(),
      inhibitMapping: z.boolean(),
      inhibitAny: z.boolean(),
    })
    .nullable()
    .default(null),
  purpose: z.enum(['serverAuth', 'clientAuth']).nullable().default(null),
  peerNames: z
    .array(z.strictObject({ kind: z.enum(['DNS', 'IP', 'RFC822']), value: z.string().max(1000) }))
    .max(1000)
    .default([]),
  maxDepth: z.number().int().nonnegative().nullish(),
});

type Id = string | number | null;

export type Answer =
  | {
      readonly id: Id;
      readonly valid: boolean;
      readonly error?: { readonly code: string; readonly message: string; readonly certificate?: string };
      readonly path?: readonly string[];
    }
  | { readonly id: Id; readonly unsupported: string };

export type ReadBytes = (path: string) => Uint8Array;

/** Judges one question; whatever it holds, the answer is a value. */
export function answerPath(question: unknown, readBytes: ReadBytes, algorithms: AlgorithmPolicy): Answer {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) return explainForm(question, parsed.error.issues);
  const { id, leaf, anchors, intermediates, crls, time, maxDepth, ...demands } = parsed.data;
  try {
    const [first] = readFiles([leaf], 'CERTIFICATE', readBytes, readCertificate);
    if (first?.kind !== 'read')
      return invalid(id, first?.code ?? 'verify.unusable', first?.message ?? 'the leaf holds no certificate');
    const certificates = (paths: readonly string[]) =>
      usable(readFiles(paths, 'CERTIFICATE', readBytes, readCertificate));
    const request: PathRequest = {
      ...demands,
      leaf: first.value,
      anchors: certificates(anchors),
      intermediates: certificates(intermediates),
      crls: usable(readFiles(crls, 'X509 CRL', readBytes, readCrl)),
      time: typeof time === 'number' ? time * 1000 : Date.parse(time),
      ...(typeof maxDepth === 'number' ? { maxDepth } : {}),
      algorithms,
    };
    return judge(id, request);
  } catch (error) {
    return invalid(id, 'verify.unusable', error instanceof Error ? error.message : String(error));
  }
}

function judge(id: Id, request: PathRequest): Answer {
  const result = validatePath(request);
  if (result.kind === 'valid')
    return { id, valid: true, path: result.path.map(({ subject }) => describeName(subject)).toReversed() };
  return invalid(
    id,
    result.code,
    result.message,
    result.certificate && describeName(result.certificate.subject),
  );
}

function invalid(id: Id, code: string, message: string, certificate?: string): Answer {
  return {
    id,
    valid: false,
    error: { code, message, ...(certificate === undefined ? {} : { certificate }) },
  };
}

/** Options that are not known are unsupported; everything else about the form makes a question unusable. */
function explainForm(question: unknown, issues: readonly z.core.$ZodIssue[]): Answer {
  const withId = z.looseObject({ id: z.union([z.string(), z.number()]) }).safeParse(question);
  const id = withId.success ? withId.data.id : null;
  const message = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  const isUnsupported = issues.every(
    ({ code, path }) => code === 'unrecognized_keys' || (code === 'invalid_value' && path.length > 0),
  );
  return isUnsupported && withId.success
    ? { id, unsupported: message }
    : invalid(id, 'verify.unusable', message);
}

/** Malformed material cannot help a path; a path that needs it is refused for the lack of it. */
function usable<T>(reads: readonly Read<T>[]): readonly T[] {
  return reads.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
}

function readFiles<T>(
  paths: readonly string[],
  label: string,
  readBytes: ReadBytes,
  read: (bytes: Uint8Array) => Read<T>,
): readonly Read<T>[] {
  return paths.flatMap((path) => derBlocks(Buffer.from(readBytes(path)), label).map(read));
}

/** The DER inside a file: all PEM blocks of the label, or else the file itself. */
function derBlocks(bytes: Buffer, label: string): readonly Uint8Array[] {
  if (!bytes.includes('-----BEGIN ')) return [bytes];
  const end = `-----END ${label}-----`;
  return bytes
    .toString('latin1')
    .split(`-----BEGIN ${label}-----`)
    .slice(1)
    .map((part) => Buffer.from(part.slice(0, Math.max(0, part.indexOf(end))), 'base64'));
}
