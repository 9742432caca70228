import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../oidc/ports.ts';
import { isDatabaseUnavailable } from '../db/index.ts';
import { pkiPaths } from '../pki/authority/index.ts';
import type { Published } from '../pki/lists/index.ts';
import type { PublishedTrustedLists } from '../pki/trusted-list/index.ts';
import type { OcspAnswering } from '../pki/responders/index.ts';
import type { TimeStampService } from '../pki/time-stamps/index.ts';
import { refuse } from './answer.ts';
import { createListHandler } from './lists.ts';
import { createOcspHandler } from './ocsp.ts';
import { createTimeStampHandler } from './time-stamps.ts';
import { createTrustedListHandler } from './trusted-list.ts';

export interface PkiHandlerDeps {
  readonly clock: Clock;
  readonly answerOcsp: OcspAnswering;
  readonly published: Published;
  readonly trustedLists: PublishedTrustedLists;
  /** Absent where no unit is. */
  readonly timeStamps?: TimeStampService | undefined;
  readonly onError: (error: unknown) => void;
  /** For the whole body of a request; 10 s. */
  readonly bodyTimeoutMs?: number;
}

const defaultBodyTimeoutMs = 10_000;
const listPath = /^\/crl\/([a-z][a-z0-9-]{0,62})\/(0|[1-9]\d{0,2})(-delta)?\.crl$/;
const certificatePath = /^\/ca\/([a-z][a-z0-9-]{0,62})\.(cer|pem)$/;
const trustedListFaces: ReadonlyMap<string, 'list' | 'digest'> = new Map([
  [pkiPaths.trustedList, 'list'],
  [pkiPaths.trustedListDigest, 'digest'],
]);
const ocspGetPath = `${pkiPaths.ocsp}/`;

/** Which list an address is of; undefined for what is none. */
export function readListPath(
  path: string,
): { readonly name: string; readonly partition: number; readonly kind: 'full' | 'delta' } | undefined {
  const [, name, partition, delta] = listPath.exec(path) ?? [];
  if (name === undefined) return undefined;
  return { name, partition: Number(partition), kind: delta ? 'delta' : 'full' };
}

type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * The machine interfaces of the certificate service, without a framework around them: they answer many thousand times
 * a second. True when the request is one of theirs and will be answered; they own their addresses in every method.
 */
export function createPkiHandler(
  deps: PkiHandlerDeps,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  const find = createFinder(deps);
  return (req, res) => {
    const answer = find(req);
    if (!answer) return false;
    answer(req, res).catch((error: unknown) => {
      if (!isDatabaseUnavailable(error)) deps.onError(error);
      if (res.headersSent) res.destroy();
      else if (isDatabaseUnavailable(error)) refuse(res, 503, 'try again soon', { 'retry-after': '5' });
      else refuse(res, 500, 'this did not work');
    });
    return true;
  };
}

function createFinder(deps: PkiHandlerDeps): (req: IncomingMessage) => Answer | undefined {
  const {
    clock,
    answerOcsp,
    published,
    trustedLists,
    timeStamps,
    bodyTimeoutMs = defaultBodyTimeoutMs,
  } = deps;
  const ocsp = createOcspHandler({ answer: answerOcsp, clock, bodyTimeoutMs });
  const lists = createListHandler({ published, clock });
  const trustedList = createTrustedListHandler(trustedLists);
  const stamp = timeStamps && createTimeStampHandler({ timeStamps, bodyTimeoutMs });
  return ({ method = 'GET', url = '/' }) => {
    const path = url.split('?', 1)[0] ?? '/';
    if (path === pkiPaths.ocsp || path.startsWith(ocspGetPath)) {
      if (method === 'POST') return (req, res) => ocsp.post(req, res);
      if (isGet(method)) return (req, res) => ocsp.get(req, res, path.slice(ocspGetPath.length));
      return notAllowed('GET, HEAD, POST');
    }
    if (stamp && path === pkiPaths.timeStamp) return method === 'POST' ? stamp : notAllowed('POST');
    const face = trustedListFaces.get(path);
    if (face) return isGet(method) ? (req, res) => trustedList(req, res, face) : notAllowed('GET, HEAD');
    const list = readListPath(path);
    const certificate = list ? null : certificatePath.exec(path);
    if (!list && !certificate) return undefined;
    if (!isGet(method)) return notAllowed('GET, HEAD');
    if (list) return (req, res) => lists.list(req, res, list);
    const name = certificate?.[1] ?? '';
    const form = certificate?.[2] === 'pem' ? 'pem' : 'cer';
    return (req, res) => lists.certificate(req, res, { name, form });
  };
}

function isGet(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function notAllowed(allow: string): Answer {
  return async (_, res) => refuse(res, 405, `allowed: ${allow}`, { allow, connection: 'close' });
}
