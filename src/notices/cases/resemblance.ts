import type { Transaction } from '../../db/index.ts';
import { codesOf, type NewCase, type NewParticipant, sides } from './model.ts';
import { type FoundCase, findResembling } from './search-store.ts';

/** Cases of so many days ago may be the same one. */
const resemblingDays = 30;
const dayMs = 24 * 3600 * 1000;

interface CasePlace {
  readonly caseId: string;
  readonly courtId: string;
}

/** Open cases of the court and kind in which the same ask the same. */
export function resemblingTo(
  tx: Transaction,
  of: CasePlace,
  entered: Pick<NewCase, 'kind' | 'participants'>,
  at: Date,
): Promise<readonly FoundCase[]> {
  const { kind } = entered;
  return find(tx, of, { kind, asking: codesOf(entered, 'asking'), asked: codesOf(entered, 'asked') }, at);
}

/** The same for somebody who joins a case: others that resemble it by this participant. */
export async function resemblingBy(
  tx: Transaction,
  of: CasePlace,
  entered: Pick<NewCase, 'kind' | 'participants'>,
  { role, code }: Pick<NewParticipant, 'role' | 'code'>,
  at: Date,
): Promise<readonly FoundCase[]> {
  if (code === undefined) return [];
  const { kind } = entered;
  if (sides.asking.includes(role))
    return find(tx, of, { kind, asking: [code], asked: codesOf(entered, 'asked') }, at);
  if (sides.asked.includes(role))
    return find(tx, of, { kind, asking: codesOf(entered, 'asking'), asked: [code] }, at);
  return [];
}

async function find(
  tx: Transaction,
  { caseId, courtId }: CasePlace,
  codes: Pick<NewCase, 'kind'> & { readonly asking: readonly string[]; readonly asked: readonly string[] },
  at: Date,
): Promise<readonly FoundCase[]> {
  const { kind, asking, asked } = codes;
  if (asking.length === 0 || asked.length === 0) return [];
  return findResembling(tx, {
    caseId,
    courtId,
    kind,
    asking: { codes: asking, roles: sides.asking },
    asked: { codes: asked, roles: sides.asked },
    since: new Date(at.getTime() - resemblingDays * dayMs),
  });
}
