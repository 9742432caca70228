import { z } from 'zod';
import { readPersonalCode } from '../accounts/index.ts';
import { json, page, problem, type Request, RequestError, type Route, route } from '../http/index.ts';
import type { RegistryErrorCode } from './errors.ts';
import {
  type ExtractName,
  extracts,
  type OrganisationRegister,
  type PersonRegister,
  readTaxNumber,
} from './model.ts';
import { type RegisterAbout, registerPage } from './pages.ts';

/** The header by which the gateway says, and records, whom a request is about. */
const personHeader = 'acar-person';
const answers = { 200: 'The extract', 400: 'The identifier has no such form', 404: 'The register has none' };
const summaries = {
  name: 'Names of a person',
  identity: 'Names, birth date and identity document of a person',
  residence: 'Names, birth date and registered address of a person',
  contacts: 'Names and active mobile numbers of a person',
} as const satisfies Record<ExtractName, string>;

/**
 * The population register for its connector. Whom a request is about stands in the header that the gateway records,
 * and nowhere else: what is answered and what is recorded cannot be about different persons.
 */
export function personRegisterRoutes(register: PersonRegister, about: RegisterAbout): Route[] {
  const names = Object.keys(extracts) as ExtractName[];
  const one = (name: ExtractName) =>
    route({
      id: `population.${name}`,
      method: 'GET',
      path: `/${name}`,
      summary: summaries[name],
      audience: 'api',
      headers: { [personHeader]: z.string().max(7) },
      responses: answers,
      async handle(request) {
        const code = readPersonalCode(request.header(personHeader) ?? '');
        if (code === undefined) throw new RequestError(400, 'http.bad_request', 'no personal code');
        const found = await register.extract(code, name);
        return found ? simulated(found) : none(request, 'registry.no_such_person');
      },
    });
  return [aboutRoute('population', about), ...names.map(one)];
}

/**
 * The register of organisations for its connector. Who represents one is answered about the person alone whom the gateway
 * recorded, and only to yes.
 */
export function organisationRegisterRoutes(register: OrganisationRegister, about: RegisterAbout): Route[] {
  const one = route({
    id: 'organisations.organisation',
    method: 'GET',
    path: '/organisations/:taxNumber',
    summary: 'Name, legal address, head and state of an organisation',
    audience: 'api',
    responses: answers,
    async handle(request) {
      const number = readTaxNumber(request.params['taxNumber'] ?? '');
      if (number === undefined) throw new RequestError(400, 'http.bad_request', 'no tax number');
      const found = await register.find(number);
      return found ? simulated(found) : none(request, 'registry.no_such_organisation');
    },
  });
  const representation = route({
    id: 'organisations.representation',
    method: 'GET',
    path: '/representations/:taxNumber',
    summary: 'That a person represents an organisation by law; nothing of who else does',
    audience: 'api',
    headers: { [personHeader]: z.string().max(7) },
    responses: { ...answers, 404: 'This person does not represent it, or there is none' },
    async handle(request) {
      const number = readTaxNumber(request.params['taxNumber'] ?? '');
      const code = readPersonalCode(request.header(personHeader) ?? '');
      if (number === undefined || code === undefined)
        throw new RequestError(400, 'http.bad_request', 'no tax number or no personal code');
      const found = await register.representation(number, code);
      return found ? simulated(found) : none(request, 'registry.no_representation');
    },
  });
  return [aboutRoute('organisations', about), one, representation];
}

function simulated(found: object) {
  return json({ isSimulated: true, ...found });
}

function none(request: Request, code: RegistryErrorCode) {
  return problem(request, 404, { code, detail: 'The register has nothing under this identifier.' });
}

function aboutRoute(kind: RegisterAbout['kind'], about: RegisterAbout): Route {
  return route({
    id: `${kind}.about`,
    method: 'GET',
    path: '/',
    summary: 'What this register is',
    audience: 'page',
    responses: { 200: 'The page' },
    handle: (request) => page(registerPage(request, about)),
  });
}
