import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../src/db/index.ts';
import type { NoticesProcessOrder } from '../support/notices-main.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../support/notices-world.ts';
import { runProgram } from '../support/start-process.ts';
import { createShiftedClock } from '../support/test-clock.ts';

const clock = createShiftedClock();
let world: NoticesWorld;
let judge: WorldJudge;

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  judge = await world.addJudge();
});
afterAll(() => world?.stop());

const states = statement(
  'test.notices_of_case',
  `select n.state, (select count(*)::int from notice_delivery d where d.notice_id = n.notice_id) as deliveries,
     (select count(*)::int from interaction_record r where r.type = 'notice.sent' and r.facts ->> 'notice' = n.notice_id::text)
       as records,
     (select count(*)::int from document d where d.document_id = n.document_id and d.signed_content_id is not null) as signed
   from notice n where n.case_id = $1 and n.state <> 'discarded' order by n.entry`,
);
const statesOf = (caseId: string) => world.documents.database.owner().query(states, [caseId]);
const sent = { state: 'sent', deliveries: 1, records: 1, signed: 1 };
const prepared = { state: 'prepared', deliveries: 0, records: 0, signed: 0 };
const three = <T>(one: T) => [one, one, one];

/** Prepares and signs in another process, which is killed before that statement. */
async function dieBefore(killedBefore: string, caseId: string): Promise<string> {
  const { court, member, person, accountId, key } = judge;
  const { documents } = world;
  const order: NoticesProcessOrder = {
    connection: documents.database.connection,
    folder: documents.pki.authorities.folder,
    contentsKey: Buffer.from(documents.contentsKey).toString('hex'),
    ahead: clock.now() - Date.now(),
    judge: { court, member, person, accountId },
    privateKey: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: Buffer.from(key.certificate).toString('base64'),
    caseId,
    order: await world.orderFor(judge, caseId),
    killedBefore,
  };
  const program = runProgram('test/support/notices-main.ts', [JSON.stringify(order)]);
  await program.ended;
  return program.text();
}

describe('kill -9 of a node that prepares and signs notices leaves each whole: nothing, prepared, or sent,', () => {
  it.each([
    ['before a PDF is stored', 'document_content.finish', []],
    ['before the notices are inserted', 'notice.insert', []],
    ['before the signing begins', 'document_signing.insert', three(prepared)],
    ['before what is prepared for the certificate is kept', 'document_signing.prepare_item', three(prepared)],
    ['before the values are taken', 'document_signing.claim', three(prepared)],
    ['between time stamp and commit', 'document.lock_to_sign', three(prepared)],
    ['before they are queued', 'test.insert_delivery', three(prepared)],
    ['before the signed documents are written', 'document.sign', three(prepared)],
    ['after the commit', 'document_signing.end', three(sent)],
  ])('%s', async (_, killedBefore, left) => {
    const caseId = await world.addCase(judge);
    const said = await dieBefore(killedBefore, caseId);
    expect(said).toBe('');
    expect(await statesOf(caseId)).toEqual(left);
    // Whoever died in the middle holds the notices no longer than a signing may take.
    clock.advance(11 * 60);
    if (left.length === 0) await world.prepare(judge, caseId);
    const waiting = (await world.issuing.caseOf(judge, caseId))?.notices.filter(
      ({ state }) => state === 'prepared',
    );
    if (waiting && waiting.length > 0)
      expect(
        await world.sign(
          judge,
          waiting.map(({ noticeId }) => noticeId),
        ),
      ).toBe('signed');
    expect(await statesOf(caseId)).toEqual(three(sent));
    expect((await world.issuing.caseOf(judge, caseId))?.hearings).toHaveLength(1);
  });
});
