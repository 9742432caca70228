import { accessRoutes, dataConsentRoutes } from '../src/accesses/index.ts';
import { accountRoutes } from '../src/accounts/index.ts';
import { actionRoutes, documentRoutes, jwksRoute, signingRoutes } from '../src/documents/index.ts';
import { gatewayDescription } from '../src/gateway/index.ts';
import type { RouteDescription } from '../src/http/index.ts';
import { signInRoutes } from '../src/identity/index.ts';
import { walletApiRoutes, walletRoutes } from '../src/mobile/index.ts';
import { pkiApiRoutes } from '../src/pki-web/api/index.ts';
import { pkiSiteRoutes } from '../src/pki-web/site/index.ts';
import { courtRoutes, ownNoticeRoutes, publicFigureRoutes } from '../src/notices/index.ts';
import { portalRoutes } from '../src/portal/index.ts';
import { organisationRegisterRoutes, personRegisterRoutes } from '../src/registry/index.ts';
import { verificationRoutes } from '../src/verification/index.ts';
import { statisticsRoutes } from '../src/statistics/index.ts';
import { siteSessionRoutes } from '../src/site-session/index.ts';

/** The routes of one origin, as the application assembles them. */
export interface RouteTable {
  /** The first label of the origin's host name, such as `portal`. */
  readonly site: string;
  readonly title: string;
  readonly routes: readonly RouteDescription[];
  /** Members of its error documents, where they are not those of all pages. */
  readonly problem?: readonly string[];
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
    routes: [
      ...portalRoutes(unused),
      ...statisticsRoutes(unused),
      ...siteSessionRoutes({ site: 'portal', session: unused, onFailure: unused }),
      ...documentRoutes(unused),
      ...actionRoutes(unused),
      ...signingRoutes(unused),
      ...dataConsentRoutes(unused),
      ...accessRoutes(unused),
      ...ownNoticeRoutes(unused),
      ...publicFigureRoutes(unused),
      jwksRoute(unused),
    ],
  },
  {
    site: 'court',
    title: 'Electronic court',
    routes: [
      ...courtRoutes(unused),
      ...siteSessionRoutes({ site: 'court', session: unused, onFailure: unused }),
    ],
  },
  {
    site: 'wallet',
    title: 'Wallet: its page, and what phones call (the event stream is in src/mobile/PROTOCOL.md)',
    routes: [...walletRoutes(unused), ...walletApiRoutes(unused)],
  },
  {
    site: 'pki',
    title:
      'Certificate service: pages and repository (OCSP, CRLs and time stamps are in src/pki-web/README.md)',
    routes: pkiSiteRoutes(unused),
  },
  {
    site: 'verify',
    title: 'Verification of documents; the report is described in certs/signatures/report/README.md',
    routes: verificationRoutes(unused),
  },
  {
    site: 'pki-api',
    title: 'Certificate service: orders of systems, which show their certificate in the TLS handshake',
    routes: pkiApiRoutes(unused),
  },
  {
    site: 'gateway',
    title: 'Gateway between agencies: how messages are signed is in src/gateway/PROTOCOL.md',
    routes: gatewayDescription,
    problem: ['type', 'status', 'code'],
  },
  {
    site: 'population',
    title: 'Population register (simulator): what its connector asks, for agencies at the gateway',
    routes: personRegisterRoutes(unused, unused),
  },
  {
    site: 'organisations',
    title: 'Register of organisations (simulator): what its connector asks, for agencies at the gateway',
    routes: organisationRegisterRoutes(unused, unused),
  },
];
