import { readFileSync, statSync } from 'node:fs';
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

export const text = z.string().min(1);
export const port = z.coerce.number().int().min(1).max(65_535);
export const count = z.coerce.number().int().min(0);
export const seconds = z.coerce.number().int().min(1);
export const yesOrNo = z.enum(['yes', 'no']).transform((value) => value === 'yes');
/** An origin: scheme, host and port, nothing after it. */
export const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'must be an origin such as https://login.example.az',
  );

/** The path of a file with a secret of at least 32 bytes that nobody else may read; the value is its content. */
export const secretFile = text.transform((path, context) => {
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) {
      context.addIssue({ code: 'custom', message: `${path} can be read by others; set its mode to 0600` });
      return z.NEVER;
    }
    const secret = readFileSync(path);
    if (secret.length >= 32) return secret;
    context.addIssue({ code: 'custom', message: `${path} holds fewer than 32 bytes` });
  } catch {
    context.addIssue({ code: 'custom', message: `${path} cannot be read` });
  }
  return z.NEVER;
});
