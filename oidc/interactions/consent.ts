import type { ClientMetadata } from '../ports.ts';
import type { GrantedAccess, OpenInteraction } from '../provider/index.ts';
import { scopeClaims } from '../provider/index.ts';

const knownScopes = Object.keys(scopeClaims);

/** Scopes of the request that hand over data which the person has not agreed to yet. `openid` alone hands over none. */
export function missingScopes(scope: string | undefined, given: readonly string[]): string[] {
  return oidcScopes(scope).filter((word) => word !== 'openid' && !given.includes(word));
}

/** The claims that the request's scopes hand over, in the order of the table; how one signed in is not among them. */
export function handedOverClaims(scope: string | undefined): string[] {
  const scopes: readonly string[] = oidcScopes(scope).filter((word) => word !== 'openid');
  return Object.entries(scopeClaims).flatMap(([name, claims]) => (scopes.includes(name) ? [...claims] : []));
}

/** What the grant holds after the person agreed: everything that the request asked for and the client may ask. */
export function requestedAccess(
  interaction: OpenInteraction,
  accountId: string,
  client: ClientMetadata | undefined,
): GrantedAccess {
  const words = (interaction.params['scope'] ?? '').split(' ').filter(Boolean);
  const resourceScopes = interaction.resources.map(
    (resource) => [resource, allowedFor(client, resource, words)] as const,
  );
  return {
    accountId,
    clientId: interaction.clientId,
    scopes: oidcScopes(interaction.params['scope']),
    resourceScopes: Object.fromEntries(resourceScopes),
  };
}

function oidcScopes(scope: string | undefined): string[] {
  return (scope ?? '').split(' ').filter((word) => knownScopes.includes(word));
}

function allowedFor(
  client: ClientMetadata | undefined,
  resource: string,
  words: readonly string[],
): string[] {
  const resources = client?.['acar_resources'];
  if (!Array.isArray(resources)) return [];
  const entry: { scope?: unknown } | undefined = resources.find(
    (known: { resource?: unknown }) => known.resource === resource,
  );
  const allowed = typeof entry?.scope === 'string' ? entry.scope.split(' ') : [];
  return words.filter((word) => allowed.includes(word));
}
