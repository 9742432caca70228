import { z } from 'zod';
import { readPersonalCode } from '../../../accounts/index.ts';
import { type Reply, type Request, RequestError, type Route, redirect, route } from '../../../http/index.ts';
import { readTaxNumber } from '../../../registry/index.ts';
import type { AgencySession } from '../sessions.ts';
import { purposes, type RegisterDesk, type ResidenceOrder } from './model.ts';
import {
  deskPage,
  deskPath,
  type DeskView,
  type Drawn,
  organisationOutcome,
  organisationPage,
  organisationPath,
  receiptsWaitPage,
  residenceOffer,
  residenceOutcome,
  residencePath,
} from './pages.ts';

export interface ResidenceRoutesDeps {
  readonly id: string;
  readonly desk: RegisterDesk;
  /** The portal's page with who looked at a person's data. */
  readonly portal: string;
  readonly sessionOf: (request: Request) => AgencySession | undefined;
  /** The agency's frame around a page. */
  readonly show: (request: Request, drawn: Drawn, status?: number) => Reply;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const seen = { 200: 'the page', 303: 'to the start page, when nobody is signed in' };
const deskBody = z.strictObject({
  personalCode: z.string().max(40),
  purpose: z.enum(purposes),
  consent: z.string().max(100),
  official: z.string().max(400),
  caseNumber: z.string().max(400),
});
type DeskBody = z.infer<typeof deskBody>;

/** The certificate of residence: for who is signed in, and for an official who has a personal code. */
export function residenceRoutes(deps: ResidenceRoutesDeps): Route[] {
  const { id } = deps;
  return [
    route({
      id: `${id}.residence`,
      method: 'GET',
      path: residencePath,
      summary: 'What will be asked of the population register, and what for',
      audience: 'page',
      responses: seen,
      handle(request) {
        const session = deps.sessionOf(request);
        return session ? deps.show(request, residenceOffer(request, session.identity)) : redirect('/');
      },
    }),
    route({
      id: `${id}.issue_residence`,
      method: 'POST',
      path: residencePath,
      summary: 'Asks for the signed-in person',
      audience: 'page',
      responses: seen,
      async handle(request) {
        const personalCode = deps.sessionOf(request)?.identity.personalCode;
        if (personalCode === undefined) return redirect(residencePath);
        return ask(deps, request, { personalCode, purpose: 'social-benefit' }, residencePath);
      },
    }),
    ...deskRoutes(deps),
    ...organisationRoutes(deps),
    receiptsRoute(deps),
  ];
}

function deskRoutes(deps: ResidenceRoutesDeps): Route[] {
  const { id } = deps;
  return [
    route({
      id: `${id}.desk`,
      method: 'GET',
      path: deskPath,
      summary: 'The desk of an official',
      audience: 'page',
      responses: { 200: 'the page' },
      handle: (request) => deps.show(request, deskPage(request, {})),
    }),
    route({
      id: `${id}.desk_ask`,
      method: 'POST',
      path: deskPath,
      summary: 'Asks by personal code',
      audience: 'page',
      body: deskBody,
      responses: { 200: 'the outcome', 422: 'a field is wrong; the page says which' },
      handle: (request) => {
        const { body } = request;
        const wrong = (field: DeskView['wrong']) =>
          deps.show(request, deskPage(request, { ...body, wrong: field }), 422);
        const order = readOrder(body);
        return typeof order === 'string' ? wrong(order) : ask(deps, request, order, deskPath);
      },
    }),
  ];
}

/** The order, or the field that is wrong. */
function readOrder(body: DeskBody): ResidenceOrder | NonNullable<DeskView['wrong']> {
  const { purpose } = body;
  const personalCode = readPersonalCode(body.personalCode);
  if (personalCode === undefined) return 'personalCode';
  const consent = body.consent.trim().toLowerCase();
  const needsConsent = purpose === 'home-visit';
  if (needsConsent && !uuid.test(consent)) return 'consent';
  const [official, caseNumber] = [body.official.trim(), body.caseNumber.trim()];
  if (official.length > 100 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(official)) return 'official';
  if (!/^[ -~]{0,64}$/.test(caseNumber)) return 'caseNumber';
  return {
    personalCode,
    purpose,
    consentId: needsConsent ? consent : undefined,
    official: official || undefined,
    caseNumber: caseNumber || undefined,
  };
}

async function ask(
  deps: ResidenceRoutesDeps,
  request: Request,
  order: ResidenceOrder,
  again: string,
): Promise<Reply> {
  const outcome = await deps.desk.residence(order);
  return deps.show(
    request,
    residenceOutcome(request, { outcome, again, portal: deps.portal }),
    statusOf(outcome),
  );
}

const statusOf = ({ kind }: { readonly kind: string }) => (kind === 'failed' ? 502 : 200);

function organisationRoutes(deps: ResidenceRoutesDeps): Route[] {
  return [
    route({
      id: `${deps.id}.organisation`,
      method: 'GET',
      path: organisationPath,
      summary: 'Where an official asks about an organisation',
      audience: 'page',
      responses: { 200: 'the page' },
      handle: (request) => deps.show(request, organisationPage(request, { taxNumber: '', isWrong: false })),
    }),
    route({
      id: `${deps.id}.organisation_ask`,
      method: 'POST',
      path: organisationPath,
      summary: 'Asks the register of organisations',
      audience: 'page',
      body: z.strictObject({ taxNumber: z.string().max(40) }),
      responses: { 200: 'the outcome', 422: 'it is no tax number' },
      async handle(request) {
        const { taxNumber } = request.body;
        const number = readTaxNumber(taxNumber);
        if (number === undefined)
          return deps.show(request, organisationPage(request, { taxNumber, isWrong: true }), 422);
        const outcome = await deps.desk.organisation(number);
        const drawn = organisationOutcome(request, { outcome, again: organisationPath });
        return deps.show(request, drawn, statusOf(outcome));
      },
    }),
  ];
}

function receiptsRoute(deps: ResidenceRoutesDeps): Route {
  return route({
    id: `${deps.id}.receipts`,
    method: 'GET',
    path: `${residencePath}/receipts/:request`,
    summary: "The agency's receipts of a request",
    audience: 'page',
    responses: { 200: 'the file', 404: 'there is no such request', 503: 'they are not ready yet' },
    async handle(request) {
      const requestId = request.params['request'] ?? '';
      if (!uuid.test(requestId)) throw new RequestError(404, 'http.not_found');
      const text = await deps.desk.receipts(requestId);
      if (text === undefined) return deps.show(request, receiptsWaitPage(request, requestId), 503);
      const body = Buffer.from(text);
      return {
        kind: 'file',
        status: 200,
        body,
        type: 'application/json',
        name: `receipts-${requestId}.json`,
      };
    },
  });
}
