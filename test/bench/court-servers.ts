/**
 * A mail server and an SMS centre in a process of their own, which count what they took and confirm every part of an SMS.
 * They go down and come up when told: what was answered before is counted, what was not is not.
 */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer, type Pdu, type Session } from 'smpp';
import { SMTPServer } from 'smtp-server';

export type ServersOrder = 'up' | 'down' | 'count' | 'forget';

export interface ServersReport {
  readonly mailPort: number;
  readonly smsPort: number;
  /** Message-IDs, and how many of them came more than once. */
  readonly mails: number;
  readonly mailsTwice: number;
  /** Parts of SMS, by number, reference and place. */
  readonly parts: number;
  readonly partsTwice: number;
  /** Numbers of which every part came. */
  readonly texts: number;
}

/** What came, and how much of it more than once: counted as it comes, for it is asked for all the time. */
interface Taken {
  readonly names: Set<string>;
  readonly twice: Set<string>;
}
const mails: Taken = { names: new Set(), twice: new Set() };
const parts: Taken = { names: new Set(), twice: new Set() };
const places = new Map<string, Set<number>>();
let texts = 0;
let isDown = true;
let ports = { mail: 0, sms: 0 };
let count = 0;
let running: { readonly mail: SMTPServer; readonly sms: Server; readonly sockets: Set<Socket> } | undefined;

function add({ names, twice }: Taken, name: string): void {
  if (names.has(name)) twice.add(name);
  names.add(name);
}

function createMailServer(): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (isDown) return;
        const [, id = ''] = /^message-id: *(\S+)/im.exec(Buffer.concat(chunks).toString('latin1')) ?? [];
        add(mails, id);
        done(null);
      });
    },
  });
}

function take(session: Session, pdu: Pdu): void {
  if (isDown) return;
  count += 1;
  const name = `c-${count}`;
  const to = pdu.destination_addr ?? '';
  const [, , reference = 0, total = 1, place = 1] = pdu.short_message?.udh?.[0] ?? [];
  add(parts, `${to} ${reference} ${place}`);
  const seen = places.get(to) ?? new Set<number>();
  const before = seen.size;
  seen.add(place);
  if (seen.size === total && before < total) texts += 1;
  places.set(to, seen);
  session.send(pdu.response({ message_id: name }));
  const short = Buffer.from(`id:${name} sub:001 dlvrd:001 stat:DELIVRD err:000 text:`);
  session.deliver_sm({ esm_class: 0x04, short_message: short });
}

function serveSms(session: Session): void {
  session.on('error', () => session.destroy());
  for (const command of ['bind_transceiver', 'enquire_link', 'unbind'])
    session.on(command, (pdu: Pdu) => session.send(pdu.response()));
  session.on('submit_sm', (pdu: Pdu) => take(session, pdu));
}

async function goUp(): Promise<void> {
  const mail = createMailServer();
  mail.on('error', () => {});
  const sms = createServer(serveSms);
  const sockets = new Set<Socket>();
  for (const server of [mail.server, sms])
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  mail.listen(ports.mail, '127.0.0.1');
  sms.listen(ports.sms, '127.0.0.1');
  await Promise.all([once(mail.server, 'listening'), once(sms, 'listening')]);
  const portOf = (server: Pick<Server, 'address'>) => (server.address() as AddressInfo).port;
  ports = { mail: portOf(mail.server), sms: portOf(sms) };
  isDown = false;
  running = { mail, sms, sockets };
}

const flushMs = 200;

async function goDown(): Promise<void> {
  isDown = true;
  // What was answered gets out.
  await new Promise((done) => setTimeout(done, flushMs));
  const ending = running;
  if (!ending) return;
  const closed = [once(ending.mail.server, 'close'), once(ending.sms, 'close')];
  ending.mail.server.close();
  ending.sms.close();
  for (const socket of ending.sockets) socket.destroy();
  await Promise.all(closed);
}

function forget(): void {
  for (const one of [mails.names, mails.twice, parts.names, parts.twice, places]) one.clear();
  texts = 0;
}

process.on('message', (order: ServersOrder) => {
  void (async () => {
    if (order === 'up') await goUp();
    if (order === 'down') await goDown();
    if (order === 'forget') forget();
    const report: ServersReport = {
      mailPort: ports.mail,
      smsPort: ports.sms,
      mails: mails.names.size,
      mailsTwice: mails.twice.size,
      parts: parts.names.size,
      partsTwice: parts.twice.size,
      texts,
    };
    process.send?.(report);
  })();
});
