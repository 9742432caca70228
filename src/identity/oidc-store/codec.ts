import { assertStorable } from '../../../oidc/item-id.ts';
import type { ItemKind, StoredItem } from '../../../oidc/ports.ts';
import type { Row } from '../../db/index.ts';

/** The number of a kind in the database; never given to another kind, also when a kind goes away. */
export const kindNumbers: Readonly<Record<ItemKind, number>> = {
  Session: 1,
  Interaction: 2,
  LoginFlow: 3,
  Grant: 4,
  AuthorizationCode: 5,
  AccessToken: 6,
  RefreshToken: 7,
  ClientCredentials: 8,
  PushedAuthorizationRequest: 9,
  ReplayDetection: 10,
};

const kindNames = new Map<number, ItemKind>(
  Object.entries(kindNumbers).map(([name, number]) => [number, name as ItemKind]),
);

export interface ItemKey {
  readonly kind: number;
  readonly id: string;
}

/** An item as it is written: its payload already text, so that what cannot be stored fails its own caller alone. */
export interface ItemRow extends ItemKey {
  readonly payload: string;
  readonly uid: string | null;
  readonly accountId: string | null;
  readonly grantId: string | null;
  readonly expiresAt: number;
}

/** Throws when the item has an unstorable key, a payload that is no JSON, or an expiry that is no whole number. */
export function toRow(item: StoredItem): ItemRow {
  assertStorable(item);
  return {
    kind: kindNumbers[item.kind],
    id: item.id,
    payload: JSON.stringify(item.payload),
    uid: item.uid ?? null,
    accountId: item.accountId ?? null,
    grantId: item.grantId ?? null,
    expiresAt: item.expiresAt,
  };
}

/** A selected row; the database answers json parsed and float8 as a number. */
export interface StoredRow extends Row, ItemKey {
  readonly payload: StoredItem['payload'];
  readonly uid: string | null;
  readonly account_id: string | null;
  readonly grant_id: string | null;
  readonly expires_at: number;
  readonly consumed_at: number | null;
}

/** Undefined for a kind that only a newer release knows. */
export function toItem(row: StoredRow): StoredItem | undefined {
  const kind = kindNames.get(row.kind);
  if (!kind) return undefined;
  return {
    kind,
    id: row.id,
    payload: row.payload,
    expiresAt: row.expires_at,
    ...(row.grant_id === null ? {} : { grantId: row.grant_id }),
    ...(row.uid === null ? {} : { uid: row.uid }),
    ...(row.account_id === null ? {} : { accountId: row.account_id }),
    ...(row.consumed_at === null ? {} : { consumedAt: row.consumed_at }),
  };
}

/** The columns of {@link StoredRow}, of the table under the given alias. */
export function storedColumns(alias: string): string {
  const a = alias;
  return `${a}.kind, ${a}.id, ${a}.payload, ${a}.uid, ${a}.account_id, ${a}.grant_id,
    ${a}.expires_at::float8 as expires_at, ${a}.consumed_at::float8 as consumed_at`;
}
