import { createHmac, hash } from 'node:crypto';
import type { JudgeLots } from './model.ts';

/** What a draw is made of; all of it stands in the record `case.drawn`. */
export interface DrawTerms {
  readonly court: string;
  readonly kind: string;
  /** Its number in the urn, from 1. */
  readonly n: number;
  readonly draw: string;
  readonly case: string;
  /** 32 octets, hexadecimal: committed to before the checkpoint. */
  readonly secret: string;
  /** The first checkpoint that covers both the request and the commitment: size, and root in hexadecimal. */
  readonly size: number;
  readonly root: string;
}

/** So many secrets follow from one commitment. */
export const chainLength = 1024;

/** The secrets of a chain: the last is its seed, each other the SHA-256 of the next. `step` from 0, the commitment. */
export function secretAt(seed: Uint8Array, length: number, step: number): Buffer {
  let secret = Buffer.from(seed);
  for (let left = length - step; left > 0; left -= 1) secret = hash('sha256', secret, 'buffer');
  return secret;
}

/** Whether a secret is the one that another, the commitment or the secret before, is the hash of. */
export function follows(secret: string, before: string): boolean {
  return hash('sha256', Buffer.from(secret, 'hex'), 'hex') === before;
}

/**
 * Whose lot is drawn: lots are counted through in the order of the judges, and a number below their count tells the lot.
 * @throws RangeError when there is none
 */
export function drawnJudge(terms: DrawTerms, judges: readonly JudgeLots[]): string {
  const tickets = judges.flatMap(({ staffId, lots }) =>
    Array.from({ length: Math.max(0, lots) }, () => staffId),
  );
  const judge = tickets[numberBelow(tickets.length, (counter) => valueOf(terms, counter))];
  if (judge === undefined) throw new RangeError('there is no lot to draw');
  return judge;
}

const values = 2n ** 64n;

/** Without a bias: a value in the incomplete last part of its range is thrown away, and the next one taken. */
function numberBelow(count: number, value: (counter: number) => bigint): number {
  if (count < 1) throw new RangeError('there is no lot to draw');
  const even = values - (values % BigInt(count));
  for (let counter = 0; ; counter += 1) {
    const drawn = value(counter);
    if (drawn < even) return Number(drawn % BigInt(count));
  }
}

/** HMAC-SHA-256 under the secret, of lines; the first 64 bits. */
function valueOf({ secret, ...terms }: DrawTerms, counter: number): bigint {
  const { court, kind, n, draw, size, root } = terms;
  const lines = ['acar court draw v1', court, kind, n, terms.case, draw, size, root, counter];
  const text = lines.map((line) => `${line}\n`).join('');
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest().readBigUInt64BE(0);
}
