import { randomBytes } from 'node:crypto';
import type { RevocationSource } from '../certs/index.ts';
import type { Clock } from '../oidc/ports.ts';
import { createAgencyAnswers } from './accesses/index.ts';
import { openRevocation } from './app-card.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database } from './db/index.ts';
import { createPartyJudge, openOwnIdentity } from './exchange/index.ts';
import { createGatewayHandler } from './gateway/index.ts';
import { createMutualTlsClient, startServer } from './http/index.ts';
import type { Log, Metrics } from './operations/index.ts';
import { createPartyRecords, createPayloads, createRecorder, recordSubject } from './records/index.ts';
import { deriveSubjectKey, type ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';

export interface GatewayParts {
  readonly config: Pick<ServiceConfig, 'gateway' | 'secrets'> & {
    readonly listen: Pick<ServiceConfig['listen'], 'host'>;
  };
  readonly keys: Pick<ServiceKeys, 'payloads'>;
  /** As `acar_gateway`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'httpAnswered'>;
  /** The certificate service in this process. */
  readonly own: RevocationSource | undefined;
}

/** The gateway at its own port, in a process with the role. */
export async function startGateway({ config, keys, db, clock, log, metrics, own }: GatewayParts) {
  const { origin, ...files } = requireSettings(config.gateway);
  const random = { bytes: randomBytes };
  const onError = (error: unknown) => log.error('gateway.failed', error);
  const status = openRevocation({
    addresses: config.gateway.ocspAddresses,
    own,
    setting: 'ACAR_GATEWAY_OCSP_URLS',
    onError: (error) => log.error('gateway.no_status', error),
  });
  const { tls, sealer, anchors, intermediates } = openOwnIdentity(files);
  const asked = { revocation: status.revocation, random, seconds: config.gateway.statusSeconds };
  const parties = createPartyJudge({ anchors, intermediates, clock, status: asked });
  const judge = async (certificate: Uint8Array) => void (await parties.judge(certificate));
  const client = createMutualTlsClient({ ...tls, judge });
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const handler = createGatewayHandler({
    origin,
    db,
    clock,
    random,
    recorder: createRecorder({ clock }),
    payloads: createPayloads({ db, clock, key: keys.payloads }),
    records: createPartyRecords(db),
    parties,
    sealer,
    client,
    questions: createAgencyAnswers({ db, clock, recorder: createRecorder({ clock }) }),
    subjectOf: (code) => recordSubject(subjectKey, code),
    mostExchanges: config.gateway.mostExchanges,
    mostHeldOctets: config.gateway.mostHeldMib * 1024 * 1024,
    onAnswer: (answer) => {
      metrics.httpAnswered(answer);
      log.info('gateway.answered', answer);
    },
    onError,
  });
  const server = await startServer({
    host: config.listen.host,
    port: Number(new URL(origin).port || 443),
    tls: { ...tls, clientAuthorities: tls.authorities },
    // What a proxy says of a certificate does not count: the handshake is ours.
    trustedProxies: '',
    sites: new Map([[origin, handler]]),
    onError,
  });
  return {
    async stop() {
      await server.stop();
      client.close();
      await status.close();
    },
  };
}

function requireSettings({ origin, certificate, key, authorities }: ServiceConfig['gateway']) {
  if (origin !== undefined && certificate !== undefined && key !== undefined && authorities.length > 0)
    return { origin, certificate, key: key.toString('utf8'), authorities };
  const given = {
    ACAR_GATEWAY_ORIGIN: origin,
    ACAR_GATEWAY_CERTIFICATE_FILE: certificate,
    ACAR_GATEWAY_KEY_FILE: key,
    ACAR_GATEWAY_AUTHORITY_FILES: authorities.length > 0 ? authorities : undefined,
  };
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  throw new ConfigurationError(missing.map(([name]) => `${name}: is required by the role gateway`));
}
