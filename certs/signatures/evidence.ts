import { randomBytes } from 'node:crypto';
import { ocspAddressesOf, type RevocationSource } from '../ocsp/index.ts';
import {
  type Certificate,
  type Crl,
  judgeOcsp,
  type OcspResponse,
  readCrl,
  readOcspResponse,
  validatePath,
} from '../validation/index.ts';
import { SignatureError } from './errors.ts';
import type { Evidence, EvidenceSource } from './model.ts';

/** Fetches the CRLs, as DER, that may list a certificate; rejects when none can be had. Nobody vouches for them. */
export interface CrlSource {
  fetch(question: {
    readonly certificate: Certificate;
    readonly issuer: Certificate;
  }): Promise<readonly Uint8Array[]>;
}

export interface EvidenceDeps {
  /** Where paths may end. */
  readonly anchors: readonly Certificate[];
  /** Issuers that are known beside those which come with a signature. */
  readonly intermediates: readonly Certificate[];
  readonly ocsp: RevocationSource;
  readonly crls: CrlSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Question = Parameters<EvidenceSource['evidenceOf']>[0];

/**
 * Evidence from OCSP and, where there is no good answer, from CRLs. The path is that of the moment `notBefore`, so that
 * a certificate which ended since has its evidence still where its issuer tells it.
 */
export function createEvidenceSource(deps: EvidenceDeps): EvidenceSource {
  return {
    async evidenceOf(question) {
      const path = pathOf(deps, question);
      const below = path.slice(1).map((certificate, index) => ({
        certificate,
        issuer: path[index] ?? certificate,
        producedSince: index === path.length - 2 ? wholeSecond(question.notBefore) : 0,
      }));
      const words = await Promise.all(below.map((asked) => wordOn(deps, asked)));
      return {
        certificates: path.toReversed(),
        crls: uniqueCrls(words.flatMap(({ crls }) => crls)),
        ocspResponses: words.flatMap(({ ocspResponses }) => ocspResponses),
      };
    },
  };
}

/** OCSP answers and CRLs tell whole seconds; one of the second of the time stamp is not older than it. */
function wholeSecond(moment: number): number {
  return Math.floor(moment / 1000) * 1000;
}

/** From the anchor down to the certificate. */
function pathOf(
  { anchors, intermediates }: EvidenceDeps,
  { certificate, known, notBefore, purpose }: Question,
): readonly Certificate[] {
  const result = validatePath({
    leaf: certificate,
    intermediates: [...known, ...intermediates],
    anchors,
    crls: [],
    time: notBefore,
    revocation: false,
    purpose: purpose === 'timeStamping' ? 'timeStamping' : null,
  });
  if (result.kind === 'valid') return result.path;
  throw unavailable(`no path to an anchor: ${result.code}: ${result.message}`);
}

interface Asked {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** Milliseconds since 1970. */
  readonly producedSince: number;
}

type Word = Pick<Evidence, 'crls' | 'ocspResponses'>;

async function wordOn(deps: EvidenceDeps, asked: Asked): Promise<Word> {
  const byOcsp = await askOcsp(deps, asked);
  if (byOcsp.kind === 'good') return { crls: [], ocspResponses: [byOcsp.response] };
  const byCrl = byOcsp.isFinal ? byOcsp : await askCrls(deps, asked);
  if (byCrl.kind === 'good') return { crls: byCrl.crls, ocspResponses: [] };
  const about = `certificate ${asked.certificate.serialNumber.toString(16)}`;
  throw unavailable(`no good word on ${about}: ${[...new Set([byOcsp.reason, byCrl.reason])].join('; ')}`);
}

interface NotGood {
  readonly kind: 'not-good';
  readonly reason: string;
  /** The issuer has spoken: nothing else is asked. */
  readonly isFinal: boolean;
}

const nonceOctets = 32;

async function askOcsp(
  { ocsp, now }: EvidenceDeps,
  { certificate, issuer, producedSince }: Asked,
): Promise<{ readonly kind: 'good'; readonly response: OcspResponse } | NotGood> {
  if (ocspAddressesOf(certificate).length === 0) return notGood('it names no OCSP service');
  const fetched = await attempt(ocsp.fetch({ certificate, issuer, nonce: randomBytes(nonceOctets) }));
  if (!fetched) return notGood('the OCSP service did not answer');
  const read = readOcspResponse(fetched);
  if (read.kind === 'malformed') return notGood(`${read.code}: ${read.message}`);
  const response = read.value;
  const judged = judgeOcsp({ response, issuer, certificate, isIssuedByPath: true, time: now() });
  if (judged.status === 'revoked') return { ...notGood('it is revoked'), isFinal: true };
  if (judged.status !== 'good')
    return notGood(
      judged.status === 'invalid' ? `${judged.code}: ${judged.message}` : 'its status is unknown',
    );
  if (response.kind !== 'basic' || response.basic.producedAt < producedSince)
    return notGood('the OCSP answer is older than the time stamp');
  return { kind: 'good', response };
}

async function askCrls(
  { crls: source, now }: EvidenceDeps,
  { certificate, issuer, producedSince }: Asked,
): Promise<{ readonly kind: 'good'; readonly crls: readonly Crl[] } | NotGood> {
  const fetched = (await attempt(source.fetch({ certificate, issuer }))) ?? [];
  const crls = fetched
    .map((bytes) => readCrl(bytes))
    .flatMap((read) => (read.kind === 'read' && read.value.thisUpdate >= producedSince ? [read.value] : []));
  if (crls.length === 0) return notGood('there is no CRL that is recent enough');
  const result = validatePath({
    leaf: certificate,
    intermediates: [],
    anchors: [issuer],
    crls,
    time: now(),
    revocation: true,
  });
  return result.kind === 'valid' ? { kind: 'good', crls } : notGood(`${result.code}: ${result.message}`);
}

/** A source that fails has nothing to say. */
async function attempt<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}

function notGood(reason: string): NotGood {
  return { kind: 'not-good', reason, isFinal: false };
}

function uniqueCrls(crls: readonly Crl[]): readonly Crl[] {
  return [...new Map(crls.map((crl) => [Buffer.from(crl.raw).toString('base64'), crl])).values()];
}

function unavailable(message: string): SignatureError {
  return new SignatureError('signature.evidence_unavailable', message);
}
