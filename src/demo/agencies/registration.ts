import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type AgencyDefinition, type ClientFile, paths } from './model.ts';

/** What an agency gives to the operator, and what becomes of the answer. */
export interface AgencyRegistration {
  /** For `acar client add --file`, at most three years before its end. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The content of `--client-file`, once the provider has issued the identifier (and a secret, if legacy). */
  clientFile(clientId: string, secret: string | undefined): ClientFile;
}

/** Prepares the registration of an agency at an origin. `legacyUntil` (ISO date) is used by a legacy client only. */
export function prepareRegistration(
  definition: AgencyDefinition,
  origin: string,
  legacyUntil: string,
): AgencyRegistration {
  const { az, en, ru } = definition.texts;
  const shared = {
    client_name: az.name,
    'client_name#en': en.name,
    'client_name#ru': ru.name,
    client_uri: `${origin}/`,
    redirect_uris: [origin + paths.callback],
    post_logout_redirect_uris: [origin + paths.signedOut],
    backchannel_logout_uri: origin + paths.backChannelLogout,
    require_auth_time: true,
    acar_entitled_claims: definition.scope.split(' '),
  };
  return definition.isFapi ? fapi(shared) : legacy(shared, legacyUntil);
}

function fapi(shared: Readonly<Record<string, unknown>>): AgencyRegistration {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  return {
    metadata: {
      ...shared,
      acar_profile: 'fapi2',
      grant_types: ['authorization_code', 'refresh_token'],
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), ...named }] },
    },
    clientFile: (clientId) => ({
      kind: 'private_key_jwt',
      client_id: clientId,
      private_key: { ...privateKey.export({ format: 'jwk' }), ...named },
    }),
  };
}

function legacy(shared: Readonly<Record<string, unknown>>, until: string): AgencyRegistration {
  return {
    metadata: { ...shared, acar_profile: 'legacy', acar_legacy_until: until },
    clientFile(clientId, secret) {
      if (!secret) throw new Error('a legacy client has a secret');
      return { kind: 'client_secret_basic', client_id: clientId, client_secret: secret };
    },
  };
}
