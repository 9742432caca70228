import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** One setting of the service: where it comes from, what it may be, and what the reference says of it. */
export interface Setting<T> {
  readonly env: string;
  readonly schema: z.ZodType<T>;
  readonly summary: string;
  /** The text form of the default; absent where the setting is required. */
  readonly fallback: string | undefined;
  /** A value that is right for development and refused in production. */
  readonly refusedInProduction: Refusal<T>['refuses'] | undefined;
}

export type Settings = { readonly [name: string]: Setting<unknown> | Settings };

/** As a method its parameter is compared in both directions, so that settings of any type fit into one tree. */
interface Refusal<T> {
  refuses(value: T): boolean;
}

/** The values that a tree of settings describes. */
export type Values<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : Values<S[K]> };

export function setting<T>(
  env: string,
  schema: z.ZodType<T>,
  summary: string,
  options: { fallback?: string; refusedInProduction?: (value: T) => boolean } = {},
): Setting<T> {
  return {
    env,
    schema,
    summary,
    fallback: options.fallback,
    refusedInProduction: options.refusedInProduction,
  };
}

export const text = z.string().min(1).meta({ description: 'text' });
export const port = wholeNumber(1, 65_535);
export const count = wholeNumber(0, Number.MAX_SAFE_INTEGER);
export const yesOrNo = z
  .enum(['yes', 'no'])
  .transform((value) => value === 'yes')
  .meta({ description: 'yes or no' });
/** An origin: http or https, host and port, nothing after it. */
export const origin = z
  .string()
  .refine(isOrigin, 'must be an origin such as https://login.example.az')
  .meta({ description: 'an origin such as `https://login.example.az`' });

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

/** Digits only: what else `Number()` reads (`0x50`, `1e3`, blanks) is more often a mistake than a number. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number ${range}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number ${range}`)
    .meta({ description: `a whole number ${range}` });
}

const leastSecretBytes = 32;
const mostSecretBytes = 64 * 1024;

/** The path of a file with a secret of at least 32 bytes that nobody else may read; the value is its content. */
export const secretFile = text
  .transform((path, context) => {
    const secret = readSecret(path);
    if (typeof secret !== 'string') return secret;
    context.addIssue({ code: 'custom', message: `${path} ${secret}` });
    return z.NEVER;
  })
  .meta({ description: 'the path of a file that only the service can read' });

/** Undefined for an empty path; the value is the file's content. */
export const certificateFile = z
  .string()
  .transform((path, context) => {
    if (path === '') return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch {
      context.addIssue({ code: 'custom', message: `${path} cannot be read` });
      return z.NEVER;
    }
  })
  .meta({ description: 'path of certificates in PEM' });

/** The content, or what is wrong with the file. Looks at the opened file, so that a swap in between changes nothing. */
function readSecret(path: string): Buffer | string {
  let file: number;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return 'cannot be read';
  }
  try {
    const { mode, size } = fstatSync(file);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) return 'is not a file';
    if ((mode & 0o077) !== 0) return 'can be read by others; set its mode to 0600';
    if (size < leastSecretBytes) return `holds fewer than ${leastSecretBytes} bytes`;
    if (size > mostSecretBytes) return `holds more than ${mostSecretBytes} bytes`;
    return readFileSync(file);
  } catch {
    return 'cannot be read';
  } finally {
    closeSync(file);
  }
}
