import {
  type Certificate,
  createOcspSigner,
  createSoftwareKey,
  issuerKeysOf,
  issuingKey,
  type OcspSigner,
  prepareOcspResponder,
  signatureAlgorithms,
} from '../../../certs/index.ts';
import type { Authorities, Authority } from '../authority/index.ts';
import { issueOwnCertificate, type OwnCertificateDeps } from '../orders/index.ts';

/** A key in memory with which this process answers for one authority. */
export interface Delegate {
  readonly authority: Authority;
  readonly certificate: Certificate;
  readonly signer: OcspSigner;
}

export interface Delegates {
  /** By a text of `issuerKeysOf`. */
  find(issuerKey: string): Delegate | undefined;
  /** It answers for its authority still. */
  isCurrent(delegate: Delegate): boolean;
  /** Makes new keys and certificates where half of a life is over; how many. */
  renew(): Promise<number>;
  stop(): void;
}

export interface DelegatesDeps extends OwnCertificateDeps {
  readonly authorities: Authorities;
  readonly onError: (error: unknown) => void;
  /** How often is looked whether a certificate is to be renewed; 10 minutes. */
  readonly checkMs?: number;
}

const defaultCheckMs = 10 * 60_000;

/**
 * One responder certificate for each authority whose key is here (RFC 6960 4.2.2.2), for a key that never leaves this
 * process: the authority's own key signs certificates and CRLs alone, and a node that is lost costs a few days.
 */
export async function startDelegates(deps: DelegatesDeps): Promise<Delegates> {
  const { authorities, clock, onError, checkMs = defaultCheckMs } = deps;
  const byAuthority = new Map<number, Delegate>();
  const byIssuer = new Map<string, Delegate>();
  const replace = async (authority: Authority) => {
    const delegate = await makeDelegate(deps, authority);
    byAuthority.set(authority.caId, delegate);
    for (const key of issuerKeysOf(authority.certificate)) byIssuer.set(key, delegate);
  };
  const renew = async () => {
    const due = authorities.all.filter(({ caId }) => isDue(byAuthority.get(caId)?.certificate, clock.now()));
    for (const authority of due) await replace(authority);
    return due.length;
  };
  await renew();
  const timer = setInterval(() => void renew().catch(onError), checkMs);
  return {
    find: (key) => byIssuer.get(key),
    isCurrent: (delegate) => byAuthority.get(delegate.authority.caId) === delegate,
    renew,
    stop: () => clearInterval(timer),
  };
}

function isDue(certificate: Certificate | undefined, now: number): boolean {
  return !certificate || now >= (certificate.notBefore + certificate.notAfter) / 2;
}

async function makeDelegate(deps: DelegatesDeps, authority: Authority): Promise<Delegate> {
  const algorithm = signatureAlgorithms['ecdsa-p256-sha256'];
  const { signer } = await createSoftwareKey(algorithm);
  const certificate = await issueOwnCertificate(deps, {
    authority,
    profile: 'ocsp-responder',
    subject: {
      kind: 'service',
      organisation: deps.authorities.organisation,
      commonName: `OCSP ${authority.name}`,
    },
    publicKey: signer.publicKey,
  });
  const responder = prepareOcspResponder({ certificate, issuer: authority.certificate, algorithm });
  return { authority, certificate, signer: createOcspSigner({ responder, key: issuingKey(signer) }) };
}
