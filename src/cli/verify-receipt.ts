import { z } from 'zod';
import {
  leafHash,
  readReceipt,
  readReceiptExtra,
  readRecordDocument,
  verifyReceipt,
} from '../../certs/index.ts';
import { readLogKey } from './log-key.ts';
import { explainForm, type Id, idSchema, type ReadBytes } from './verify-input.ts';

/** One question to `verify receipt`; everything may be the text itself or the path of a file with it. */
const questionSchema = z.strictObject({
  id: idSchema,
  receipt: z.string(),
  /** As it was handed out, or the bytes that stand in the log. Without it, the entry that the receipt carries is judged. */
  record: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  /** A verifier key, or the PEM of the log's public key. */
  logKey: z.string(),
});
type Question = z.infer<typeof questionSchema>;

export type ReceiptAnswer =
  | {
      readonly id: Id;
      readonly valid: boolean;
      /** Place in the log. */
      readonly index?: number;
      /** When the log signed, ISO 8601; absent where it signed without a time. */
      readonly time?: string;
      readonly error?: { readonly code: string; readonly message: string };
    }
  | { readonly id: Id; readonly unsupported: string };

/** Judges one question; whatever it holds, the answer is a value. */
export function answerReceipt(question: unknown, readBytes: ReadBytes): ReceiptAnswer {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) {
    const { id, kind, message } = explainForm(question, parsed.error.issues);
    return kind === 'unsupported' ? { id, unsupported: message } : invalid(id, 'verify.unusable', message);
  }
  try {
    return judge(parsed.data, readBytes);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return invalid(parsed.data.id, 'verify.unusable', message);
  }
}

function judge({ id, receipt, record, logKey }: Question, readBytes: ReadBytes): ReceiptAnswer {
  const text = receipt.includes('\n') ? receipt : textOf(readBytes(receipt));
  const read = readReceipt(text);
  if (read.kind === 'malformed') return invalid(id, 'receipt.malformed', read.message);
  const key = readLogKey(logKey, read.value.signed.checkpoint.origin, readBytes);
  if (!key)
    return invalid(id, 'verify.unusable', 'the key of the log is no verifier key and no PEM of Ed25519');
  const extra = read.value.extra && readReceiptExtra(read.value.extra);
  const entry = record ? entryOf(record, readBytes) : extra?.entry;
  if (!entry)
    return { id, unsupported: 'a receipt that does not carry its entry is judged with the record alone' };
  const verdict = verifyReceipt(text, leafHash(entry), key);
  if (verdict.kind === 'refused') return invalid(id, verdict.code, verdict.message);
  const { index, time } = verdict;
  const at = time === undefined ? {} : { time: new Date(time * 1000).toISOString() };
  return { id, valid: true, index, ...at };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

function entryOf(record: NonNullable<Question['record']>, readBytes: ReadBytes): Uint8Array {
  if (typeof record !== 'string') return documentEntry(JSON.stringify(record)) ?? Buffer.alloc(0);
  if (/^\s*\{/.test(record)) return documentEntry(record) ?? Buffer.from(record);
  const bytes = readBytes(record);
  return documentEntry(textOf(bytes)) ?? bytes;
}

function documentEntry(text: string): Uint8Array | undefined {
  const document = readRecordDocument(text);
  return document.kind === 'read' ? document.value.entry : undefined;
}

function invalid(id: Id, code: string, message: string): ReceiptAnswer {
  return { id, valid: false, error: { code, message } };
}
