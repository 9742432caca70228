import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readCertificate } from '../../../certs/index.ts';
import type { AttemptLimiter } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { type CertificateStatus, readStatusHistory } from '../status/index.ts';
import {
  entitles,
  indexed,
  isPersonalId,
  type ListedAuthority,
  type ListedCertificate,
  pageSize,
  type PublicEvent,
  type RepositoryQuery,
  type SearchResult,
  serialOf,
  type ShownCertificate,
  spellingsOf,
} from './model.ts';
import {
  type AuthorityRow,
  findByFingerprint,
  findByName,
  findByPlace,
  findBySerial,
  findBySubject,
  type NewestList,
  type Place,
  type PublicRow,
  readAuthorities,
  readLastEvent,
  readNewestLists,
} from './store.ts';
import { readListDates } from '../trusted-list/index.ts';

export interface RepositoryDeps {
  /** As `acar_web`: it reads and changes nothing. */
  readonly db: Database;
  /** Shared by all nodes: nobody walks through the repository. */
  readonly limiter: AttemptLimiter;
}

export interface ServiceState {
  readonly authorities: readonly ListedAuthority[];
  readonly lists: readonly NewestList[];
  readonly lastEvent: { readonly action: string; readonly at: number } | undefined;
  /** The newest trusted list; undefined where none is published. */
  readonly trustedList: { readonly sequenceNumber: number; readonly nextUpdate: number } | undefined;
}

/** What the public may see of the certificates whose holders agreed to it (EN 319 411-1 6.1). */
export interface Repository {
  /** At most a page; `after` is the `next` of the page before, `address` the visitor's. */
  search(query: RepositoryQuery, options: { after?: string; address: string }): Promise<SearchResult>;
  /**
   * One certificate with its history. Everything about a person is shown only for the `proof` that the visitor gives:
   * the holder's identifier or the certificate's fingerprint.
   */
  show(place: {
    readonly authority: string;
    readonly serial: string;
    readonly proof?: string;
    readonly address: string;
  }): Promise<ShownCertificate | { readonly blockedUntil: number } | undefined>;
  state(): Promise<ServiceState>;
}

const placeSchema = z.tuple([
  z.string().max(400),
  z.int().min(0).max(32_767),
  z.string().regex(/^[0-9a-f]{2,40}$/),
]);

export function createRepository({ db, limiter }: RepositoryDeps): Repository {
  const isBlocked = async (address: string) => {
    const decision = await limiter.begin([{ scope: 'address', value: `repository ${address}` }]);
    return decision.allowed ? undefined : decision.blockedUntil;
  };
  return {
    async search(query, { after, address }) {
      const place = after === undefined ? undefined : readPlace(after);
      if (after !== undefined && !place) return { kind: 'refused', code: 'repository.query' };
      const until = await isBlocked(address);
      if (until !== undefined) return { kind: 'blocked', until };
      const rows = await find(db, query, place);
      const shown = rows.slice(0, pageSize);
      const last = shown.at(-1);
      return {
        kind: 'found',
        certificates: shown.map((row) => toListed(row, entitles(query, row.subject_id))),
        next: rows.length > pageSize && last ? placeOf(query, last) : undefined,
      };
    },
    async show({ authority, serial: typed, proof, address }) {
      const serial = serialOf(typed);
      const until = await isBlocked(address);
      if (until !== undefined) return { blockedUntil: until };
      const row = serial === undefined ? undefined : await findByPlace(db, authority.slice(0, 64), serial);
      if (!row) return undefined;
      const history = await readStatusHistory(db, { caId: row.ca_id, serial: row.serial });
      const isProved = proof !== undefined && (proof === row.subject_id || proof === row.fingerprint);
      return {
        certificate: toListed(row, isProved || !isPersonalId(row.subject_id)),
        history: history.map(toPublic),
      };
    },
    async state() {
      const [authorities, lists, lastEvent, trustedList] = await Promise.all([
        readAuthorities(db),
        readNewestLists(db),
        readLastEvent(db),
        readListDates(db),
      ]);
      return { authorities: authorities.map(toAuthority), lists, lastEvent, trustedList };
    },
  };
}

function toListed(row: PublicRow, isWhole: boolean): ListedCertificate {
  return {
    caId: row.ca_id,
    serial: row.serial,
    authority: row.name,
    authorityKind: row.kind,
    profile: row.profile,
    subjectName: row.subject_name,
    notBefore: row.not_before.getTime(),
    notAfter: row.not_after.getTime(),
    status: statusOf(row),
    isPersonal: isPersonalId(row.subject_id),
    whole: isWhole
      ? { subjectId: row.subject_id, fingerprint: row.fingerprint, certificate: row.certificate }
      : undefined,
  };
}

function find(db: Database, query: RepositoryQuery, place: Place | undefined): Promise<readonly PublicRow[]> {
  switch (query.kind) {
    case 'subject':
      return findBySubject(db, query.subjectId, place);
    case 'fingerprint':
      return findByFingerprint(db, query.fingerprint);
    case 'serial':
      return findBySerial(db, query.serial);
    case 'name':
      return findByName(db, spellingsOf(query.prefix), place);
  }
}

function placeOf(query: RepositoryQuery, row: PublicRow): string {
  const at = query.kind === 'name' ? indexed(row.subject_name) : String(row.issued_at.getTime());
  return Buffer.from(JSON.stringify([at, row.ca_id, row.serial])).toString('base64url');
}

function readPlace(text: string): Place | undefined {
  if (text.length > 1_000) return undefined;
  try {
    const read = placeSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (!read.success) return undefined;
    const [at, caId, serial] = read.data;
    return at.includes('\0') ? undefined : { at, caId, serial };
  } catch {
    return undefined;
  }
}

function statusOf({ status, status_at: at, reason }: PublicRow): CertificateStatus {
  if (status === 'good') return { kind: 'good' };
  const since = at.getTime();
  return status === 'held' ? { kind: 'held', since } : { kind: 'revoked', since, reason: reason ?? 0 };
}

function toPublic({ action, reason, at, invalidSince }: PublicEvent): PublicEvent {
  return { action, reason, at, invalidSince };
}

/** @throws Error when a stored certificate of an authority cannot be read: a defect */
export function toAuthority(row: AuthorityRow): ListedAuthority {
  const read = readCertificate(row.certificate);
  if (read.kind === 'malformed') throw new Error(`the certificate of ${row.name} cannot be read`);
  return {
    caId: row.ca_id,
    name: row.name,
    kind: row.kind,
    certificate: row.certificate,
    fingerprint: createHash('sha256').update(row.certificate).digest('hex'),
    notBefore: read.value.notBefore,
    notAfter: read.value.notAfter,
    isIssuing: row.is_issuing,
    partitions: row.crl_partitions,
  };
}
