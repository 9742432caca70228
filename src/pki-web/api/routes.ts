import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { json, problem, type Reply, type Request, type Route, route } from '../../http/index.ts';
import {
  findOrderer,
  hostNamesSchema,
  ordererName,
  type OrderResult,
  type PkiClient,
  profileSchema,
  readRequestBytes,
  refusalOf,
  revocationReasons,
  serialOf,
  subjectSchema,
  withoutUndefined,
} from '../../pki/index.ts';
import { type ApiDeps, orderStatus, recognise, recognitionStatus } from './model.ts';

const orderKey = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);
const orderBody = z.strictObject({
  orderKey,
  authority: z.string().min(1).max(64),
  profile: profileSchema,
  subject: subjectSchema,
  /** PKCS#10 (RFC 2986) as PEM, or base64 of its DER. */
  request: z.string().min(1).max(32_768),
  hostNames: hostNamesSchema.optional(),
  isPublic: z.boolean(),
});

const reasons = Object.keys(revocationReasons) as (keyof typeof revocationReasons)[];
const statusBody = z.strictObject({
  action: z.enum(['hold', 'release', 'revoke']),
  reason: z.enum(reasons).optional(),
  invalidSince: z.iso.datetime({ offset: true }).optional(),
  note: z.string().max(500).optional(),
});

const refused = {
  401: 'No good certificate was shown in the TLS handshake',
  403: 'The system may not do this',
};
const certificatePath = '/api/v1/certificates/:authority/:serial';

/** The order API for systems of operators and agencies; who calls is known by the certificate of the TLS handshake. */
export function pkiApiRoutes(deps: ApiDeps): readonly Route[] {
  return [
    route({
      id: 'pki.order',
      method: 'POST',
      path: '/api/v1/orders',
      summary: 'Order a certificate; the same order again gives the same certificate',
      audience: 'api',
      body: orderBody,
      maxBodyBytes: 64 * 1024,
      responses: {
        200: 'The certificate of an order that came before',
        201: 'The certificate',
        400: 'The request is malformed, or not signed with its key',
        ...refused,
        409: 'Another order has this key',
        422: 'The order is understood and refused',
        503: 'The certificate is being made; ask again',
      },
      handle: (request) => withClient(deps, request, (client) => order(deps, request, client)),
    }),
    route({
      id: 'pki.order_result',
      method: 'GET',
      path: '/api/v1/orders/:orderKey',
      summary: 'What became of an order',
      audience: 'api',
      responses: {
        200: 'The certificate',
        ...refused,
        404: 'No such order of this system',
        503: 'Not ready yet',
      },
      handle: (request) =>
        withClient(deps, request, async (client) => {
          const key = request.params['orderKey'] ?? '';
          const result = await deps.orders.resultOf(ordererName(client), key.slice(0, 128));
          return result ? answer(deps, request, result, 200) : notFound(request);
        }),
    }),
    route({
      id: 'pki.certificate_status',
      method: 'POST',
      path: `${certificatePath}/status`,
      summary: 'Suspend (hold), restore (release) or revoke a certificate that this system ordered',
      audience: 'api',
      body: statusBody,
      responses: {
        200: 'The new status',
        ...refused,
        404: 'No such certificate of this system',
        409: 'The status does not allow it',
        422: 'The date is in the future',
      },
      handle: (request) => withClient(deps, request, (client) => changeStatus(deps, request, client)),
    }),
    route({
      id: 'pki.certificate_history',
      method: 'GET',
      path: `${certificatePath}/history`,
      summary: 'Everything that happened to a certificate that this system ordered',
      audience: 'api',
      responses: {
        200: 'The events, the oldest first',
        ...refused,
        404: 'No such certificate of this system',
      },
      handle: (request) => withClient(deps, request, (client) => history(deps, request, client)),
    }),
  ];
}

