import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import type { MessageOutcome } from '../../../src/notify/index.ts';
import {
  addSignedNotice,
  courtDeliveries,
  deliveryStates,
  freeHearingOf,
  noticeLinks,
  ownerOf,
} from '../../support/court-deliveries.ts';
import { type CourtWorld, createCourtWorld } from '../../support/court-world.ts';

let world: CourtWorld;
let room: ReturnType<typeof courtDeliveries>;
beforeAll(async () => {
  world = await createCourtWorld();
  room = courtDeliveries(world);
});
afterAll(() => world?.stop());

const hour = 3_600_000;
const hearing = { startsAt: '2026-12-14T06:00:00Z', endsAt: '2026-12-14T07:00:00Z' };
const later = (hours: number) => {
  world.clock.at += hours * hour;
};

const messagesOf = statement(
  'test.messages_of',
  `select m.reference, m.channel, m.recipient, m.subject, m.body, m.attachments, m.give_up_at as "giveUpAt"
     from outbox_message m join notice_delivery d on d.delivery_id = m.reference
    where d.notice_id = $1 order by m.id`,
);
const messages = (noticeId: string) => ownerOf(world.test).query(messagesOf, [noticeId]);

/** As the sender tells it, in the transaction that marks the message. */
async function tell(
  noticeId: string,
  channel: 'sms' | 'email',
  outcome: Pick<MessageOutcome, 'state'> & Partial<MessageOutcome>,
) {
  const all = (await messages(noticeId)).filter((row) => row['channel'] === channel);
  const reference = String(all.at(-1)?.['reference']);
  await room.worker.transaction((tx) =>
    room.outcomes(tx, [{ reference, channel, topic: 'notice.sent', receipt: 'none', ...outcome }]),
  );
}

const escalationsOf = statement(
  'test.escalations_of',
  'select reason, outcome, note from notice_escalation where notice_id = $1 order by entry',
);
const readNotice = statement(
  'test.read_notice',
  'insert into notice_reading (notice_id, reader_code, read_at) values ($1, $2, $3)',
);
const escalations = (noticeId: string) => ownerOf(world.test).query(escalationsOf, [noticeId]);

