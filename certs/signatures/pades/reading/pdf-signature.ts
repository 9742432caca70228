import { hasWordOn, readSignatures } from '../../cades/index.ts';
import { isSelfIssued } from '../../cades/evidence-in-message.ts';
import { unitOf } from '../../cades/tokens.ts';
import type { Evidence, Level, Problem, ReadSignature, ReadTimeStamp } from '../../model.ts';
import type { ProblemCode } from '../../problem-codes.ts';
import { hash } from 'node:crypto';
import { oids } from '../../../asn1/index.ts';
import type { SignedData } from '../../../cms/index.ts';
import type { PdfFile } from '../pdf/document.ts';
import { textOfString, timeOfDate } from '../pdf/text.ts';
import type { RevisionChanges } from './changes/index.ts';
import { type Coverage, judgeCoverage } from './coverage.ts';
import type { EvidenceByRevision } from './evidence-by-revision.ts';
import type { ReadEntry } from './read.ts';
import { fail, type SignatureDictionary, warn } from './signature-dictionary.ts';

/** A document time stamp with the revision that it covers. */
export interface CoveringTimeStamp {
  readonly timeStamp: ReadTimeStamp;
  readonly revision: number | undefined;
  /** Everything before it is covered. */
  readonly gapStart: number;
}

interface Surroundings {
  readonly changes: ReadonlyMap<number, RevisionChanges>;
  readonly evidence: EvidenceByRevision;
  readonly stamps: readonly CoveringTimeStamp[];
  readonly knowsMade: boolean;
}

/** A signature of the file, with those that counter-sign it. */
export function readPdfSignature(
  file: PdfFile,
  entry: ReadEntry,
  surroundings: Surroundings,
): readonly ReadSignature[] {
  const { dictionary, message } = entry;
  const coverage = coverageOf(file, entry, surroundings);
  const problems = [...dictionary.problems, ...coverage.problems];
  if (message?.kind !== 'read') return [unreadSignature(dictionary, message, problems)];
  const { signedData } = message;
  const [signature, ...counters] = readSignatures({
    signedData,
    format: 'PAdES',
    packaging: 'enveloped',
    place: dictionary.field.name,
    digests: entry.digests,
    knowsMade: surroundings.knowsMade,
  });
  if (!signature) return [unreadSignature(dictionary, undefined, problems)];
  const own = [...signature.problems, ...problems, ...profileProblems(dictionary, signedData)];
  const covering = coveringStamps(entry, surroundings);
  const evidence = joinEvidence(signature.evidence, surroundings.evidence.upTo());
  const { reason, place } = textsOf(file, dictionary);
  const read = {
    ...signature,
    claimedTime: timeOfDate(dictionary.dictionary.entries.get('M')) ?? signature.claimedTime,
    claims: { ...signature.claims, ...(reason ? { reason } : {}), ...(place ? { place } : {}) },
    evidence,
    timeStamps: [...signature.timeStamps, ...covering.map(({ timeStamp }) => timeStamp)],
    problems: own,
    coversWholeDocument: coverage.isWhole,
  };
  return [{ ...read, level: levelOf(read, { dictionary, covering, surroundings }) }, ...counters];
}

function coverageOf(file: PdfFile, { dictionary, revision }: ReadEntry, { changes }: Surroundings): Coverage {
  if (!dictionary.range) return { problems: [], isWhole: false };
  if (revision === undefined) {
    const message = 'what is signed does not end where a revision of the file ends';
    return { problems: [fail('pades.byte_range_end', message, 'ISO 32000-2 12.8.1')], isWhole: false };
  }
  return judgeCoverage(file, dictionary, { revision, changes });
}

/** A signature of which nothing but its place can be told. */
function unreadSignature(
  { field, message, dictionary, subFilter }: SignatureDictionary,
  read: ReadEntry['message'],
  problems: readonly Problem[],
): ReadSignature {
  const why = read?.kind === 'refused' ? `${read.code}: ${read.message}` : 'it holds no signature';
  const unread = fail('pades.message', `the content of the signature cannot be read: ${why}`, 'RFC 5652 5');
  return {
    id: `S-${hash('sha256', message ?? Buffer.from(field.name), 'hex').slice(0, 16)}`,
    format: 'PAdES',
    packaging: 'enveloped',
    place: field.name,
    signer: { certificate: undefined, reference: 'absent' },
    value: 'no_key',
    scheme: undefined,
    algorithm: subFilter ?? '',
    digests: [],
    level: undefined,
    claimedTime: timeOfDate(dictionary.entries.get('M')),
    claims: {},
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    timeStamps: [],
    problems: [...problems, unread],
    coversWholeDocument: false,
  };
}

