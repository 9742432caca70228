import { randomBytes } from 'node:crypto';
import {
  type Certificate,
  type Crl,
  type OcspResponse,
  readCertificate,
  readCrl,
  readOcspResponse,
  type RevocationSource,
  validatePath,
} from '../../certs/index.ts';
import type { CrlSource, Evidence, ReadDocument, ReadTimeStamp } from '../../certs/signatures/index.ts';
import type { TrustModel } from '../../certs/signatures/judgement/index.ts';

export interface GatheringDeps {
  readonly trust: TrustModel;
  /** Authorities of this service, through which paths may lead. */
  readonly intermediates: readonly Certificate[];
  readonly ocsp: RevocationSource;
  readonly crls: CrlSource;
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
  const pairs = new Map<string, { readonly certificate: Certificate; readonly issuer: Certificate }>();
  for (const [type, leaf] of leavesOf(document)) {
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

function* leavesOf({
  signatures,
  timeStamps,
}: ReadDocument): Generator<readonly ['ca' | 'tsa', Certificate]> {
  // Copies of foreign certificates beside values that nobody made would use up what is asked.
  for (const { signer, value, digests } of signatures)
    if (signer.certificate && value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches'))
      yield ['ca', signer.certificate];
  const stamps = [...signatures.flatMap((one) => one.timeStamps), ...timeStamps];
  for (const certificate of stamps.flatMap(certificatesIn))
    if (certificate.known.extKeyUsage) yield ['tsa', certificate];
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
  { ocsp, crls }: GatheringDeps,
): Promise<Word> {
  const answer = await attempt(() => ocsp.fetch({ ...pair, nonce: randomBytes(nonceOctets) }));
  const read = answer && readOcspResponse(answer);
  if (read?.kind === 'read' && read.value.kind === 'basic') return { crls: [], ocspResponses: [read.value] };
  const lists = (await attempt(() => crls.fetch(pair))) ?? [];
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
