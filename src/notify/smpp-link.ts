import { isIP } from 'node:net';
import { connect, type Fields, type Pdu, type Session } from 'smpp';
import { backOffSeconds, type Log, type Random } from '../jobs/index.ts';

export interface SmppLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly certificateAuthority?: string | undefined;
  readonly systemId: string;
  readonly password: string;
  readonly random: Random;
  readonly log?: Log | undefined;
  /** A `deliver_sm` came in; the operator repeats it when the promise is rejected. */
  readonly onDeliver: (pdu: Pdu) => Promise<void>;
  readonly enquireSeconds?: number;
  readonly firstReconnectSeconds?: number;
}

export interface SmppLink {
  /** The operator's answer, or undefined when there is no bound session or it was lost before the answer came. */
  submit(fields: Fields): Promise<Pdu | undefined>;
  close(): Promise<void>;
}

const answerMs = 15_000;
/** How long a message waits for a session that is being made. */
const bindWaitMs = 5_000;
const smppVersion = 0x34;
/** ESME_RX_T_APPN (SMPP v3.4 5.1.3): a passing trouble of ours, try again. */
const tryAgain = 0x64;

/** A session as transceiver that is made again, with growing pauses, whenever it is lost. */
export function openSmppLink(options: SmppLinkOptions): SmppLink {
  let session: Session | undefined;
  let bound: Session | undefined;
  let isClosed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  const room = createWaitingRoom();

  const open = async () => {
    const mine = connectTo(options);
    session = mine;
    mine.on('deliver_sm', (pdu: Pdu) => void receive(mine, pdu, options.onDeliver));
    mine.once('close', () => {
      if (bound === mine) options.log?.('smpp.lost', { host: options.host });
      bound = undefined;
      if (isClosed) return;
      failures += 1;
      timer = setTimeout(() => void open(), reconnectMs(failures, options));
    });
    if (!(await bind(mine, options))) return;
    failures = 0;
    bound = mine;
    options.log?.('smpp.bound', { host: options.host, port: options.port });
    room.release();
    keepAlive(mine, (options.enquireSeconds ?? 30) * 1000);
  };
  void open();

  return {
    async submit(fields) {
      if (!bound && !isClosed) await room.wait(bindWaitMs);
      return bound && ask(bound, 'submit_sm', fields);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      room.release();
      if (bound) await ask(bound, 'unbind', {}, 2_000);
      session?.destroy();
    },
  };
}

/** Where messages wait for a session. */
function createWaitingRoom() {
  const waiting = new Set<() => void>();
  return {
    /** Resolves at the next release, or after the time. */
    wait: (milliseconds: number) =>
      new Promise<void>((done) => {
        const go = () => {
          clearTimeout(limit);
          waiting.delete(go);
          done();
        };
        const limit = setTimeout(go, milliseconds);
        waiting.add(go);
      }),
    release() {
      for (const go of waiting) go();
    },
  };
}

function reconnectMs(failures: number, options: SmppLinkOptions): number {
  const firstDelaySeconds = options.firstReconnectSeconds ?? 1;
  const policy = { firstDelaySeconds, longestDelaySeconds: 60, maxTries: Infinity };
  return backOffSeconds(failures, policy, options.random) * 1000;
}

function connectTo({ host, port, tls, certificateAuthority: ca, log }: SmppLinkOptions): Session {
  const name = isIP(host) ? {} : { servername: host };
  const session = connect({ host, port, tls, ...name, ...(ca ? { ca } : {}) });
  session.setMaxListeners(0);
  // After a malformed answer the library's reader stands still, so the session is of no more use.
  session.on('error', (error: Error) => {
    log?.('smpp.failed', { host, error: 'code' in error ? String(error.code) : error.name });
    session.destroy();
  });
  session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
  session.on('unknown', (pdu: Pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu: Pdu) => {
    session.send(pdu.response());
    session.close();
  });
  return session;
}

async function bind(session: Session, options: SmppLinkOptions): Promise<boolean> {
  const answer = await ask(session, 'bind_transceiver', {
    system_id: options.systemId,
    password: options.password,
    interface_version: smppVersion,
  });
  if (answer?.command_status === 0) return true;
  if (answer) options.log?.('smpp.bind_refused', { host: options.host, status: answer.command_status });
  session.destroy();
  return false;
}

async function receive(session: Session, pdu: Pdu, onDeliver: (pdu: Pdu) => Promise<void>): Promise<void> {
  try {
    await onDeliver(pdu);
    session.send(pdu.response());
  } catch {
    session.send(pdu.response({ command_status: tryAgain }));
  }
}

/** A session whose far end is gone without a word is found by its silence. */
function keepAlive(session: Session, everyMs: number): void {
  const enquire = async () => {
    if (!(await ask(session, 'enquire_link', {}, everyMs / 2))) session.destroy();
  };
  const timer = setInterval(() => void enquire(), everyMs);
  session.once('close', () => clearInterval(timer));
}

/** The library keeps no time and forgets the question when the session ends. */
function ask(
  session: Session,
  command: 'bind_transceiver' | 'submit_sm' | 'enquire_link' | 'unbind',
  fields: Fields,
  limitMs = answerMs,
): Promise<Pdu | undefined> {
  return new Promise((done) => {
    const finish = (pdu?: Pdu) => {
      clearTimeout(limit);
      session.off('close', lost);
      done(pdu);
    };
    const lost = () => finish();
    const limit = setTimeout(lost, limitMs);
    session.once('close', lost);
    if (!session[command](fields, finish)) lost();
  });
}