/** EN 319 142-1 6.3 and, for all signatures of PDF, ISO 32000-2 12.8.3.3. */
function profileProblems(
  { dictionary, subFilter, isPadded }: SignatureDictionary,
  signedData: SignedData,
): readonly Problem[] {
  const problems: Problem[] = [];
  const [signer, ...others] = signedData.signerInfos;
  if (!signer || others.length > 0)
    problems.push(fail('pades.signers', 'a PDF signature has exactly one signer', 'EN 319 142-1 6.3'));
  if (signedData.content !== undefined)
    problems.push(fail('pades.content_inside', 'the message holds a content of its own', 'EN 319 142-1 6.3'));
  if (!isPadded)
    problems.push(
      fail('pades.contents_trailing', 'something follows the message in Contents', 'EN 319 142-1 5.1'),
    );
  if (subFilter !== undefined && detached.has(subFilter)) {
    if (subFilter === baseline && !dictionary.entries.has('M'))
      problems.push(warn('pades.no_time', 'the dictionary tells no time of signing', 'EN 319 142-1 6.3'));
  } else
    problems.push(
      fail(
        'pades.sub_filter',
        `a signature of a kind that is not read: ${subFilter ?? 'none'}`,
        'ISO 32000-2 table 260',
      ),
    );
  const hasTime = signer?.signedAttributes?.some(({ oid }) => oid === oids.signingTime);
  if (subFilter === baseline && hasTime)
    problems.push(warn('pades.signing_time', 'signing-time stands beside M', 'EN 319 142-1 6.3'));
  return problems;
}

const baseline = 'ETSI.CAdES.detached';
const detached: ReadonlySet<string> = new Set([baseline, 'adbe.pkcs7.detached']);

function textsOf(file: PdfFile, { dictionary }: SignatureDictionary) {
  const text = (key: string) =>
    textOfString(file.resolve(dictionary.entries.get(key), file.revision().index));
  return { reason: text('Reason'), place: text('Location') };
}

/** Document time stamps in whose range all of the signature is, oldest first. */
function coveringStamps({ dictionary: { range } }: ReadEntry, { stamps }: Surroundings) {
  if (!range) return [];
  return stamps.filter(({ gapStart }) => gapStart >= range.end);
}

function joinEvidence(left: Evidence, right: Evidence): Evidence {
  return {
    certificates: distinct([...left.certificates, ...right.certificates]),
    crls: distinct([...left.crls, ...right.crls]),
    ocspResponses: distinct([...left.ocspResponses, ...right.ocspResponses]),
  };
}

function distinct<T extends { readonly raw: Uint8Array }>(values: readonly T[]): readonly T[] {
  const seen = new Map<string, T>();
  for (const value of values) {
    const key = keyOf(value.raw);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

const keys = new WeakMap<Uint8Array, string>();

function keyOf(octets: Uint8Array): string {
  const known = keys.get(octets) ?? hash('sha256', octets, 'base64');
  keys.set(octets, known);
  return known;
}

/** What is wrong with the file since the signature was made: it takes nothing from what the signature is. */
const wrongSince: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'pades.content_after_signature',
  'pades.signature_removed',
  'pades.trailing_bytes',
]);

/** EN 319 142-1 6.3: the highest level whose elements are there. */
function levelOf(
  read: Omit<ReadSignature, 'level'>,
  {
    dictionary,
    covering,
    surroundings,
  }: {
    readonly dictionary: SignatureDictionary;
    readonly covering: readonly CoveringTimeStamp[];
    readonly surroundings: Surroundings;
  },
): Level | undefined {
  const { certificate, reference } = read.signer;
  const isSound = !read.problems.some(
    ({ severity, code }) => severity === 'failure' && !wrongSince.has(code),
  );
  const isBaseline =
    dictionary.subFilter === baseline && dictionary.dictionary.entries.has('M') && reference === 'matches';
  if (!certificate || !isBaseline || !isSound) return undefined;
  const sound = covering.filter(({ timeStamp }) => timeStamp.imprint === 'matches');
  const own = read.timeStamps.filter(({ kind, imprint }) => kind === 'signature' && imprint === 'matches');
  if (own.length + sound.length === 0) return 'B';
  const isKnown = ({ crls, ocspResponses }: Evidence) => {
    const words = { certificates: read.evidence.certificates, crls, ocspResponses };
    return hasWordOn(certificate, words) && own.every((stamp) => hasWordOnUnit(stamp, words));
  };
  if (!isKnown(read.evidence)) return 'T';
  const isArchived = sound.some(({ revision }) => isKnown(surroundings.evidence.upTo(revision)));
  return isArchived ? 'LTA' : 'LT';
}

function hasWordOnUnit({ token }: ReadTimeStamp, evidence: Evidence): boolean {
  const unit = token && unitOf(token, evidence.certificates);
  return unit !== undefined && (isSelfIssued(unit) || hasWordOn(unit, evidence));
}
