import { randomBytes } from 'node:crypto';
import type { Clock } from '../oidc/ports.ts';
import { ConfigurationError } from './config/index.ts';
import { type Consumer, createConsumer } from './connector/index.ts';
import type { ServiceConfig } from './settings.ts';

/** So long a register may take before its page says that it does not answer. */
const askingTimeoutMs = 12_000;

/** By which courts ask registers, and the portal who represents an organisation; undefined where no gateway is named. @throws ConfigurationError */
export function openCourtConnector({
  config,
  clock,
}: {
  readonly config: ServiceConfig;
  readonly clock: Clock;
}): Consumer | undefined {
  const { gatewayOrigin, gatewayCertificate, gatewayKey, gatewayAuthorities } = config.court;
  if (config.court.origin === undefined || gatewayOrigin === undefined) return undefined;
  if (gatewayCertificate === undefined || gatewayKey === undefined || gatewayAuthorities.length === 0)
    throw new ConfigurationError([
      'ACAR_COURT_GATEWAY_ORIGIN: needs ACAR_COURT_GATEWAY_CERTIFICATE_FILE, _KEY_FILE and _AUTHORITY_FILES too',
    ]);
  return createConsumer({
    gateway: gatewayOrigin,
    certificate: gatewayCertificate,
    key: gatewayKey.toString('utf8'),
    authorities: gatewayAuthorities,
    clock,
    random: { bytes: randomBytes },
    timeoutMs: askingTimeoutMs,
    mostAnswerOctets: 64 * 1024,
  });
}
