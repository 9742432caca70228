import { hash, randomBytes } from 'node:crypto';
import {
  type Certificate,
  type Crl,
  type OcspResponse,
  readCertificate,
  readCrl,
  readOcspResponse,
  validatePath,
} from '../../certs/index.ts';
import type { Evidence, ReadDocument, ReadTimeStamp } from '../../certs/signatures/index.ts';
import type { TrustModel } from '../../certs/signatures/judgement/index.ts';
import type { EvidenceSources } from '../signature-sources/index.ts';

export interface GatheringDeps {
  readonly trust: TrustModel;
  /** Authorities of this service, through which paths may lead. */
  readonly intermediates: readonly Certificate[];
  readonly sources: EvidenceSources;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Most certificates that are asked about for one document. */
const mostAsked = 24;
const nonceOctets = 32;

/**
 * What the issuers say now about the certificates of a document: of signers, time-stamping units and those above them.
 * Only what leads to a trusted service is asked about. Nobody judges it here, and who does not answer is left out.
 */
export async function gatherEvidence(document: ReadDocument, deps: GatheringDeps): Promise<Evidence> {
  const known = [...deps.intermediates, ...certificatesOf(document)];
  const leaves = leavesOf(document);
  known.push(...(await fetchIssuers(leaves, known, deps)));
  const pairs = new Map<string, { readonly certificate: Certificate; readonly issuer: Certificate }>();
  for (const [type, leaf] of leaves) {
    const path = pathOf(leaf, type, known, deps);
    for (const [index, certificate] of path.entries()) {
      const issuer = path[index - 1];
      if (!issuer || pairs.size >= mostAsked) continue;
      pairs.set(Buffer.from(certificate.raw).toString('base64'), { certificate, issuer });
    }
  }
  const words = await Promise.all([...pairs.values()].map((pair) => ask(pair, deps)));
  return {
    certificates: known,
    crls: words.flatMap(({ crls }) => crls),
    ocspResponses: words.flatMap(({ ocspResponses }) => ocspResponses),
  };
}

function certificatesOf({ signatures, timeStamps }: ReadDocument): readonly Certificate[] {
  const stamps = [...signatures.flatMap((one) => one.timeStamps), ...timeStamps];
  return [...signatures.flatMap(({ evidence }) => evidence.certificates), ...stamps.flatMap(certificatesIn)];
}

function certificatesIn({ token }: ReadTimeStamp): readonly Certificate[] {
  return (token?.certificates ?? []).flatMap((bytes) => {
    const read = readCertificate(bytes);
    return read.kind === 'read' ? [read.value] : [];
  });
}

type Leaf = readonly ['ca' | 'tsa', Certificate];

/** Most certificates of each type from which paths are sought: tokens may carry thousands, and a path costs signatures. */
const mostLeaves = 48;

/** Each once, however often it stands in the document. */
function leavesOf(document: ReadDocument): readonly Leaf[] {
  const leaves = { ca: new Map<string, Leaf>(), tsa: new Map<string, Leaf>() };
  for (const leaf of namedLeaves(document)) {
    const [type, { raw }] = leaf;
    if (leaves[type].size < mostLeaves) leaves[type].set(hash('sha256', raw), leaf);
  }
  return [...leaves.ca.values(), ...leaves.tsa.values()];
}

function* namedLeaves({ signatures, timeStamps }: ReadDocument): Generator<Leaf> {
  // Copies of foreign certificates beside values that nobody made would use up what is asked.
  for (const { signer, value, digests } of signatures)
    if (signer.certificate && value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches'))
      yield ['ca', signer.certificate];
  const stamps = [...signatures.flatMap((one) => one.timeStamps), ...timeStamps];
  for (const certificate of stamps.flatMap(certificatesIn))
    if (certificate.known.extKeyUsage) yield ['tsa', certificate];
}

/** Most certificates that are fetched above one, and for one document. */
const deepestClimb = 3;
const mostIssuers = 8;

/** The issuers that are missing between a certificate and a trusted service, as far as the certificates lead to them. */
async function fetchIssuers(
  leaves: readonly Leaf[],
  known: readonly Certificate[],
  deps: GatheringDeps,
): Promise<readonly Certificate[]> {
  const found: Certificate[] = [];
  for (const [type, leaf] of leaves) {
    let below: Certificate | undefined = leaf;
    for (let step = 0; below && step < deepestClimb && found.length < mostIssuers; step += 1) {
      if (pathOf(leaf, type, [...known, ...found], deps).length > 0) break;
      const child: Certificate = topOf(below, [...known, ...found]);
      const fetched = (await attempt(() => deps.sources.issuers.fetch(child))) ?? [];
      const fresh = fetched.filter((one) => one.subject.key === child.issuer.key);
      found.push(...fresh.slice(0, mostIssuers - found.length));
      [below] = fresh;
    }
  }
  return found;
}

/** The highest certificate that what is at hand leads to. */
function topOf(leaf: Certificate, known: readonly Certificate[]): Certificate {
  const passed = new Set([leaf]);
  let top = leaf;
  for (;;) {
    const above = known.find((one) => one.subject.key === top.issuer.key && !passed.has(one));
    if (!above || top.subject.key === top.issuer.key) return top;
    passed.add(above);
    top = above;
  }
}

/** From the trusted service down, at a time at which the certificate was valid; empty where there is none. */
function pathOf(
  leaf: Certificate,
  type: 'ca' | 'tsa',
  known: readonly Certificate[],
  { trust, now }: GatheringDeps,
): readonly Certificate[] {
  const anchors = trust.services.filter((service) => service.type === type).map((one) => one.certificate);
  const result = validatePath({
    leaf,
    intermediates: known,
    anchors,
    crls: [],
    time: Math.max(leaf.notBefore, Math.min(now(), leaf.notAfter)),
    revocation: false,
    purpose: type === 'tsa' ? 'timeStamping' : null,
  });
  return result.kind === 'valid' ? result.path : [];
}

type Word = Pick<Evidence, 'crls' | 'ocspResponses'>;

async function ask(
  pair: { readonly certificate: Certificate; readonly issuer: Certificate },
  { sources }: GatheringDeps,
): Promise<Word> {
  const answer = await attempt(() => sources.ocsp.fetch({ ...pair, nonce: randomBytes(nonceOctets) }));
  const read = answer && readOcspResponse(answer);
  if (read?.kind === 'read' && read.value.kind === 'basic') return { crls: [], ocspResponses: [read.value] };
  const lists = (await attempt(() => sources.crls.fetch(pair))) ?? [];
  const found = lists.flatMap((bytes): readonly Crl[] => {
    const list = readCrl(bytes);
    return list.kind === 'read' ? [list.value] : [];
  });
  const none: readonly OcspResponse[] = [];
  return { crls: found, ocspResponses: none };
}

/** A source that fails has nothing to say. */
async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
