import type { Certificate } from './model.ts';
import { asksForStatus, type IsDelegateBelieved } from './ocsp-responder.ts';
import { ocspStatements } from './ocsp-status.ts';
import { checkForm, onlyPathRules } from './path-form.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Asked, crlStatement, type Statement } from './revocation.ts';

const certificateHold = 6;

/** Names with keys whose status is being asked, so that nobody vouches for itself, nor two for each other. */
type Open = ReadonlySet<number>;
const mostOpen = 2;

/**
 * The status of the certificate at `position` of a path, from CRLs (RFC 5280 6.3) and OCSP answers (RFC 6960): refused
 * when any valid one says revoked, and when none says good although one must.
 */
export function checkStatus(asked: Asked, open: Open = new Set()): Refusal | undefined {
  const { path, position, session } = asked;
  const certificate = path[position];
  if (!certificate) return undefined;
  const believed = rememberBeliefs(delegateJudge(asked, open));
  const ofOcsp = ocspStatements(asked, session, believed);
  const statements = [crlStatement(asked), ...ofOcsp.found].filter((one) => one !== undefined);
  const revocation = decisive(statements);
  if (revocation)
    return {
      ...refuse('path.revoked', certificate, describe(revocation)),
      revocationReason: revocation.reason,
      revokedSince: revocation.since,
    };
  if (!session.requiresRevocation || statements.some(({ kind }) => kind === 'good')) return undefined;
  const ocsp = session.ocsp.length > 0 ? ` (${ofOcsp.reason.message})` : '';
  return refuse(
    'path.revocation_unknown',
    certificate,
    `no valid CRL or OCSP answer says that it is good${ocsp}`,
  );
}

type Revoked = Extract<Statement, { readonly kind: 'revoked' }>;

/** A revocation is for ever, whichever evidence tells it; only a hold ends, and then a newer "good" says so. */
export function decisive(statements: readonly Statement[]): Revoked | undefined {
  const newestGood = Math.max(
    ...statements.filter(({ kind }) => kind === 'good').map(({ thisUpdate }) => thisUpdate),
  );
  return statements.find(
    (one): one is Revoked =>
      one.kind === 'revoked' && !(one.reason === certificateHold && one.thisUpdate < newestGood),
  );
}

function describe({ since, reason }: Revoked): string {
  return `revoked at ${new Date(since).toISOString()}, reason ${reason ?? 'not given'}`;
}

/**
 * A delegate is a certificate like others: its path keeps the rules, it is not revoked, and unless its issuer says that
 * its status need not be asked (RFC 6960 4.2.2.2.1) it is known to be good where that is demanded or can be asked.
 */
export function delegateJudge(asked: Asked, open: Open = new Set()): IsDelegateBelieved {
  const { session } = asked;
  const certificate = asked.path[asked.position];
  const closed = new Set(open);
  if (certificate) closed.add(session.entityOf(certificate));
  return (above, delegate) => {
    if (closed.has(session.entityOf(delegate)) || closed.size > mostOpen) return false;
    const path = [...above, delegate] as const;
    if (checkForm(path, onlyPathRules, session)) return false;
    const isDemanded = session.requiresRevocation && !delegate.known.ocspNoCheck;
    const inner = { ...session, requiresRevocation: isDemanded || asksForStatus(delegate) };
    const position = above.length;
    return !checkStatus({ ...asked, path, position, session: inner }, closed);
  };
}

function rememberBeliefs(judge: IsDelegateBelieved): IsDelegateBelieved {
  const known = new Map<Certificate, boolean>();
  return (above, delegate) => {
    const belief = known.get(delegate) ?? judge(above, delegate);
    known.set(delegate, belief);
    return belief;
  };
}
