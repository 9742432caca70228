import { z } from 'zod';
import type { Level } from '../../../oidc/ports.ts';
import type { Catalogue } from '../../messages/index.ts';
import type { ClientCredentials, RelyingPartyDeps } from '../../relying-party/index.ts';

/** What makes one agency differ from another. */
export interface AgencyDefinition {
  /** In route identifiers and on the console. */
  readonly id: string;
  readonly isFapi: boolean;
  readonly idTokenAlgorithm: RelyingPartyDeps['idTokenAlgorithm'];
  readonly scope: string;
  /** The level that its "step up" button asks for. */
  readonly stepUpLevel: Level;
  readonly texts: Catalogue<AgencyTexts>;
  /** So that nobody takes it for Açar: the lines of its mark, on a ground of 44 by 44, and a colour of its own. */
  readonly mark: string;
  readonly color: 'info' | 'success';
}

export interface AgencyTexts {
  readonly name: string;
  /** Who we are, in a sentence. */
  readonly about: string;
  /** What one finds behind the sign-in. */
  readonly offer: string;
}

/** The paths that a client registration names. */
export const paths = {
  callback: '/callback',
  signedOut: '/signed-out',
  backChannelLogout: '/backchannel-logout',
} as const;

/** What `--client-file` holds: the identifier that the provider issued, and the proof that belongs to it. */
export const clientFile = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('private_key_jwt'),
    client_id: z.string().min(1),
    private_key: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    kind: z.literal('client_secret_basic'),
    client_id: z.string().min(1),
    client_secret: z.string().min(1),
  }),
]);
export type ClientFile = z.infer<typeof clientFile>;

export function credentialsOf(file: ClientFile): ClientCredentials {
  return file.kind === 'private_key_jwt'
    ? { kind: file.kind, privateKey: file.private_key }
    : { kind: file.kind, secret: file.client_secret };
}
