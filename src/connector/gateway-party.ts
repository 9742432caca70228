import { X509Certificate } from 'node:crypto';
import { createPartyJudge, openOwnIdentity, type Party, type PartyJudge } from '../exchange/index.ts';
import type { ConnectorOptions } from './model.ts';

/**
 * Opens what a connector works with. Status of certificates is the gateway's to ask: what is revoked it does not let
 * through.
 */
export function openConnector(options: ConnectorOptions) {
  const identity = openOwnIdentity(options);
  const { anchors, intermediates } = identity;
  const parties: PartyJudge = createPartyJudge({ anchors, intermediates, clock: options.clock });
  const { hostname } = new URL(options.gateway);
  const isGateway = ({ certificate }: Party) =>
    new X509Certificate(certificate).checkHost(hostname, { subject: 'never' }) !== undefined;
  const newNonce = () => Buffer.from(options.random.bytes(18)).toString('base64url');
  return { ...identity, parties, isGateway, newNonce };
}

export type OpenedConnector = ReturnType<typeof openConnector>;
