import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type Database, statement } from '../../src/db/index.ts';
import { deviceCallText } from '../../src/mobile/phones/device-call.ts';
import type { Server } from './servers.ts';
import { inTurns } from './waiting-browsers.ts';

/** A phone that listens for requests. */
export interface ListeningPhone {
  readonly accountId: string;
  readonly socket: Socket;
  /** Resolves with the moment when a request came. */
  readonly asked: Promise<number>;
}

const addAccounts = statement(
  'bench.add_phone_accounts',
  `insert into account (id, personal_code, given_name, family_name, birthdate, login_code, language, created_at,
     activated_at)
   select md5('a' || n)::uuid, 'W' || lpad(n::text, 6, '0'), 'Sınaq', 'Nümunəyeva', '1990-05-23',
     (70000000 + n)::text, 'az', now(), now()
   from generate_series(1, $1::int) n`,
);

const addPhones = statement(
  'bench.add_phones',
  `insert into phone (phone_id, account_id, name, phone_number, state, device_key, tries_left, chain_digest, created_at,
     changed_at)
   select gen_random_uuid(), md5('a' || n)::uuid, 'Telefon', '+99450' || (1000000 + n), 'active', $2, 3,
     sha256($2), now(), now()
   from generate_series(1, $1::int) n
   returning phone_id as "phoneId", account_id as "accountId"`,
);

interface StoredPhone extends Record<string, unknown> {
  readonly phoneId: string;
  readonly accountId: string;
}

/** So many phones with an open stream, each of a person of its own; one device key serves all of them. */
export async function openPhones(
  { server, db, wallet }: { readonly server: Server; readonly db: Database; readonly wallet: string },
  count: number,
): Promise<readonly ListeningPhone[]> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await db.query(addAccounts, [count]);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const stored = await db.query<StoredPhone>(addPhones, [count, spki]);
  await db.query(statement('bench.analyze_phones', 'analyze account, phone'));
  const phones: ListeningPhone[] = [];
  await inTurns(stored, async (one) => void phones.push(await listen(server, wallet, one, privateKey)));
  return phones;
}

function listen(
  server: Server,
  wallet: string,
  { phoneId, accountId }: StoredPhone,
  key: KeyObject,
): Promise<ListeningPhone> {
  const call = { phoneId, timestamp: Math.floor(Date.now() / 1000), counter: 1 };
  const target = '/api/requests';
  const text = deviceCallText(call, { origin: wallet, method: 'GET', target, body: new Uint8Array() });
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  const header = `${phoneId}.${call.timestamp}.${call.counter}.${signature.toString('base64url')}`;
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    `GET ${target} HTTP/1.1\r\nhost: ${new URL(wallet).host}\r\naccept: text/event-stream\r\nacar-device: ${header}\r\n\r\n`,
  );
  return new Promise((done, fail) => {
    let told = (_at: number) => {};
    const asked = new Promise<number>((resolve) => {
      told = resolve;
    });
    socket.once('error', fail);
    socket.once('data', (head) => {
      const answer = head.toString('latin1');
      if (answer.startsWith('HTTP/1.1 200')) done({ accountId, socket, asked });
      else fail(new Error(answer.slice(0, 300)));
    });
    socket.on('data', (chunk) => {
      if (chunk.includes('"controlCode"')) told(performance.now());
    });
  });
}

const insertPush = statement(
  'bench.insert_push',
  `with added as (
     insert into phone_request (request_id, flow, account_id, client_id, service_name, language, browser, place,
       phone_number, hash, hash_type, key_use, person_digest, nonce, state, created_at, expires_at)
     select $1, 'push', $2, 'tax', 'Vergi', 'az', '', '', phone_number, $3, 'SHA256', 'authentication', $3, $3, 'open',
       now(), now() + interval '2 minutes'
     from phone where account_id = $2
     returning account_id)
   select pg_notify('phone', 'account:' || account_id) from added`,
);

/** What the mobile-signature service does when somebody is asked. */
export async function askPhone(db: Database, { accountId }: ListeningPhone): Promise<void> {
  await db.query(insertPush, [randomUUID(), accountId, Buffer.alloc(32, 1)]);
}
