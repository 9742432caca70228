import { hash } from 'node:crypto';
import { hashNameOf, type HashName } from '../../../cms/index.ts';
import { readTimeStampToken, type TimeStampToken } from '../../../tsa/index.ts';
import type { Digests } from '../../byte-source.ts';
import type { Problem, ReadTimeStamp } from '../../model.ts';
import type { SignatureDictionary } from './signature-dictionary.ts';

/** The token of a document time stamp (EN 319 142-1 5.4.3), or why there is none. */
export type ReadToken =
  | { readonly token: TimeStampToken; readonly hash: HashName | undefined }
  | { readonly token: undefined; readonly unreadable: string };

export function readToken({
  message,
  isPadded,
}: Pick<SignatureDictionary, 'message' | 'isPadded'>): ReadToken {
  if (!message) return { token: undefined, unreadable: 'pades.contents: the dictionary holds no token' };
  if (!isPadded)
    return { token: undefined, unreadable: 'pades.contents_trailing: something follows the token' };
  const read = readTimeStampToken(message);
  if (read.kind === 'refused') return { token: undefined, unreadable: `${read.code}: ${read.message}` };
  return { token: read.token, hash: hashNameOf(read.token.tstInfo.messageImprint.algorithm) };
}

/** `digests` are those of the range; undefined where the range is not in order. */
export function documentTimeStamp(
  id: string,
  read: ReadToken,
  { digests, proves }: { readonly digests: Digests | undefined; readonly proves: ReadonlySet<string> },
): ReadTimeStamp {
  const base = { id, kind: 'document' } as const;
  if (!read.token)
    return {
      ...base,
      token: undefined,
      unreadable: read.unreadable,
      imprint: 'unsupported',
      proves: nothing,
    };
  const actual = read.hash && digests?.get(read.hash);
  const isOf = actual !== undefined && Buffer.compare(actual, read.token.tstInfo.messageImprint.digest) === 0;
  if (!read.hash) return { ...base, token: read.token, imprint: 'unsupported', proves: nothing };
  return {
    ...base,
    token: read.token,
    imprint: isOf ? 'matches' : 'differs',
    proves: isOf ? proves : nothing,
  };
}

const nothing: ReadonlySet<string> = new Set();

/** By the token, so that it is the same at every reading. */
export function timeStampId({ message, field }: SignatureDictionary): string {
  return `T-${hash('sha256', message ?? Buffer.from(field.name), 'hex').slice(0, 16)}`;
}

/** What is wrong with the dictionary of a document time stamp is told of the document: the stamp itself counts for nothing. */
export function problemsOfTimeStamp(name: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({
    ...problem,
    severity: 'warning',
    message: `document time stamp ${name}: ${problem.message}`,
  }));
}
