import { randomBytes } from 'node:crypto';
import { createBrowserBinding, createSite, serveAsset, startServer } from '../http/index.ts';
import { inventOrganisations, inventPersons } from './generator.ts';
import { extracts, type RegisteredOrganisation } from './model.ts';
import { registerErrorPage, type RegisterAbout } from './pages.ts';
import { organisationRegisterRoutes, personRegisterRoutes } from './routes.ts';
import { type KnownPerson, simulateOrganisationRegister, simulatePersonRegister } from './service.ts';

export interface RegisterOptions {
  readonly host: string;
  readonly port: number;
  /** How many rows are invented. */
  readonly count: number;
  readonly register:
    | { readonly kind: 'population'; readonly known: readonly KnownPerson[] }
    | { readonly kind: 'organisations'; readonly known: readonly RegisteredOrganisation[] };
  readonly onError: (error: unknown) => void;
}

export interface RunningRegister {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Serves a simulated register over plain HTTP on one machine, where its connector asks it. */
export async function startRegister(options: RegisterOptions): Promise<RunningRegister> {
  const { host, port, count, register } = options;
  const origin = `http://${host}:${port}`;
  const site = createSite({
    origin,
    routes: routesOf(register, count),
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: registerErrorPage,
    explain: () => undefined,
    onError: options.onError,
  });
  const server = await startServer({
    host,
    port,
    trustedProxies: '',
    sites: new Map([[origin, site]]),
    first: serveAsset,
  });
  return { origin, stop: () => server.stop(1) };
}

function routesOf(register: RegisterOptions['register'], count: number) {
  const { kind } = register;
  if (kind === 'population') {
    const example = count > 0 ? inventPersons(count).row(0).personalCode : undefined;
    const paths = Object.keys(extracts).map((name) => `/${name}`);
    const about: RegisterAbout = { kind, count, example, paths };
    return personRegisterRoutes(simulatePersonRegister(count, register.known), about);
  }
  const example = count > 0 ? inventOrganisations(count).row(0).taxNumber : undefined;
  const about: RegisterAbout = { kind, count, example, paths: ['/organisations/…', '/representations/…'] };
  return organisationRegisterRoutes(simulateOrganisationRegister(count, register.known), about);
}
