import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { oids } from '../../certs/asn1/index.ts';
import {
  type Certificate,
  policies,
  readCertificate,
  type RevocationSource,
  validatePath,
} from '../../certs/index.ts';
import { askStatus } from '../../oidc/certificate-status/index.ts';
import type { Clock, Random } from '../../oidc/ports.ts';
import { ExchangeError } from './errors.ts';
import { isOrganisationId } from './model.ts';

/** A system of an organisation, by its certificate. */
export interface Party {
  /** Semantic identifier, such as `VATAZ-1400000002`. */
  readonly organisation: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly certificate: Uint8Array;
  readonly publicKey: KeyObject;
}

export interface PartyJudgeDeps {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly clock: Clock;
  /** Who is asked whether a certificate is still good, and for how many seconds the answer counts. Without it nobody is. */
  readonly status?:
    | { readonly revocation: RevocationSource; readonly random: Random; readonly seconds: number }
    | undefined;
}

/** Judges certificates that were shown in a handshake or came with a signature. */
export interface PartyJudge {
  /** @throws ExchangeError `exchange.certificate_…`, `exchange.status_unavailable` */
  judge(certificate: Uint8Array | undefined): Promise<Party>;
}

interface Judged {
  readonly party: Party;
  readonly until: number;
}

const mostRemembered = 1000;

/**
 * In order: the certificate is one for systems of agencies, its path is valid now by our own validator, it names an
 * organisation, and its issuer says that it is good. What was judged good counts for some seconds.
 */
export function createPartyJudge(deps: PartyJudgeDeps): PartyJudge {
  const remembered = new Map<string, Judged>();
  const seconds = deps.status?.seconds ?? 60;
  return {
    async judge(octets) {
      if (!octets) throw new ExchangeError('exchange.certificate_missing', 'no certificate was shown');
      const now = deps.clock.now();
      const fingerprint = createHash('sha256').update(octets).digest('hex');
      const known = remembered.get(fingerprint);
      if (known && now < known.until) return known.party;
      const { certificate, path } = judgePath(deps, octets);
      const party = {
        organisation: organisationOf(certificate),
        fingerprint,
        certificate: octets,
        publicKey: new X509Certificate(octets).publicKey,
      };
      if (deps.status) await judgeStatus(deps, deps.status, { certificate, path });
      // The oldest goes: a bound, and no more.
      if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value ?? '');
      remembered.delete(fingerprint);
      remembered.set(fingerprint, { party, until: now + seconds * 1000 });
      return party;
    },
  };
}

function judgePath({ anchors, intermediates, clock }: PartyJudgeDeps, octets: Uint8Array) {
  const read = readCertificate(octets);
  if (read.kind === 'malformed') throw refused(read.message);
  const certificate = read.value;
  if (!certificate.known.certificatePolicies?.includes(policies.agencySystem))
    throw refused('it is not for systems of agencies');
  const result = validatePath({
    leaf: certificate,
    intermediates,
    anchors,
    crls: [],
    time: clock.now(),
    // Asked afterwards, of the issuer.
    revocation: false,
    purpose: 'clientAuth',
  });
  if (result.kind === 'refused') throw refused(result.code);
  return { certificate, path: result.path };
}

const refused = (what: string) => new ExchangeError('exchange.certificate_refused', what);

function organisationOf({ subject }: Certificate): string {
  const [found, second] = subject.attributes.filter(({ type }) => type === oids.organizationIdentifier);
  if (!found || second || !isOrganisationId(found.text)) throw refused('it names no organisation');
  return found.text;
}

async function judgeStatus(
  { clock }: PartyJudgeDeps,
  { revocation, random }: NonNullable<PartyJudgeDeps['status']>,
  verified: { readonly certificate: Certificate; readonly path: readonly Certificate[] },
): Promise<void> {
  const status = await askStatus({ revocation, random, clock }, verified);
  if (status.kind === 'unavailable')
    throw new ExchangeError('exchange.status_unavailable', 'its issuer does not answer');
  if (status.kind === 'good') return;
  const isRevoked = status.code === 'webeid.revoked' || status.code === 'webeid.suspended';
  throw new ExchangeError(
    isRevoked ? 'exchange.certificate_revoked' : 'exchange.status_unavailable',
    status.code,
  );
}
