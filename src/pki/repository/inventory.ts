import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { ListedAuthority, StatusCounts } from './model.ts';
import { toAuthority } from './service.ts';
import { countStatuses, readAuthorities } from './store.ts';

export type CountedAuthority = ListedAuthority & { readonly counts: Omit<StatusCounts, 'caId'> };

const none = { good: 0, held: 0, revoked: 0, expired: 0, unfinished: 0 };

/** Every authority with the number of its certificates by status; for an operator, since it reads them all. */
export async function countCertificates(deps: {
  readonly db: Database;
  readonly clock: Clock;
}): Promise<readonly CountedAuthority[]> {
  const authorities = (await readAuthorities(deps.db)).map(toAuthority);
  const counted = new Map(
    (await countStatuses(deps.db, new Date(deps.clock.now()))).map(({ caId, ...counts }) => [caId, counts]),
  );
  return authorities.map((authority) => ({ ...authority, counts: counted.get(authority.caId) ?? none }));
}
