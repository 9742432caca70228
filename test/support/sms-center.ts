import type { AddressInfo } from 'node:net';
import { createServer, type Pdu, type Session } from 'smpp';
import { createSmsJoiner } from '../../src/demo/inbox/model.ts';

export interface TestSmsCenter {
  readonly port: number;
  /** Accepted parts, in order. */
  readonly parts: Pdu[];
  readonly binds: Pdu[];
  readonly sessions: Set<Session>;
  stop(): Promise<void>;
}

/**
 * A real SMPP server on loopback. `answer` decides on each `submit_sm`, counted from 1: an SMPP status, `drop` to cut
 * the connection instead of answering, `hold` to say nothing (and take the part), `twice` to say ESME_ROK twice, or nothing
 * for ESME_ROK.
 */
export async function startTestSmsCenter(
  options: {
    port?: number;
    tls?: { key: Buffer; cert: Buffer };
    answer?: (count: number, pdu: Pdu) => number | 'drop' | 'hold' | 'twice' | undefined;
  } = {},
): Promise<TestSmsCenter> {
  const parts: Pdu[] = [];
  const binds: Pdu[] = [];
  const sessions = new Set<Session>();
  let count = 0;
  const serve = (session: Session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
    session.on('bind_transceiver', (pdu: Pdu) => {
      binds.push(pdu);
      session.send(pdu.response(pdu.password === 'right' ? {} : { command_status: 0x0e }));
    });
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: Pdu) => session.send(pdu.response()));
    session.on('submit_sm', (pdu: Pdu) => {
      count += 1;
      const verdict = options.answer?.(count, pdu) ?? 0;
      if (verdict === 'drop') return session.destroy();
      if (typeof verdict === 'number' && verdict !== 0)
        return session.send(pdu.response({ command_status: verdict }));
      parts.push(pdu);
      if (verdict === 'hold') return;
      const taken = () => session.send(pdu.response({ message_id: `id-${count}` }));
      taken();
      if (verdict === 'twice') taken();
    });
  };
  const server = options.tls ? createServer(options.tls, serve) : createServer(serve);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', () => done());
  });
  return {
    port: (server.address() as AddressInfo).port,
    parts,
    binds,
    sessions,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const session of sessions) session.destroy();
      }),
  };
}

/** The texts that are whole, as the phone reads them; the library decodes, not our own tables. */
export function joinedTexts(parts: readonly Pdu[]): string[] {
  const join = createSmsJoiner();
  const texts = parts.map((pdu) => {
    const { message: text = '', udh = [] } = pdu.short_message ?? {};
    const [, , reference = 0, total = 1, number = 1] = udh[0] ?? [];
    const place = total > 1 ? { reference, total, number } : undefined;
    return join({ from: '', to: pdu.destination_addr ?? '', text: String(text), place });
  });
  return texts.filter((text) => text !== undefined);
}
