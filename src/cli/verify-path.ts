import { z } from 'zod';
import { type AlgorithmPolicy, describeName, type PathRequest } from '../../certs/index.ts';
import { readCertificate, readCrl, validatePath } from '../../certs/index.ts';
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

const files = z.array(z.string()).max(10_000);

/** An option that is left out, or null. */
const optional = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>) =>
  schema.nullish().transform((given) => given ?? value);

const anyPolicy = '2.5.29.32.0';

/** One question to `verify path`; files are paths to PEM or DER. */
const questionSchema = z.strictObject({
  id: idSchema,
  leaf: z.string(),
  anchors: files,
  intermediates: optional(files, []),
  crls: optional(files, []),
  time: timeSchema,
  revocation: optional(z.boolean(), false),
  policy: z
    .strictObject({
      initial: optional(z.array(z.string()).max(10_000), [anyPolicy]),
      explicit: optional(z.boolean(), false),
      inhibitMapping: optional(z.boolean(), false),
      inhibitAny: optional(z.boolean(), false),
    })
    .nullish(),
  purpose: z.enum(['serverAuth', 'clientAuth']).nullish(),
  peerNames: optional(
    z.array(z.strictObject({ kind: z.enum(['DNS', 'IP', 'RFC822']), value: z.string().max(1000) })).max(1000),
    [],
  ),
  maxDepth: z.number().int().nonnegative().nullish(),
});

export type Answer =
  | {
      readonly id: Id;
      readonly valid: boolean;
      readonly error?: { readonly code: string; readonly message: string; readonly certificate?: string };
      readonly path?: readonly string[];
    }
  | { readonly id: Id; readonly unsupported: string };

/** Judges one question; whatever it holds, the answer is a value. */
export function answerPath(question: unknown, readBytes: ReadBytes, algorithms: AlgorithmPolicy): Answer {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) return explain(question, parsed.error.issues);
  const { id, leaf, anchors, intermediates, crls, time, maxDepth, purpose, policy, ...demands } = parsed.data;
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
      time: momentOf(time),
      purpose: purpose ?? null,
      policy: policy ?? null,
      // Who is asked about is a peer of a protocol: its certificates must be made by the rules.
      profile: (purpose ?? null) !== null || demands.peerNames.length > 0,
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

function explain(question: unknown, issues: readonly z.core.$ZodIssue[]): Answer {
  const { id, kind, message } = explainForm(question, issues);
  return kind === 'unsupported' ? { id, unsupported: message } : invalid(id, 'verify.unusable', message);
}
