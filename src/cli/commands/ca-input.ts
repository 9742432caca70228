import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import {
  authorityReasons,
  type CertificateOrder,
  hostNamesSchema,
  orderKeySchema,
  profileSchema,
  readRequestBytes,
  type RevocationReason,
  serialOf,
  subjectSchema,
  withoutUndefined,
} from '../../pki/index.ts';
import { CliError } from '../errors.ts';
import { type CommandInput, type Problem, required, type Services } from '../model.ts';

type Options = CommandInput['options'];

export function readSerial(options: Options): string {
  const serial = serialOf(required(options, 'serial'));
  if (serial === undefined)
    throw new CliError('cli.usage', '--serial is 8 to 20 octets in hexadecimal, with or without colons');
  return serial;
}

export function readReason(options: Options): RevocationReason {
  const reason = options['reason'] ?? 'unspecified';
  if (isReason(reason)) return reason;
  throw new CliError('cli.usage', `--reason is one of ${Object.keys(authorityReasons).join(', ')}`);
}

function isReason(word: unknown): word is RevocationReason {
  return typeof word === 'string' && Object.hasOwn(authorityReasons, word);
}

const momentSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** A day or a moment, in milliseconds since 1970. */
export function readMoment(options: Options, name: string): number | undefined {
  if (options[name] === undefined) return undefined;
  const read = momentSchema.safeParse(options[name]);
  if (read.success) return Date.parse(read.data);
  throw new CliError('cli.usage', `--${name} is a date as in 2026-11-22 or 2026-11-22T09:30:00+04:00`);
}

const orderSchema = z.strictObject({
  authority: z.string().min(1).max(64),
  profile: profileSchema,
  subject: subjectSchema,
  /** A file, beside this one if the path is relative. */
  request: z.string().min(1).max(4096),
  hostNames: hostNamesSchema.optional(),
  isPublic: z.boolean(),
  orderKey: orderKeySchema,
});

export type ReadOrder =
  | { readonly kind: 'read'; readonly order: CertificateOrder }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** An order as JSON, with the request that it names. */
export function readOrder(path: string, orderedBy: string, services: Services): ReadOrder {
  const parsed = orderSchema.safeParse(readJson(services.readText(path)));
  if (!parsed.success)
    return {
      kind: 'refused',
      problems: parsed.error.issues.map(({ path: at, message }) => ({
        code: 'order.form',
        message,
        path: at.join('.'),
      })),
    };
  const { request, subject, ...order } = parsed.data;
  const file = path === '-' || isAbsolute(request) ? request : join(dirname(path), request);
  const content = readRequestFile(file, services);
  return {
    kind: 'read',
    order: { ...order, orderedBy, subject: withoutUndefined(subject), request: content },
  };
}

export function readRequestFile(file: string, services: Services): Uint8Array {
  const read = readRequestBytes(services.readBytes(file));
  if (read) return read;
  throw new CliError('cli.unusable_input', `${file} holds no certificate request in PEM or DER`);
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError('cli.usage', 'the file does not hold JSON');
  }
}
