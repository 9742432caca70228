import { randomBytes, randomInt } from 'node:crypto';
import type { MobileService } from '../oidc/phone-ports.ts';
import type { Clock } from '../oidc/ports.ts';
import { createAttemptLimiter, limitRulesFor } from './attempts/index.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database } from './db/index.ts';
import {
  createBrowserBinding,
  createOutboundFetch,
  createSite,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import {
  createMobileClient,
  createOperatorApi,
  createRequestStream,
  createWalletErrorPage,
  loadBrowserCode,
  longestPollMs,
  type MobileRooms,
  openMobile,
  ownBackend,
  walletApiRoutes,
  walletRoutes,
} from './mobile/index.ts';
import { createOutbox } from './notify/index.ts';
import { createRecorder } from './records/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';

export interface MobileParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export interface Mobile extends MobileRooms {
  /** What the identity provider asks: an operator where one is set, else our own in this process. */
  readonly service: MobileService;
  readonly walletOrigin: string;
  /** The origins of the wallet and of the mobile-signature service, with their handlers. */
  sites(
    common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>,
  ): readonly (readonly [string, Handler])[];
  /** Ends the streams that phones listen to, so that the server can stop. */
  letGo(): Promise<void>;
}

/** Everything about phones; undefined where no wallet is set. */
export async function composeMobile(parts: MobileParts): Promise<Mobile | undefined> {
  const { config, keys, db, clock, onError } = parts;
  const { walletOrigin, serviceOrigin } = config.mobile;
  if (walletOrigin === undefined) return undefined;
  const operator = openOperator(parts);
  const rules = limitRulesFor(config.attempts);
  const rooms = await openMobile({
    db,
    clock,
    randomBytes,
    randomBelow: (bound) => randomInt(bound),
    limiter: createAttemptLimiter({ database: db, clock, pepper: keys.attempts, rules }),
    recorder: createRecorder({ clock }),
    notifier: createOutbox({ clock }),
    keys: { codes: keys.phoneCodes, persons: keys.phonePersons, secrets: keys.phoneSecrets },
    walletOrigin,
  });
  const stream = createRequestStream({ ...rooms, origin: walletOrigin, onError });
  return {
    ...rooms,
    service: operator?.service ?? rooms.sessions,
    walletOrigin,
    sites(common) {
      const wallet: Handler = walletSite(parts, rooms, stream, walletOrigin, common);
      if (serviceOrigin === undefined) return [[walletOrigin, wallet]];
      const api = createOperatorApi({ backend: ownBackend(db, rooms.sessions), clock, onError });
      return [
        [walletOrigin, wallet],
        [serviceOrigin, api],
      ];
    },
    letGo: () => stream.stop(),
    async stop() {
      await rooms.stop();
      await operator?.close();
    },
  };
}

/** For the way to the operator and back, beside the wait there. */
const marginMs = 10_000;

function openOperator({ config, clock }: MobileParts) {
  const { address, relyingPartyId, relyingPartyName } = config.mobile.operator;
  if (address === undefined) return undefined;
  if (relyingPartyId === '' || relyingPartyName === '')
    throw new ConfigurationError([
      'ACAR_MOBILE_OPERATOR: needs ACAR_MOBILE_OPERATOR_ID and ACAR_MOBILE_OPERATOR_NAME too',
    ]);
  const fetch = createOutboundFetch({
    allowPrivate: config.outbound.allowPrivate,
    timeoutMs: longestPollMs + marginMs,
    maxResponseBytes: 32 * 1024,
  });
  const service = createMobileClient({ address, relyingPartyId, relyingPartyName, fetch, clock });
  return { service, close: () => fetch.close() };
}

function walletSite(
  { config, keys }: MobileParts,
  rooms: MobileRooms,
  stream: ReturnType<typeof createRequestStream>,
  origin: string,
  common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>,
): Handler {
  const code = loadBrowserCode();
  const helpHref = `${config.origins.portal}/help/sign-in`;
  const site = createSite({
    origin,
    routes: [...walletRoutes({ main: code.main, helpHref }), ...walletApiRoutes(rooms)],
    binding: createBrowserBinding(keys.walletForms),
    errorPage: createWalletErrorPage(helpHref),
    usesCamera: true,
    ...common,
  });
  return (req, res) => {
    if (code.handle(req, res) || stream.handle(req, res)) return undefined;
    return site(req, res);
  };
}
