import {
  createEntryList,
  type CrlContent,
  type EntryList,
  issueCrl,
  type PreparedCrl,
  prepareCrl,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { type Database, DatabaseError, type Transaction } from '../../db/index.ts';
import { type Authorities, type Authority, pkiPaths } from '../authority/index.ts';
import { readEntries } from './entry-store.ts';
import { defaultListSettings, type ListKind, type ListSettings, type Partition } from './model.ts';
import { type BaseList, finishList, insertList, type ListBasis, lockPartition, readBasis } from './store.ts';

export interface ListServiceDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly authorities: Authorities;
  readonly settings?: ListSettings;
}

export type ListResult =
  | {
      readonly kind: 'made';
      readonly list: ListKind;
      readonly number: bigint;
      readonly entries: number;
      readonly crl: Uint8Array;
    }
  /** Another process is making one of this partition, or its key is elsewhere. */
  | { readonly kind: 'passed' };

export interface ListService {
  /**
   * Makes the full list of a partition. Order of effects: read at one moment, judge, store the bytes that will be
   * signed; sign; store the list. What was cut off in between is left as it is: its number is passed over, and the
   * next list shows all that it would have shown.
   * @throws ListRefused, SigningError, DatabaseError
   */
  produceFull(partition: Partition): Promise<ListResult>;
  /** The same for a delta list (RFC 5280 5.2.4); a full one where there is none to stand on. */
  produceDelta(partition: Partition): Promise<ListResult>;
}

/** The linter or the key refused a list: a defect. */
class ListRefused extends Error {
  readonly code = 'list.refused';

  constructor(problems: readonly string[]) {
    super(`list.refused: ${problems.join('; ')}`);
    this.name = 'ListRefused';
  }
}

export function createListService(deps: ListServiceDeps): ListService {
  const { db, authorities } = deps;
  const produce = async (kind: ListKind, partition: Partition, isAgain = false): Promise<ListResult> => {
    const authority = authorities.byId(partition.caId);
    if (!authority) return { kind: 'passed' };
    const prepared = await prepareOnce(deps, authority, { kind, partition }).catch((error: unknown) => {
      // The lock was free because the other process had just ended, and its list is not in this snapshot.
      if (!isAgain && error instanceof DatabaseError && isConflict(error)) return 'again' as const;
      throw error;
    });
    if (prepared === 'again') return produce(kind, partition, true);
    if (!prepared) return { kind: 'passed' };
    const issued = await issueCrl(authority.key, prepared);
    if (issued.kind === 'refused') throw new ListRefused([`${issued.code}: ${issued.message}`]);
    const { number, baseNumber, entries } = prepared.content;
    await finishList(db, { ...partition, number }, issued.crl);
    const list = baseNumber === undefined ? 'full' : 'delta';
    return { kind: 'made', list, number, entries: entries.count, crl: issued.crl };
  };
  return {
    produceFull: (partition) => produce('full', partition),
    produceDelta: (partition) => produce('delta', partition),
  };
}

function isConflict({ code }: DatabaseError): boolean {
  return code === 'database.unique_violation' || code === 'database.retry';
}

interface Wanted {
  readonly kind: ListKind;
  readonly partition: Partition;
}

/** One transaction: everything is read at one moment, and its number follows in the order of these moments. */
function prepareOnce(
  deps: ListServiceDeps,
  authority: Authority,
  wanted: Wanted,
): Promise<PreparedCrl | undefined> {
  const { partition } = wanted;
  return deps.db.transaction(async (tx) => {
    if (!(await lockPartition(tx, partition))) return undefined;
    const now = deps.clock.now();
    const basis = await readBasis(tx, partition, new Date(now));
    const { entries, base } = await readContent(deps, tx, { ...wanted, basis, now });
    const content = contentOf(deps, authority, { partition: partition.partition, basis, base, entries, now });
    const prepared = prepareCrl(content, basis.lastNumber);
    if (prepared.kind === 'refused')
      throw new ListRefused(prepared.findings.map(({ rule, message }) => `${rule}: ${message}`));
    const { number, baseNumber, thisUpdate, nextUpdate } = content;
    const { horizon, openChanges } = basis;
    const { tbs } = prepared.linted;
    const times = { thisUpdate, nextUpdate };
    await insertList(tx, { ...partition, number, baseNumber, ...times, horizon, openChanges, tbs });
    return prepared;
  });
}

interface Reading extends Wanted {
  readonly basis: ListBasis;
  readonly now: number;
}

interface Content {
  readonly entries: EntryList;
  /** Undefined for a full list. */
  readonly base: BaseList | undefined;
}

/**
 * A delta stands on the oldest full list that still holds, so that whoever has any current one can use it; when that
 * makes it long, on the newest; and when it still is long, a full list is made instead.
 */
async function readContent(deps: ListServiceDeps, tx: Transaction, reading: Reading): Promise<Content> {
  const { kind, basis } = reading;
  const { mostDeltaEntries } = deps.settings ?? defaultListSettings;
  const bases = kind === 'full' ? [] : [basis.oldestBase, basis.newestBase];
  for (const base of bases) {
    if (!base) continue;
    const entries = await readAll(deps, tx, { ...reading, since: base.horizon, most: mostDeltaEntries });
    if (entries.count <= mostDeltaEntries) return { entries, base };
  }
  return {
    entries: await readAll(deps, tx, { ...reading, most: Number.POSITIVE_INFINITY }),
    base: undefined,
  };
}

async function readAll(
  deps: ListServiceDeps,
  tx: Transaction,
  reading: Reading & { readonly since?: string; readonly most: number },
): Promise<EntryList> {
  const { partition, since, most, now } = reading;
  const { pageRows } = deps.settings ?? defaultListSettings;
  const entries = createEntryList();
  let after: Buffer = Buffer.alloc(0);
  while (entries.count <= most) {
    const page = await readEntries(tx, { ...partition, after, rows: pageRows, since, latest: now });
    if (!page) break;
    entries.add(page.columns);
    after = page.last;
  }
  return entries;
}

interface Parts extends Content {
  readonly partition: number;
  readonly basis: ListBasis;
  readonly now: number;
}

function contentOf(deps: ListServiceDeps, authority: Authority, parts: Parts): CrlContent {
  const { base, entries, basis, now, partition } = parts;
  const settings = deps.settings ?? defaultListSettings;
  const { certificate, key, name } = authority;
  const distributionPoint = authority.issuer.addresses?.crls[partition];
  const freshest =
    distributionPoint && new URL(pkiPaths.deltaCrl(name, partition), distributionPoint).toString();
  return {
    issuer: certificate,
    algorithm: key.algorithm,
    entries,
    thisUpdate: now,
    number: (basis.lastNumber ?? 0n) + 1n,
    expiredSince: certificate.notBefore,
    ...(distributionPoint === undefined ? {} : { scope: { distributionPoint } }),
    ...(base
      ? {
          baseNumber: base.number,
          nextUpdate: now + settings.deltaValidityMs,
        }
      : {
          nextUpdate: now + settings.fullValidityMs,
          ...(freshest === undefined ? {} : { freshest }),
        }),
  };
}
