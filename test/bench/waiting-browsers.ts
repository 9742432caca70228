import { connect, type Socket } from 'node:net';
import { type Database, statement } from '../../src/db/index.ts';
import { authorize, open, send } from './flows.ts';
import { sign } from './population.ts';
import type { Server } from './servers.ts';
import type { World } from './world.ts';

/** Connections that are being opened at the same time. */
const opening = 200;
/** Far enough ahead that nobody's code ends while it is measured, however slow the machine is. */
const aheadMs = 3_600_000;

/** A page that reads its stream. */
export interface WaitingPage {
  readonly requestId: string;
  readonly socket: Socket;
  events: number;
  /** Resolves with the moment when the number came. */
  readonly number: Promise<number>;
}

/** So many browsers with a code on their screens, connected. */
export async function openBrowsers(
  { world, server, db }: { readonly world: World; readonly server: Server; readonly db: Database },
  count: number,
): Promise<readonly WaitingPage[]> {
  return openAll(server, await copyWaiting(db, await beginOne(world, server), count));
}

/** Runs `work` on everything, so many at a time. */
export async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: opening }, worker));
}

/** One real sign-in up to the code; the others are copies of it. */
async function beginOne(world: World, server: Server) {
  const [client] = world.population.clients;
  if (!client) throw new Error('no service');
  const browser = server.newBrowser();
  const { answer } = await authorize({ browser, service: browser, client });
  const choices = await open(browser, answer);
  await send(browser, choices, 'choose', { method: 'qr' });
  return choices.at.split('/').at(-1) ?? '';
}

interface WaitingBrowser {
  readonly uid: string;
  readonly name: string;
  readonly requestId: string;
}

const findFlow = statement(
  'bench.find_flow',
  `select payload->>'browser' as browser, payload->'methodState'->>'id' as "requestId",
     payload->'methodState'->>'openedAt' as "openedAt"
   from oidc_item where kind = 3 and id = $1`,
);

const copyItems = statement(
  'bench.copy_items',
  `insert into oidc_item (kind, id, payload, uid, account_id, grant_id, created_at, expires_at)
   select i.kind, replace(i.id, $1, lpad(n::text, length($1), 'w')),
     replace(replace(replace(replace(i.payload::text, $1, lpad(n::text, length($1), 'w')),
       $2, lpad(n::text, length($2), 'b')), $3, md5('r' || n)::uuid::text),
       '"openedAt":' || $4::text, '"openedAt":' || ($4::bigint + $5::bigint + n % 1000))::json,
     i.uid, i.account_id, i.grant_id, i.created_at, i.expires_at
   from oidc_item i, generate_series(1, $6::int) n where i.id = $1 and i.kind in (2, 3)`,
);

const copyRequests = statement(
  'bench.copy_requests',
  `insert into phone_request (request_id, flow, token_digest, client_id, service_name, language, browser, place, number,
     nonce, state, created_at, expires_at)
   select md5('r' || n)::uuid, flow, decode(md5('t' || n) || md5('u' || n), 'hex'), client_id, service_name, language,
     browser, place, number, nonce, state, created_at, expires_at + interval '1 hour'
   from phone_request, generate_series(1, $2::int) n where request_id = $1`,
);

async function copyWaiting(db: Database, uid: string, waiters: number): Promise<readonly WaitingBrowser[]> {
  const [flow] = await db.query<{ browser: string; requestId: string; openedAt: string }>(findFlow, [uid]);
  if (!flow) throw new Error('no code was opened');
  const { browser, requestId, openedAt } = flow;
  await db.query(copyItems, [uid, browser, requestId, openedAt, aheadMs, waiters]);
  await db.query(copyRequests, [requestId, waiters]);
  await db.query(statement('bench.analyze_waiting', 'analyze oidc_item, phone_request'));
  const ids = await db.query<{ id: string }>(
    statement(
      'bench.request_ids',
      `select md5('r' || n)::uuid::text as id from generate_series(1, $1::int) n`,
    ),
    [waiters],
  );
  return ids.map(({ id }, place) => ({
    uid: String(place + 1).padStart(uid.length, 'w'),
    name: String(place + 1).padStart(browser.length, 'b'),
    requestId: id,
  }));
}

async function openAll(server: Server, browsers: readonly WaitingBrowser[]): Promise<readonly WaitingPage[]> {
  const pages: WaitingPage[] = [];
  await inTurns(browsers, async (browser) => void pages.push(await openPage(server, browser)));
  return pages;
}

function openPage(server: Server, { uid, name, requestId }: WaitingBrowser): Promise<WaitingPage> {
  const interaction = `acar_interaction=${uid}`;
  const cookies = [
    `acar_browser=${name}`,
    interaction,
    `acar_interaction.sig=${sign(interaction, server.cookieKey)}`,
  ];
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    `GET /interaction/${uid}/events HTTP/1.1\r\nhost: ${server.host}\r\naccept: text/event-stream\r\ncookie: ${cookies.join('; ')}\r\n\r\n`,
  );
  return new Promise((done, fail) => {
    let told = (_at: number) => {};
    const number = new Promise<number>((resolve) => {
      told = resolve;
    });
    const page: WaitingPage = { requestId, socket, events: 0, number };
    socket.once('error', fail);
    socket.once('data', (head) => {
      const text = head.toString('latin1');
      if (text.startsWith('HTTP/1.1 200')) done(page);
      else fail(new Error(text.slice(0, 300)));
    });
    socket.on('data', (chunk) => {
      if (chunk.includes('data: ')) page.events += 1;
      if (chunk.includes('"phase":"number"')) told(performance.now());
    });
  });
}
