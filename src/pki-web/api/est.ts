import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readCertificate, requestedSubject } from '../../../certs/index.ts';
import { encodeCertificatesOnly } from '../../../certs/cms/index.ts';
import { clientCertificate } from '../../http/index.ts';
import { ordererName, orderRenewal, readRequestBytes, refusalOf } from '../../pki/index.ts';
import { readPost, refuse, send } from '../answer.ts';
import { type ApiDeps, orderStatus, recognise, recognitionStatus } from './model.ts';

const prefix = '/.well-known/est/';
const postRules = { mediaType: 'application/pkcs10', maxBytes: 32 * 1024, timeoutMs: 10_000 };

type Answer = (deps: ApiDeps, req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Enrolment over Secure Transport (RFC 7030) for systems of agencies. True when the request is one of its own. */
export function createEstHandler(deps: ApiDeps): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (req, res) => {
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    if (!path.startsWith(prefix)) return false;
    const operation = operations[path.slice(prefix.length)];
    if (!operation) refuse(res, 404, 'no such operation');
    else if (req.method !== operation.method)
      refuse(res, 405, `allowed: ${operation.method}`, { allow: operation.method, connection: 'close' });
    else
      operation.answer(deps, req, res).catch((error: unknown) => {
        deps.onError(error);
        if (res.headersSent) res.destroy();
        else refuse(res, 500, 'this did not work');
      });
    return true;
  };
}

const operations: Readonly<Record<string, { readonly method: 'GET' | 'POST'; readonly answer: Answer }>> = {
  cacerts: { method: 'GET', answer: cacerts },
  simpleenroll: { method: 'POST', answer: (...words) => enrol(...words, false) },
  simplereenroll: { method: 'POST', answer: (...words) => enrol(...words, true) },
};

/** RFC 7030 4.1: the root and what leads to it, for everybody. */
async function cacerts({ authorities }: ApiDeps, _req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chains = authorities.all.filter(({ kind }) => kind === 'systems').flatMap(({ chain }) => chain);
  const unique = new Map(chains.map(({ raw }) => [Buffer.from(raw).toString('base64'), raw]));
  sendCertificates(res, [...unique.values()]);
}

/**
 * RFC 7030 4.2: a certificate for the system that showed a good one, with a new key or its own. The subject is that
 * of the shown certificate; the host names are those that an operator entered for the system.
 */
async function enrol(
  deps: ApiDeps,
  req: IncomingMessage,
  res: ServerResponse,
  isRenewal: boolean,
): Promise<void> {
  const known = await recognise(deps, req);
  if (known.kind === 'refused')
    return refuse(res, recognitionStatus[known.code], `${known.code}: ${known.message}`, {
      connection: 'close',
    });
  const body = await readPost(req, res, postRules);
  if (!body) return;
  const request = readRequestBytes(body);
  if (!request) return refuse(res, 400, 'ca.request_malformed: neither base64 nor DER');
  // RFC 7030 4.2.2: who renews asks for the same subject.
  if (isRenewal && !isSameSubject(request, clientCertificate(req)))
    return refuse(res, 400, 'ca.request_content: the subject is not that of the certificate to renew');
  const { client, shown } = known;
  const digest = createHash('sha256').update(request).digest('hex');
  const renewal = await orderRenewal(deps.db, shown, {
    orderedBy: ordererName(client),
    // The same request, sent again with the same certificate, is the same order.
    orderKey: `est:${digest}:${shown.serial}`,
    request,
  });
  if (renewal.kind === 'refused') return refuse(res, 403, `${renewal.code}: ${renewal.message}`);
  const order = { ...renewal.order, hostNames: client.hostNames };
  const refusal = refusalOf(client, order);
  if (refusal !== undefined) return refuse(res, 403, `client.not_allowed: ${refusal}`);
  const result = await deps.orders.issue(order);
  if (result.kind === 'refused')
    return refuse(res, orderStatus[result.code], `${result.code}: ${result.message}`);
  sendCertificates(res, [result.certificate]);
}

function isSameSubject(request: Uint8Array, shown: Uint8Array | undefined): boolean {
  const read = readCertificate(shown ?? new Uint8Array());
  return read.kind !== 'malformed' && requestedSubject(request)?.key === read.value.subject.key;
}

/** RFC 7030 4.1.3: base64 of a "certs-only" message. */
function sendCertificates(res: ServerResponse, certificates: readonly Uint8Array[]): void {
  const encoded = Buffer.from(encodeCertificatesOnly(certificates)).toString('base64');
  const headers = {
    'content-type': 'application/pkcs7-mime; smime-type=certs-only',
    'content-transfer-encoding': 'base64',
    'cache-control': 'no-store',
  };
  send(res, 200, headers, Buffer.from(`${encoded.replace(/.{64}/g, '$&\n').trimEnd()}\n`));
}