const waiting = statement(
  'test.waiting',
  `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
);

describe('outcomes of messages', () => {
  it('that two batches hear of the same notices make them wait for one another, and never each for the other', async () => {
    const ids = (await Promise.all([1, 2, 3, 4].map(() => addSignedNotice(world)))).toSorted();
    for (const id of ids) await room.queue(id);
    const outcomeOf = async (noticeId: string, channel: 'sms' | 'email'): Promise<MessageOutcome> => {
      const all = (await messages(noticeId)).filter((row) => row['channel'] === channel);
      const reference = String(all.at(-1)?.['reference']);
      return { reference, channel, topic: 'notice.sent', receipt: 'none', state: 'sent' };
    };
    const outcomesOf = (wanted: readonly string[], channel: 'sms' | 'email') =>
      Promise.all(wanted.map((id) => outcomeOf(id, channel)));
    const [first = '', ...others] = ids;
    const [byMail, allByMail] = [await outcomeOf(first, 'email'), await outcomesOf(others, 'email')];
    const backwards = await outcomesOf(ids.toReversed(), 'email');
    let second: Promise<void> | undefined;
    await room.worker.transaction(async (tx) => {
      await room.outcomes(tx, [byMail]);
      second = room.worker.transaction((other) => room.outcomes(other, backwards));
      await expect.poll(async () => (await ownerOf(world.test).query(waiting)).length).toBe(1);
      // The other waits for the first notice, and holds none of those behind it.
      await room.outcomes(tx, allByMail);
    });
    await second;
    for (const id of ids) expect(await deliveryStates(world, id)).toContain('email sent');
  });
});

describe('queueing signed notices', () => {
  it('takes two statements, whatever their number', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => addSignedNotice(world)));
    const sent: string[] = [];
    const counted = world.test.open({ onStatement: (name) => sent.push(name) });
    const { deliveries } = room;
    await counted.transaction((tx) => deliveries.queue(tx, ids));
    expect(sent).toEqual(['begin', 'notice_delivery.queue', 'outbox.insert', 'commit']);
    for (const id of ids)
      expect(await deliveryStates(world, id)).toEqual(['email queued', 'portal available', 'sms queued']);
    await counted.transaction((tx) => deliveries.queue(tx, ids));
    expect((await messages(ids[0] ?? '')).length).toBe(2);
  });

  it('tells number, place, time and address, and neither names nor the PDF', async () => {
    const id = await addSignedNotice(world, {
      hearing,
      number: 'B-001-2026-900001',
      participant: 'Gizli Adam',
    });
    await room.queue(id);
    const all = await messages(id);
    const [sms, mail] = ['sms', 'email'].map((channel) => all.find((row) => row['channel'] === channel));
    expect(sms?.['body']).toBe(
      `Məhkəmə bildirişi B-001-2026-900001. İclas: 14 dekabr 2026, 10:00, binaqadi məhkəməsi, Zal 1. ${noticeLinks.notice(id)}`,
    );
    expect(mail?.['subject']).toBe('Məhkəmə bildirişi B-001-2026-900001: məhkəmə iclasına çağırış');
    const body = String(mail?.['body']);
    for (const part of [
      '14 dekabr 2026, 10:00',
      'Nümunə küçəsi 1',
      noticeLinks.notice(id),
      noticeLinks.verification,
    ])
      expect(body).toContain(part);
    expect(`${String(sms?.['body'])}${body}`).not.toContain('Gizli');
    expect(mail?.['giveUpAt']).toEqual(new Date('2026-12-03T06:00:00Z'));
    const files = mail?.['attachments'] as { name: string; type: string; content: string }[];
    expect(files.map(({ name, type }) => [name, type])).toEqual([
      ['hearing.ics', 'text/calendar; charset=utf-8; method=PUBLISH'],
    ]);
    const lines = files[0]?.content.split('\r\n') ?? [];
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(files[0]?.content.replace(/\r\n /g, '')).toContain('DTSTART:20261214T060000Z');
    expect(files[0]?.content.replace(/\r\n /g, '')).toContain(
      'LOCATION:binaqadi məhkəməsi\\, Nümunə küçəsi 1\\, Zal 1',
    );
  });

  const mailOf = async (noticeId: string) => {
    const [mail] = (await messages(noticeId)).filter((row) => row['channel'] === 'email');
    const files = (mail?.['attachments'] ?? []) as { name: string; content: string }[];
    return { body: String(mail?.['body']), files };
  };
  const at = (day: number) => ({
    startsAt: `2026-12-${day}T06:00:00Z`,
    endsAt: `2026-12-${day}T07:00:00Z`,
  });

  it('takes the hearing that is postponed out of the calendar, and puts the new one there', async () => {
    const first = await addSignedNotice(world, { hearing: at(15) });
    const order = { kind: 'postponement', postpones: first, language: 'en', hearing: at(16) } as const;
    const second = await addSignedNotice(world, order);
    await freeHearingOf(world, first, 'postponed');
    await room.queue(second);
    const { body, files } = await mailOf(second);
    expect(files.map(({ name }) => name)).toEqual(['hearing.ics', 'cancelled-hearing.ics']);
    expect(files[1]?.content).toContain('STATUS:CANCELLED');
    expect(files[1]?.content).toContain('DTSTART:20261215T060000Z');
    expect(body).toContain('set for 15 December 2026, 10:00 does not take place then');
    expect(body).toContain('Time of the hearing: 16 December 2026, 10:00');
  });

  it('takes a hearing out once it was withdrawn from all, and not while others still come to it', async () => {
    const first = await addSignedNotice(world, { hearing: at(17) });
    const [early, late] = [
      await addSignedNotice(world, { kind: 'withdrawal', replaces: first }),
      await addSignedNotice(world, { kind: 'withdrawal', replaces: first }),
    ];
    await room.queue(early);
    expect((await mailOf(early)).files).toEqual([]);
    await freeHearingOf(world, first, 'cancelled');
    await room.queue(late);
    expect((await mailOf(late)).files.map(({ name }) => name)).toEqual(['cancelled-hearing.ics']);
  });

  it('does not say of a hearing whose notice is corrected that it does not take place', async () => {
    const first = await addSignedNotice(world, { hearing: at(18) });
    const second = await addSignedNotice(world, { kind: 'correction', replaces: first, language: 'en' });
    await room.queue(second);
    const { body, files } = await mailOf(second);
    expect(body).not.toContain('does not take place');
    expect(files).toEqual([]);
  });

  it('leaves out a contact that no server could take, and escalates at once without any', async () => {
    const id = await addSignedNotice(world, { mobile: '12', email: null });
    await room.queue(id);
    expect(await deliveryStates(world, id)).toEqual(['portal available']);
    expect(await escalations(id)).toEqual([{ reason: 'no_contact', outcome: null, note: null }]);
    await room.queue(id);
    expect(await escalations(id)).toHaveLength(1);
  });
});

describe('the state of a delivery', () => {
  it('follows its message, and late, doubled or contradictory words do not undo what the phone confirmed', async () => {
    const id = await addSignedNotice(world, { email: null });
    await room.queue(id);
    const sms = async () => (await deliveryStates(world, id)).find((line) => line.startsWith('sms'));
    await tell(id, 'sms', { state: 'sent' });
    expect(await sms()).toBe('sms sent');
    await tell(id, 'sms', { state: 'sent', receipt: 'not_delivered' });
    expect(await sms()).toBe('sms failed not_delivered');
    await tell(id, 'sms', { state: 'sent', receipt: 'delivered' });
    await tell(id, 'sms', { state: 'sent', receipt: 'delivered' });
    await tell(id, 'sms', { state: 'sent', receipt: 'not_delivered' });
    expect(await sms()).toBe('sms delivered');
  });

  it('ignores messages of others', async () => {
    const others = { channel: 'sms', topic: 'recovery.code', state: 'sent', receipt: 'none' } as const;
    const sent: string[] = [];
    const counted = world.test.open({ role: 'acar_worker', onStatement: (name) => sent.push(name) });
    await counted.transaction((tx) => room.outcomes(tx, [{ ...others, reference: randomUUID() }]));
    expect(sent).toEqual(['begin', 'commit']);
  });
});

describe('a notice that reaches nobody', () => {
  it('is sent once more by SMS when no receipt came within the time, and then waits for a clerk', async () => {
    const id = await addSignedNotice(world, { email: null });
    await room.queue(id);
    await tell(id, 'sms', { state: 'sent' });
    later(23);
    await room.check();
    expect(await deliveryStates(world, id)).toEqual(['portal available', 'sms sent']);
    later(2);
    await room.check();
    expect(await deliveryStates(world, id)).toEqual(['portal available', 'sms sent', 'sms queued']);
    expect(await escalations(id)).toEqual([]);
    later(25);
    await room.check();
    expect(await escalations(id)).toMatchObject([{ reason: 'not_reached', outcome: null }]);
    later(25);
    await room.check();
    expect(await escalations(id)).toHaveLength(1);
    await tell(id, 'sms', { state: 'sent', receipt: 'delivered' });
    expect(await escalations(id)).toMatchObject([{ outcome: 'reached' }]);
  });

  it('is not watched any more once the mail server took the e-mail, or once it was read', async () => {
    const mailed = await addSignedNotice(world, { mobile: null });
    const read = await addSignedNotice(world);
    await room.queue(mailed, read);
    await tell(mailed, 'email', { state: 'sent' });
    await ownerOf(world.test).query(readNotice, [read, '6CTZ006', new Date(world.clock.at)]);
    later(72);
    await room.check();
    for (const id of [mailed, read]) {
      expect(await escalations(id)).toEqual([]);
      expect((await messages(id)).length).toBeLessThanOrEqual(2);
    }
  });

  it('needs no clerk any more once it was read, replaced, or reached while it was escalated', async () => {
    const [read, replaced, reached, open] = [
      await addSignedNotice(world, { mobile: null, email: null }),
      await addSignedNotice(world, { mobile: null, email: null }),
      await addSignedNotice(world, { mobile: null, email: null }),
      await addSignedNotice(world, { mobile: null, email: null }),
    ];
    await room.queue(read, replaced, reached, open);
    await addSignedNotice(world, { kind: 'withdrawal', replaces: replaced });
    const owner = ownerOf(world.test);
    await owner.query(readNotice, [read, '6CTZ006', new Date(world.clock.at)]);
    await owner.query(
      statement(
        'test.reached_meanwhile',
        `insert into notice_delivery (delivery_id, notice_id, channel, recipient, state, created_at, changed_at)
         values (gen_random_uuid(), $1, 'sms', '+994501234567', 'delivered', now(), now())`,
      ),
      [reached],
    );
    await room.tell();
    const outcomes = await Promise.all([read, replaced, reached, open].map((id) => escalations(id)));
    expect(outcomes.map(([one]) => one?.['outcome'])).toEqual(['read', 'replaced', 'reached', null]);
  });

  it('waits for a clerk at once when number and mailbox do not exist', async () => {
    const id = await addSignedNotice(world);
    await room.queue(id);
    await tell(id, 'sms', { state: 'failed' });
    await room.check();
    expect(await escalations(id)).toEqual([]);
    await tell(id, 'email', { state: 'failed' });
    await room.check();
    expect(await escalations(id)).toMatchObject([{ reason: 'not_reached' }]);
  });

  it('is looked at sooner when the hearing of the notice that it corrects is near', async () => {
    const startsAt = new Date(world.clock.at + 8 * hour).toISOString();
    const endsAt = new Date(world.clock.at + 9 * hour).toISOString();
    const first = await addSignedNotice(world, { email: null, hearing: { startsAt, endsAt } });
    const id = await addSignedNotice(world, { email: null, kind: 'correction', replaces: first });
    await room.queue(id);
    await tell(id, 'sms', { state: 'sent' });
    later(2.1);
    await room.check();
    expect(await deliveryStates(world, id)).toContain('sms queued');
  });

  it('is looked at sooner when the hearing is near', async () => {
    const startsAt = new Date(world.clock.at + 4 * hour).toISOString();
    const endsAt = new Date(world.clock.at + 5 * hour).toISOString();
    const id = await addSignedNotice(world, { email: null, hearing: { startsAt, endsAt } });
    await room.queue(id);
    await tell(id, 'sms', { state: 'sent' });
    later(1.1);
    await room.check();
    expect(await deliveryStates(world, id)).toContain('sms queued');
  });

  it('is told to the court once a day, in one e-mail without names', async () => {
    const toldOf = statement(
      'test.told_courts',
      `select recipient, body from outbox_message where topic = 'notice.escalated' and created_at >= $1 order by id`,
    );
    world.clock.at = Date.parse('2027-01-11T04:30:00Z');
    const since = new Date(world.clock.at);
    expect(await room.tell()).toBe(1);
    const id = await addSignedNotice(world, { mobile: null, email: null, participant: 'Gizli Adam' });
    await room.queue(id);
    later(3);
    expect(await room.tell()).toBe(0);
    world.clock.at = Date.parse('2027-01-11T23:00:00Z');
    expect(await room.tell()).toBe(0);
    world.clock.at = Date.parse('2027-01-12T04:30:00Z');
    expect((await Promise.all([room.tell(), room.tell()])).toSorted()).toEqual([0, 1]);
    const told = await ownerOf(world.test).query(toldOf, [since]);
    expect(told.map(({ recipient }) => recipient)).toEqual(Array(2).fill('binaqadi@court.example.az'));
    expect(told[1]?.['body']).toContain('yeni bildirişlərin sayı: 1.');
    expect(told[1]?.['body']).toContain('/courts/binaqadi/undelivered');
    expect(told[1]?.['body']).not.toContain('Gizli');
  });

  it('is neither sent again nor given to a clerk when its hearing was postponed meanwhile', async () => {
    const id = await addSignedNotice(world, {
      email: null,
      hearing: { startsAt: '2027-02-01T06:00:00Z', endsAt: '2027-02-01T07:00:00Z' },
    });
    const alone = await addSignedNotice(world, {
      email: null,
      mobile: null,
      hearing: { startsAt: '2027-02-02T06:00:00Z', endsAt: '2027-02-02T07:00:00Z' },
    });
    await room.queue(id, alone);
    await tell(id, 'sms', { state: 'sent' });
    for (const one of [id, alone]) await freeHearingOf(world, one, 'postponed');
    later(25);
    await room.check();
    await room.tell();
    expect(await deliveryStates(world, id)).toEqual(['portal available', 'sms sent']);
    expect(await escalations(id)).toEqual([]);
    expect(await escalations(alone)).toMatchObject([{ outcome: 'replaced' }]);
  });
});
