import { z } from 'zod';
import { derBlocks, type Read } from '../../certs/index.ts';

/** What the questions of all `verify` commands share; files are paths to PEM or DER. */
export const idSchema = z.union([z.string(), z.number()]);
export type Id = string | number | null;

/** ISO 8601 with a zone, or seconds since 1970. */
export const timeSchema = z.union([
  z.iso.datetime({ offset: true }),
  z.number().int().nonnegative().max(253_402_300_799),
]);

/** Milliseconds since 1970. */
export function momentOf(time: z.infer<typeof timeSchema>): number {
  return typeof time === 'number' ? time * 1000 : Date.parse(time);
}

export type ReadBytes = (path: string) => Uint8Array;

/** What is wrong with the form of a question: options that are not known are unsupported, the rest is unusable. */
export function explainForm(
  question: unknown,
  issues: readonly z.core.$ZodIssue[],
): { readonly id: Id; readonly kind: 'unsupported' | 'unusable'; readonly message: string } {
  const withId = z.looseObject({ id: idSchema }).safeParse(question);
  const isUnsupported =
    withId.success &&
    issues.every(
      ({ code, path }) => code === 'unrecognized_keys' || (code === 'invalid_value' && path.length > 0),
    );
  return {
    id: withId.success ? withId.data.id : null,
    kind: isUnsupported ? 'unsupported' : 'unusable',
    message: issues
      .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
      .join('; '),
  };
}

/** Malformed material cannot help a path; a path that needs it is refused for the lack of it. */
export function usable<T>(reads: readonly Read<T>[]): readonly T[] {
  return reads.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
}

/** In all files of a list together. */
const mostBlocks = 10_000;

/** @throws Error when a file cannot be read, or they hold more than anybody needs */
export function readFiles<T>(
  paths: readonly string[],
  label: string,
  readBytes: ReadBytes,
  read: (bytes: Uint8Array) => Read<T>,
): readonly Read<T>[] {
  const blocks: Uint8Array[] = [];
  for (const path of paths) {
    blocks.push(...derBlocks(readBytes(path), label, mostBlocks + 1));
    if (blocks.length > mostBlocks) throw new Error(`more than ${mostBlocks} times ${label}`);
  }
  return blocks.map(read);
}
