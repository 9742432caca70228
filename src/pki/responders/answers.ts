import {
  type CertId,
  issuerKeyOf,
  ocspErrorResponses,
  type OcspErrorStatus,
  type OcspRequest,
  type OcspStatus,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { isDatabaseUnavailable } from '../../db/index.ts';
import type { CertificateKey, FoundStatus, StatusSource } from '../status/index.ts';
import type { Delegate, Delegates } from './delegates.ts';

/** What goes back to a client. */
export type OcspReply =
  | { readonly kind: 'error'; readonly status: OcspErrorStatus; readonly response: Uint8Array }
  /** With the client's nonce, or about several certificates: for this client alone. */
  | { readonly kind: 'single'; readonly response: Uint8Array }
  | SharedAnswer;

/** The same for everybody who asks of this certificate. Times in milliseconds since 1970. */
export interface SharedAnswer {
  readonly kind: 'shared';
  readonly response: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
}

export interface OcspAnsweringDeps {
  readonly clock: Clock;
  readonly delegates: Delegates;
  readonly statuses: StatusSource;
  /** How long an answer holds. */
  readonly validityMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Answers a request by what is known now; never throws or rejects. A signed answer is kept in memory and given again
 * only while every change of a status is known here, and at most for a quarter of its validity; to a request that is
 * the same object as an earlier one at once.
 */
export type OcspAnswering = (request: OcspRequest) => OcspReply | Promise<OcspReply>;

/** One certificate of a request and what is known of it. */
interface Asked {
  readonly certId: CertId;
  /** Undefined for a number that no certificate can have. */
  readonly key: CertificateKey | undefined;
  readonly found: FoundStatus;
}

interface Kept {
  readonly answer: Promise<SharedAnswer>;
  readonly madeAt: number;
  readonly delegate: Delegate;
}

/** The answer that a request was given, and what it stands on. */
interface Given {
  readonly reply: SharedAnswer;
  readonly key: CertificateKey;
  readonly found: FoundStatus;
  readonly delegate: Delegate;
  readonly madeAt: number;
}

export function createOcspAnswering(deps: OcspAnsweringDeps): OcspAnswering {
  // Answers go with the status that they tell.
  const kept = new WeakMap<FoundStatus, Map<string, Kept>>();
  const given = new WeakMap<OcspRequest, Given>();

  const isFresh = (madeAt: number): boolean => {
    const age = deps.clock.now() - madeAt;
    return age >= 0 && age < deps.validityMs / 4;
  };
  const recall = (request: OcspRequest): SharedAnswer | undefined => {
    const last = given.get(request);
    if (!last || !isFresh(last.madeAt) || !deps.delegates.isCurrent(last.delegate)) return undefined;
    return deps.statuses.isStill(last.key, last.found) ? last.reply : undefined;
  };
  const remember = (request: OcspRequest, delegate: Delegate, asked: Asked, reply: SharedAnswer): void => {
    const { key, found } = asked;
    const madeAt = kept.get(found)?.get(formOf(asked))?.madeAt;
    if (!key || madeAt === undefined) return;
    given.set(request, { reply, key, found, delegate, madeAt });
  };

  const shared = (delegate: Delegate, asked: Asked): Promise<SharedAnswer> => {
    const ofStatus = kept.get(asked.found) ?? new Map<string, Kept>();
    kept.set(asked.found, ofStatus);
    const form = formOf(asked);
    const known = ofStatus.get(form);
    if (known?.delegate === delegate && isFresh(known.madeAt)) return known.answer;
    const answer = sign(deps, delegate, [asked], undefined);
    ofStatus.set(form, { answer, madeAt: deps.clock.now(), delegate });
    answer.catch(() => ofStatus.delete(form));
    return answer;
  };

  const answer = async (request: OcspRequest): Promise<OcspReply> => {
    try {
      const delegate = delegateFor(deps.delegates, request.certIds);
      if (!delegate) return errorReply('unauthorized');
      const asked = await Promise.all(
        request.certIds.map((certId) => lookUp(deps, delegate.authority.caId, certId)),
      );
      const [only] = asked;
      if (only && asked.length === 1 && !request.nonce) {
        const reply = await shared(delegate, only);
        remember(request, delegate, only, reply);
        return reply;
      }
      const { response } = await sign(deps, delegate, asked, request.nonce);
      return { kind: 'single', response };
    } catch (error) {
      if (isDatabaseUnavailable(error)) return errorReply('tryLater');
      deps.onError(error);
      return errorReply('internalError');
    }
  };
  return (request) => recall(request) ?? answer(request);
}

/** By the bytes that were asked: clients differ in the hash and its parameters. */
function formOf({ certId: { raw } }: Asked): string {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
}

/** RFC 6960 2.3: an answer that needs no signature. */
export function errorReply(status: OcspErrorStatus): OcspReply {
  return { kind: 'error', status, response: ocspErrorResponses[status] };
}

/** Nobody may speak for two authorities in one answer. */
function delegateFor(delegates: Delegates, certIds: readonly CertId[]): Delegate | undefined {
  const [first, ...others] = certIds.map((certId) => {
    const key = issuerKeyOf(certId);
    return key === undefined ? undefined : delegates.find(key);
  });
  return others.every((other) => other === first) ? first : undefined;
}

async function lookUp({ statuses, clock }: OcspAnsweringDeps, caId: number, certId: CertId): Promise<Asked> {
  const serial = serialOf(certId.serialNumber);
  if (serial === undefined)
    return { certId, key: undefined, found: { status: { kind: 'never-issued' }, readAt: clock.now() } };
  const key = { caId, serial };
  return { certId, key, found: await statuses.find(key) };
}

function serialOf(number: bigint): string | undefined {
  if (number <= 0n) return undefined;
  const digits = number.toString(16);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

async function sign(
  deps: OcspAnsweringDeps,
  { signer, authority }: Delegate,
  asked: readonly Asked[],
  nonce: Uint8Array | undefined,
): Promise<SharedAnswer> {
  const producedAt = deps.clock.now();
  const confirmed = asked.map(({ key, found }) =>
    key ? deps.statuses.confirmedAt(key, found) : found.readAt,
  );
  const nextUpdate = producedAt + deps.validityMs;
  const answers = asked.map(({ certId, found: { status } }, place) => ({
    certId: certId.raw,
    status: toOcspStatus(status, producedAt),
    thisUpdate: Math.min(Math.max(confirmed[place] ?? producedAt, sinceOf(status)), producedAt),
    nextUpdate,
    // Nothing is ever deleted: the archive goes back to the authority's beginning (EN 319 411-2, CSS-6.3.10).
    archiveCutoff: authority.certificate.notBefore,
  }));
  const signed = await signer.answer({ answers, producedAt, nonce });
  if (signed.kind === 'refused') throw new OcspRefused(signed.findings.map(({ rule }) => rule));
  const thisUpdate = Math.min(...answers.map((answer) => answer.thisUpdate));
  return { kind: 'shared', response: signed.response, thisUpdate, nextUpdate };
}

/** The linter refused an answer: a defect, or a certificate that is over. */
class OcspRefused extends Error {
  constructor(rules: readonly string[]) {
    super(`an OCSP answer was refused: ${rules.join(', ')}`);
    this.name = 'OcspRefused';
  }
}

function sinceOf(status: FoundStatus['status']): number {
  return 'since' in status ? status.since : 0;
}

/** A clock of another node may be a little ahead; nobody is revoked in the future (RFC 6960 4.2.2.1). */
function toOcspStatus(status: FoundStatus['status'], now: number): OcspStatus {
  switch (status.kind) {
    case 'good':
    case 'never-issued':
      return status;
    case 'held':
      return { kind: 'revoked', since: Math.min(status.since, now), reason: certificateHold };
    case 'revoked':
      return {
        kind: 'revoked',
        since: Math.min(status.since, now),
        reason: status.reason === 0 ? undefined : status.reason,
      };
  }
}

const certificateHold = 6;
