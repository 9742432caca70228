import { type Queryable, statement } from '../../../db/index.ts';

const forgetText = statement(
  'case_import.forget_text',
  `update case_import_row set source = '', typed = null where (import_id, row) in
     (select r.import_id, r.row from case_import_row r join case_import i on i.id = r.import_id
       where r.source <> '' and i.finished_at < $1 limit $2)
   returning 1 as forgotten`,
);
const dropUnchosen = statement(
  'case_import.drop_unchosen',
  `delete from case_import where id in
     (select id from case_import where state in ('receiving', 'held') and created_at < $1 limit $2)
   returning 1 as gone`,
);
const forgottenAtOnce = 500;

/**
 * Forgets what stood in rows of files that ended before, and drops files that nobody chose since then. What was wrong
 * with a row, and where, stays.
 */
export async function forgetImports(db: Queryable, before: Date, signal?: AbortSignal): Promise<void> {
  for (const cleaning of [forgetText, dropUnchosen])
    for (;;) {
      const { length } = await db.query(cleaning, [before, forgottenAtOnce]);
      if (length < forgottenAtOnce || signal?.aborted) break;
    }
}
