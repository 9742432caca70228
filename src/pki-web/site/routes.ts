import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { json, page, type Reply, RequestError, type Request, type Route, route } from '../../http/index.ts';
import { readQuery, type ShownCertificate } from '../../pki/index.ts';
import type { SiteDeps } from './model.ts';
import { certificatePage } from './pages/certificate.ts';
import { homePage } from './pages/home.ts';
import { searchKinds, searchPage } from './pages/repository.ts';
import { statusPage } from './pages/status.ts';
import { stateDocument } from './state.ts';

const searchBody = z.strictObject({
  by: z.enum(searchKinds),
  text: z.string().max(512),
  after: z.string().max(1_000).optional(),
});

const proofQuery = z.strictObject({
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** The pages of the certificate service for people, and its status for machines. */
export function pkiSiteRoutes(deps: SiteDeps): readonly Route[] {
  return [...pages(deps), ...repository(deps)];
}

function pages(deps: SiteDeps): readonly Route[] {
  const { repository: certificates, clock, liveness } = deps;
  return [
    route({
      id: 'pki.home',
      method: 'GET',
      path: '/',
      summary: 'What the certificate service is, with its certificates and addresses',
      audience: 'page',
      responses: { 200: 'The page' },
      handle: async (request) => page(homePage(request, deps, await certificates.state())),
    }),
    route({
      id: 'pki.status_page',
      method: 'GET',
      path: '/status',
      summary: 'How the certificate service works now',
      audience: 'page',
      responses: { 200: 'The page' },
      async handle(request) {
        const [state, alive] = await Promise.all([certificates.state(), liveness()]);
        return page(statusPage(request, deps, { state, liveness: alive, now: clock.now() }));
      },
    }),
    route({
      id: 'pki.status',
      method: 'GET',
      path: '/status.json',
      summary: 'How the certificate service works now: authorities, lists, interfaces, last event',
      audience: 'api',
      responses: { 200: 'The state' },
      async handle() {
        const [state, alive] = await Promise.all([certificates.state(), liveness()]);
        return json(stateDocument(state, alive, clock.now()));
      },
    }),
  ];
}

function repository(deps: SiteDeps): readonly Route[] {
  const { clock } = deps;
  const certificateRoute = '/repository/certificates/:authority/:serial';
  const responses = { 200: 'The certificate', 404: 'None is shown to the public', 429: 'Too many requests' };
  const download = (form: 'pem' | 'der') =>
    route({
      id: `pki.repository_${form}`,
      method: 'GET',
      path: `${certificateRoute}/${form}`,
      summary: `A certificate of the repository in ${form.toUpperCase()}`,
      audience: 'page',
      query: proofQuery,
      responses,
      handle: async (request) => fileOf(await find(deps, request), form),
    });
  return [
    route({
      id: 'pki.repository',
      method: 'GET',
      path: '/repository',
      summary: 'The form to search certificates',
      audience: 'page',
      responses: { 200: 'The page' },
      handle: (request) =>
        page(searchPage(request, deps, { by: 'subject', text: '', outcome: { kind: 'asked' } })),
    }),
    route({
      id: 'pki.repository_search',
      method: 'POST',
      path: '/repository',
      summary: 'Search certificates whose holders agreed to be found',
      audience: 'page',
      body: searchBody,
      responses: {
        200: 'What was found',
        400: 'Not what the kind of search asks for',
        429: 'Too many searches',
      },
      handle: (request) => search(deps, request),
    }),
    route({
      id: 'pki.repository_certificate',
      method: 'GET',
      path: certificateRoute,
      summary: 'One certificate with its status and history',
      audience: 'page',
      query: proofQuery,
      responses,
      handle: async (request) => page(certificatePage(request, deps, await find(deps, request), clock.now())),
    }),
    download('pem'),
    download('der'),
  ];
}

async function search(deps: SiteDeps, request: Request<unknown, z.infer<typeof searchBody>>): Promise<Reply> {
  const { by, text, after } = request.body;
  const query = readQuery(by, text);
  const show = (status: number, outcome: Parameters<typeof searchPage>[2]['outcome']) =>
    page(searchPage(request, deps, { by, text, outcome }), { status });
  if (!query) return show(400, { kind: 'wrong' });
  const { address } = request;
  const result = await deps.repository.search(query, { address, ...(after === undefined ? {} : { after }) });
  switch (result.kind) {
    case 'refused':
      return show(400, { kind: 'wrong' });
    case 'blocked':
      return show(429, result);
    case 'found':
      return show(200, { ...result, now: deps.clock.now() });
  }
}

/** @throws RequestError where the public is shown nothing */
async function find(
  { repository: certificates }: SiteDeps,
  request: Request<z.infer<typeof proofQuery>>,
): Promise<ShownCertificate> {
  const { authority = '', serial = '' } = request.params;
  const { fingerprint: proof } = request.query;
  const { address } = request;
  const found = await certificates.show({
    authority,
    serial,
    address,
    ...(proof === undefined ? {} : { proof }),
  });
  if (!found) throw new RequestError(404, 'http.not_found');
  if ('blockedUntil' in found) throw new RequestError(429, 'http.too_busy');
  return found;
}

function fileOf({ certificate }: ShownCertificate, form: 'pem' | 'der'): Reply {
  const { whole, serial } = certificate;
  if (!whole) throw new RequestError(404, 'http.not_found');
  if (form === 'der')
    return {
      kind: 'file',
      status: 200,
      body: whole.certificate,
      type: 'application/pkix-cert',
      name: `${serial}.cer`,
    };
  const body = Buffer.from(new X509Certificate(whole.certificate).toString());
  return {
    kind: 'file',
    status: 200,
    body,
    type: 'application/pem-certificate-chain',
    name: `${serial}.pem`,
  };
}