async function withClient(
  deps: ApiDeps,
  request: Request,
  act: (client: PkiClient) => Promise<Reply>,
): Promise<Reply> {
  const known = await recognise(deps, request.node.req);
  if (known.kind === 'known') return act(known.client);
  return problem(request, recognitionStatus[known.code], { code: known.code, detail: known.message });
}

async function order(
  deps: ApiDeps,
  request: Request<unknown, z.infer<typeof orderBody>>,
  client: PkiClient,
): Promise<Reply> {
  const { request: encoded, subject, ...rest } = request.body;
  const refusal = refusalOf(client, rest);
  if (refusal !== undefined) return problem(request, 403, { code: 'client.not_allowed', detail: refusal });
  const bytes = readRequestBytes(encoded);
  if (!bytes)
    return problem(request, 400, {
      code: 'ca.request_malformed',
      detail: 'neither PEM nor base64',
      field: 'request',
    });
  const orderedBy = ordererName(client);
  const before = await deps.orders.resultOf(orderedBy, rest.orderKey);
  const result = await deps.orders.issue({
    ...rest,
    orderedBy,
    request: bytes,
    subject: withoutUndefined(subject),
  });
  return answer(deps, request, result, before ? 200 : 201);
}

function answer(deps: ApiDeps, request: Request, result: OrderResult, status: 200 | 201): Reply {
  if (result.kind === 'refused') {
    const { code, message: detail, field } = result;
    return problem(request, orderStatus[code], { code, detail, ...(field === undefined ? {} : { field }) });
  }
  const authority = deps.authorities.byId(result.caId);
  const body = {
    orderId: result.orderId,
    authority: authority?.name,
    serial: result.serial,
    certificate: pem(result.certificate),
    // Up to the root's, which the caller should have already.
    chain: authority?.chain.map(({ raw }) => pem(raw)) ?? [],
  };
  return json(body, status);
}

function pem(bytes: Uint8Array): string {
  return new X509Certificate(bytes).toString();
}

/** The certificate of the path, if this system ordered it: of others it hears nothing. */
async function ownCertificate(deps: ApiDeps, request: Request, client: PkiClient) {
  const { authority = '', serial: typed = '' } = request.params;
  const caId = deps.authorities.find(authority)?.caId;
  const serial = serialOf(typed);
  if (caId === undefined || serial === undefined) return undefined;
  const orderer = await findOrderer(deps.db, { caId, serial });
  return orderer === ordererName(client) ? { caId, serial } : undefined;
}

const changeStatuses = {
  'certificate.not_found': 404,
  'certificate.not_allowed': 409,
  'certificate.invalid_since': 422,
} as const;

async function changeStatus(
  deps: ApiDeps,
  request: Request<unknown, z.infer<typeof statusBody>>,
  client: PkiClient,
): Promise<Reply> {
  const key = await ownCertificate(deps, request, client);
  if (!key) return notFound(request);
  const { invalidSince, ...change } = request.body;
  const result = await deps.statuses.change({
    ...key,
    ...change,
    doneBy: ordererName(client),
    invalidSince: invalidSince === undefined ? undefined : Date.parse(invalidSince),
  });
  if (result.kind === 'changed')
    return json({ ...key, status: result.status, at: new Date(result.at).toISOString() });
  const detail = 'the certificate does not allow this now';
  return problem(request, changeStatuses[result.code], { code: result.code, detail });
}

async function history(deps: ApiDeps, request: Request, client: PkiClient): Promise<Reply> {
  const key = await ownCertificate(deps, request, client);
  if (!key) return notFound(request);
  const events = await deps.statuses.historyOf(key);
  return json({
    serial: key.serial,
    events: events.map((event) => ({
      ...event,
      at: iso(event.at),
      invalidSince: iso(event.invalidSince),
    })),
  });
}

function notFound(request: Request): Reply {
  return problem(request, 404, { code: 'certificate.not_found', detail: 'nothing of this system is here' });
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
