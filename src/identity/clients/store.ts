import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { RegisteredClient } from './model.ts';

const findNewest = statement(
  'client.find_newest',
  `select client_id, version, metadata, secret_digest, is_active, created_at
     from client_version where client_id = $1 order by version desc limit 1`,
);
const listNewest = statement(
  'client.list_newest',
  `select distinct on (client_id) client_id, version, metadata, secret_digest, is_active, created_at
     from client_version where client_id > $1 order by client_id, version desc limit $2`,
);
const insertVersion = statement(
  'client.insert_version',
  `insert into client_version (client_id, version, metadata, secret_digest, is_active, created_at)
   values ($1, $2, $3, $4, $5, $6)`,
);

interface ClientRow extends Row {
  readonly client_id: string;
  readonly version: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly secret_digest: string | null;
  readonly is_active: boolean;
  readonly created_at: Date;
}

export async function findClient(db: Queryable, clientId: string): Promise<RegisteredClient | undefined> {
  const [row] = await db.query<ClientRow>(findNewest, [clientId]);
  return row && toClient(row);
}

/** In the order of their identifiers, those after `after`. */
export async function listClients(db: Queryable, after: string, limit: number): Promise<RegisteredClient[]> {
  const rows = await db.query<ClientRow>(listNewest, [after, limit]);
  return rows.map(toClient);
}

/** Everybody who caches clients is notified when the transaction commits. A version made twice violates `client_version_pkey`. */
export async function insertClientVersion(db: Queryable, client: RegisteredClient): Promise<void> {
  await db.query(insertVersion, [
    client.clientId,
    client.version,
    JSON.stringify(client.metadata),
    client.secretDigest ?? null,
    client.isActive,
    client.createdAt,
  ]);
}

function toClient(row: ClientRow): RegisteredClient {
  return {
    clientId: row.client_id,
    version: row.version,
    metadata: row.metadata,
    secretDigest: row.secret_digest ?? undefined,
    isActive: row.is_active,
    createdAt: row.created_at,
  };
}
