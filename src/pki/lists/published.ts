import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { ListKind, Partition } from './model.ts';
import { type AuthorityFile, findNewerList, listAuthorityFiles, type SignedList } from './published-store.ts';

/** A list as it is given out. Times in milliseconds since 1970. */
export type PublishedList = SignedList;

export interface PublishedCertificates {
  /** The authority's own certificate in DER. */
  readonly certificate: Uint8Array;
  /** From it up to the root's. */
  readonly chain: readonly Uint8Array[];
  /** Since when it is here; milliseconds since 1970. */
  readonly since: number;
}

/** What every relying party may fetch: the newest lists and the certificates of the authorities, also of roots. */
export interface Published {
  /** @throws DatabaseError when the database is away and nothing is in memory */
  findList(name: string, partition: number, kind: ListKind): Promise<PublishedList | undefined>;
  /** @throws DatabaseError as above */
  findCertificates(name: string): Promise<PublishedCertificates | undefined>;
}

export interface PublishedDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** How long a node may not know of a newer list; 500 ms. */
  readonly lookEveryMs?: number;
}

interface Held {
  list: SignedList | undefined;
  lookedAt: number;
  looking: Promise<void> | undefined;
}

const authoritiesEveryMs = 10_000;

/** Keeps what it gave out in memory, and looks for something newer now and then; when it cannot, it gives the old. */
export function createPublished(deps: PublishedDeps): Published {
  const { db, clock, lookEveryMs = 500 } = deps;
  const held = new Map<string, Held>();
  let authorities = new Map<string, AuthorityFile>();
  let authoritiesAt = Number.NEGATIVE_INFINITY;

  const findAuthority = async (name: string): Promise<AuthorityFile | undefined> => {
    const known = authorities.get(name);
    if (known || clock.now() - authoritiesAt < authoritiesEveryMs) return known;
    const all = await listAuthorityFiles(db);
    authorities = new Map(all.map((one) => [one.name, one]));
    authoritiesAt = clock.now();
    return authorities.get(name);
  };

  const look = async (one: Held, wanted: Partition & { readonly kind: ListKind }): Promise<void> => {
    const begun = clock.now();
    one.list = (await findNewerList(db, wanted, one.list?.number ?? -1n)) ?? one.list;
    one.lookedAt = begun;
  };

  return {
    async findList(name, partition, kind) {
      const authority = await findAuthority(name);
      if (!authority || !(partition < authority.partitions)) return undefined;
      const key = `${name} ${partition} ${kind}`;
      const one = held.get(key) ?? {
        list: undefined,
        lookedAt: Number.NEGATIVE_INFINITY,
        looking: undefined,
      };
      held.set(key, one);
      if (clock.now() - one.lookedAt >= lookEveryMs) {
        one.looking ??= look(one, { caId: authority.caId, partition, kind }).finally(() => {
          one.looking = undefined;
        });
        await one.looking.catch((error: unknown) => {
          if (!one.list) throw error;
        });
      }
      return one.list;
    },
    async findCertificates(name) {
      const authority = await findAuthority(name);
      if (!authority) return undefined;
      const byId = new Map([...authorities.values()].map((one) => [one.caId, one]));
      const chain: Uint8Array[] = [];
      for (let at: AuthorityFile | undefined = authority; at; ) {
        chain.push(at.certificate);
        at = at.issuerId === null ? undefined : byId.get(at.issuerId);
      }
      return { certificate: authority.certificate, chain, since: authority.createdAt };
    },
  };
}
