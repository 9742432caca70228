import { verifyTimeStamp } from '../../tsa/index.ts';
import type { ReadDocument, ReadSignature, ReadTimeStamp } from '../model.ts';
import { type AlgorithmSuite, ts119312 } from './algorithms.ts';
import { algorithmEndOf } from './time-stamp.ts';

/**
 * Until when a document needs no further archive time stamp, in milliseconds since 1970: every signature lasts as long
 * as the newest archive time stamp over it, which ends with its unit's certificate or with the first of its algorithms.
 * Undefined where a signature is below level LTA, or its newest stamp does not hold: it needs one now.
 */
export function lastsUntil(
  { signatures }: ReadDocument,
  algorithms: AlgorithmSuite = ts119312,
): number | undefined {
  // A counter-signature lies inside what the stamps of its signature are over.
  const own = signatures.filter(({ counterSigns }) => counterSigns === undefined);
  const ends = own.map((signature) => endOf(signature, algorithms));
  if (ends.length === 0 || ends.includes(undefined)) return undefined;
  return Math.min(...ends.flatMap((end) => end ?? []));
}

function endOf({ level, timeStamps }: ReadSignature, algorithms: AlgorithmSuite): number | undefined {
  if (level !== 'LTA') return undefined;
  const archive = timeStamps.filter(({ kind }) => kind === 'archive' || kind === 'document');
  const times = archive.map(({ token }) => token?.tstInfo.genTime ?? -Infinity);
  const newest = archive[times.lastIndexOf(Math.max(...times))];
  return newest && stampEnd(newest, algorithms);
}

function stampEnd({ token, imprint }: ReadTimeStamp, algorithms: AlgorithmSuite): number | undefined {
  if (!token || imprint !== 'matches') return undefined;
  const stamped = { digest: token.tstInfo.messageImprint.digest };
  const verified = verifyTimeStamp({ token, stamped, certificates: [] });
  if (verified.kind !== 'verified') return undefined;
  const { signer } = verified;
  const end = algorithmEndOf(token, signer, algorithms);
  return end === undefined ? undefined : Math.min(end, signer.notAfter);
}
