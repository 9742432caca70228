import { type Queryable, type Row, statement } from '../../db/index.ts';

const selectProgress = statement(
  'record_log.progress',
  `select h.size as entries, h.signed_at as "signedAt", c.size, c.note, l.verifier_key as "verifierKey",
          (select r.at from interaction_record r where r.id = least(
            (select p.record_id from record_pending p order by p.record_id limit 1),
            (select s.ids[1] from record_staged s))) as "oldestWaiting"
     from (values (true)) one
     left join record_log l on l.is_only
     left join record_head h on h.is_only
     left join (select size, note from record_checkpoint order by size desc limit 1) c on true`,
);

/** How far the log has come. */
export interface LogProgress {
  readonly entries: number;
  /** When the head was signed. */
  readonly signedAt: Date | undefined;
  /** When the oldest record that has no place was made. */
  readonly oldestWaiting: Date | undefined;
  /** The newest that was shown. */
  readonly checkpoint:
    | { readonly size: number; readonly note: string; readonly verifierKey: string }
    | undefined;
}

interface ProgressRow extends Row {
  readonly entries: string | null;
  readonly signedAt: Date | null;
  readonly oldestWaiting: Date | null;
  readonly size: string | null;
  readonly note: string | null;
  readonly verifierKey: string | null;
}

export async function readLogProgress(db: Queryable): Promise<LogProgress> {
  const [row] = await db.query<ProgressRow>(selectProgress);
  const { size, note, verifierKey } = row ?? {};
  const isShown = typeof size === 'string' && typeof note === 'string' && typeof verifierKey === 'string';
  return {
    entries: Number(row?.entries ?? 0),
    signedAt: row?.signedAt ?? undefined,
    oldestWaiting: row?.oldestWaiting ?? undefined,
    checkpoint: isShown ? { size: Number(size), note, verifierKey } : undefined,
  };
}
