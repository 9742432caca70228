import { der, oids } from '../asn1/index.ts';
import { responderKeyHash } from './cert-id.ts';
import { checkCriticalExtensions, checkValidity } from './certificate-rules.ts';
import type { Certificate } from './model.ts';
import type { BasicOcspResponse, ResponderId } from './ocsp-model.ts';
import type { Path } from './path-building.ts';
import type { Session } from './session.ts';

/** A certificate in its path, whose issuer's answers are asked for. */
export interface AnsweredPath {
  readonly path: Path;
  readonly position: number;
}

/** Whether a delegate's own path is valid and its status allows to believe it. */
export type IsDelegateBelieved = (path: Path, delegate: Certificate) => boolean;

export type SignerVerdict = 'authorized' | 'bad-signature' | 'unauthorized';

/**
 * Whether an answer is signed by someone who may answer for the issuer (RFC 6960 4.2.2.2): the issuer itself, a
 * responder that is trusted locally, or one that the issuer itself certified for it.
 */
export function judgeSigner(
  response: BasicOcspResponse,
  { path, position }: AnsweredPath,
  session: Session,
  isDelegateBelieved: IsDelegateBelieved,
): SignerVerdict {
  const issuer = path[position - 1];
  if (!issuer) return 'unauthorized';
  const isNamed = (candidate: Certificate) => isResponder(response.responderId, candidate, session);
  const isSignedBy = (candidate: Certificate) => session.verify(response, candidate) === 'good';
  const believed = [issuer, ...session.trustedResponders.filter((one) => !checkAlone(one, session))];
  const named = believed.filter(isNamed);
  if (named.some(isSignedBy)) return 'authorized';
  const [anchor, ...below] = path.slice(0, position);
  const above: Path | undefined = anchor && [anchor, ...below];
  const candidates = [...response.certificates, ...knownResponders(session)];
  session.spend(1 + candidates.length / 16);
  const delegates = candidates.filter(isNamed);
  let isSigned = named.length === 0 && delegates.length === 0;
  for (const delegate of delegates) {
    if (!isSignedBy(delegate)) continue;
    isSigned = true;
    if (above && isDelegate(delegate, issuer, session) && isDelegateBelieved(above, delegate))
      return 'authorized';
  }
  return isSigned ? 'unauthorized' : 'bad-signature';
}

function checkAlone(certificate: Certificate, session: Session) {
  session.spend(0.25);
  return checkValidity(certificate, session.time) ?? checkCriticalExtensions(certificate);
}

const responders = Symbol('intermediates that may answer');

/** Delegates that came with the other certificates and not with the answer. */
function knownResponders(session: Session): readonly Certificate[] {
  return session.once(responders, session.intermediates, () => {
    session.spend(session.intermediates.length / 16);
    return session.intermediates.filter(isForOcsp);
  });
}

function isForOcsp({ known }: Certificate): boolean {
  return known.extKeyUsage?.includes(oids.ocspSigning) === true;
}

const keyHash = Symbol('hash of a responder');

function isResponder(id: ResponderId, candidate: Certificate, session: Session): boolean {
  if (id.kind === 'byName') return id.name.key === candidate.subject.key;
  const hash = session.once(keyHash, candidate, () => {
    session.spend(1);
    return responderKeyHash(candidate);
  });
  return Buffer.compare(hash, id.keyHash) === 0;
}

const digitalSignature = 0;
const nonRepudiation = 1;

/** RFC 6960 4.2.2.2 and RFC 5280 4.2.1.12: issued directly by the authority, for this purpose, and valid now. */
function isDelegate(delegate: Certificate, issuer: Certificate, session: Session): boolean {
  const { keyUsage } = delegate.known;
  const maySign = !keyUsage || keyUsage.has(digitalSignature) || keyUsage.has(nonRepudiation);
  return (
    delegate.issuer.key === issuer.subject.key &&
    isForOcsp(delegate) &&
    maySign &&
    !checkAlone(delegate, session) &&
    session.verify(delegate, issuer) === 'good'
  );
}

const ocspMethod = Buffer.from(der.oid(oids.accessOcsp));

/** Whether a delegate says where its own status can be asked (RFC 6960 4.2.2.2.1), and not that it need not be. */
export function asksForStatus({ known, extensions }: Certificate): boolean {
  if (known.ocspNoCheck) return false;
  const access = extensions.find(({ oid }) => oid === oids.authorityInfoAccess);
  return known.cRLDistributionPoints !== undefined || Buffer.from(access?.value ?? []).includes(ocspMethod);
}
