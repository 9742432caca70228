import type { AttemptLimiter } from '../../oidc/ports.ts';
import { page, type Route, route } from '../http/index.ts';
import { activationRoutes } from './activation-routes.ts';
import type { AccountLinks } from './pages/frame.ts';
import { registrationPage } from './pages/registration.ts';
import { recoveryRoutes } from './recovery-routes.ts';
import type { Accounts } from './service.ts';

export interface AccountRoutesDeps {
  readonly accounts: Accounts;
  readonly limiter: AttemptLimiter;
  readonly links: AccountLinks;
}

/** Activation, recovery and the door of registration; for the login origin. */
export function accountRoutes(deps: AccountRoutesDeps): Route[] {
  const registration = route({
    id: 'registration.door',
    method: 'GET',
    path: '/register',
    summary: 'Says how to get a code while online registration is closed',
    audience: 'page',
    responses: { 200: 'the page' },
    handle: (request) => page(registrationPage(request, deps.links)),
  });
  return [registration, ...activationRoutes(deps), ...recoveryRoutes(deps)];
}
