import { createHash } from 'node:crypto';
import type { CaseProblemErrorCode } from '../errors.ts';
import type { TypedCase } from '../model.ts';
import type { CaseImportErrorCode } from './errors.ts';

export const mostRows = 10_000;
export const largestFile = 20 * 1024 * 1024;
/** Signs of one row. */
export const longestRow = 32 * 1024;
/** So long after its end a file's refused rows can be had, and a file that nobody chose is kept. */
export const textKeptMs = 30 * 24 * 3600 * 1000;
export const longestKey = 100;

export type ImportFormat = 'csv' | 'json';
export type ImportGoal = 'register' | 'draft';

/** What is wrong with a row: the column as the file calls it, or '' for the whole row. */
export interface RowProblem {
  readonly column: string;
  readonly code: CaseImportErrorCode | CaseProblemErrorCode;
}

/** A row of a file, right or not. */
export interface ImportRow {
  /** Of the file, from 1: where the row begins. */
  readonly line: number;
  /** As it stood in the file. */
  readonly source: string;
  readonly key: string;
  /** Undefined where it could not be read. */
  readonly typed: TypedCase | undefined;
  readonly problems: readonly RowProblem[];
}

/** The rows of a file, one by one. @throws ImportRefused while they are read */
export interface OpenedFile {
  readonly format: ImportFormat;
  /** The first line of a CSV. */
  readonly header: string | undefined;
  readonly rows: AsyncIterable<ImportRow>;
}

/** What became of a row. `resembling`: kept as a draft, for another open case has the same parties. */
export type RowOutcome = 'registered' | 'drafted' | 'resembling' | 'there' | 'bad';

/** By which the court knows a row again: the file's own key, or what the row says. */
export function rowKey(given: string, typed: TypedCase): string {
  if (given !== '') return `key:${given}`;
  return `sha256:${createHash('sha256').update(JSON.stringify(typed)).digest('hex')}`;
}
