import { accountRoutes } from '../src/accounts/index.ts';
import type { Route } from '../src/http/index.ts';
import { signInRoutes } from '../src/identity/index.ts';
import { portalRoutes } from '../src/portal/index.ts';
import { portalSessionRoutes } from '../src/portal/session/index.ts';

/** The routes of one origin, as the application assembles them. */
export interface RouteTable {
  /** The first label of the origin's host name, such as `portal`. */
  readonly site: string;
  readonly title: string;
  readonly routes: readonly Route[];
}

const stand: object = new Proxy(() => stand, { get: () => stand });
/** For every dependency: a table is only read, no handler of it runs. */
const unused = stand as never;

/** The sites whose API description is generated. */
export const routeTables: readonly RouteTable[] = [
  {
    site: 'login',
    title: 'Identity provider: pages of the sign-in (the protocol endpoints are in its discovery document)',
    routes: [...signInRoutes(unused), ...accountRoutes(unused)],
  },
  {
    site: 'portal',
    title: 'Portal',
    routes: [...portalRoutes(unused), ...portalSessionRoutes(unused)],
  },
];
