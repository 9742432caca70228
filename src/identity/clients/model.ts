import type { ClientMetadata } from '../../../oidc/ports.ts';

/** The newest version of a relying party. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Counts from 1; each change adds one. */
  readonly version: number;
  /** Without identifier and secret. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of a legacy client. */
  readonly secretDigest: string | undefined;
  /** False = switched off by the operator: unknown to the identity provider. */
  readonly isActive: boolean;
  /** When this version was made. */
  readonly createdAt: Date;
}

/** The metadata as the identity provider's library reads them: with the identifier, and the digest in the secret's place. */
export function toMetadata(client: RegisteredClient): ClientMetadata {
  return {
    ...client.metadata,
    client_id: client.clientId,
    client_id_issued_at: Math.floor(client.createdAt.getTime() / 1000),
    ...(client.secretDigest && { client_secret: client.secretDigest }),
  };
}

/** Whether the exception of a legacy client has ended. */
function hasExpired(client: RegisteredClient, nowMs: number): boolean {
  const expiresAt = client.metadata['client_secret_expires_at'];
  return typeof expiresAt === 'number' && expiresAt > 0 && expiresAt * 1000 <= nowMs;
}

/** Whether the identity provider serves it. */
export function isUsable(client: RegisteredClient, nowMs: number): boolean {
  return client.isActive && !hasExpired(client, nowMs);
}
