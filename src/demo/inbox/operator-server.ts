import type { AddressInfo } from 'node:net';
import { createServer, type Pdu, type Session } from 'smpp';
import { createSmsJoiner, type ReceivedPart } from './model.ts';

export interface ReceivedSms {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** A mobile operator on loopback: takes every SMS, joins long ones as a phone does, and reports them delivered. */
export async function startOperatorServer(
  port: number,
  onSms: (sms: ReceivedSms) => void,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const join = createSmsJoiner();
  const sessions = new Set<Session>();
  let messages = 0;
  const server = createServer((session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
    for (const command of [
      'bind_transceiver',
      'bind_transmitter',
      'bind_receiver',
      'enquire_link',
      'unknown',
    ]) {
      session.on(command, (pdu: Pdu) => session.send(pdu.response({ system_id: 'acar-inbox' })));
    }
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu: Pdu) => {
      messages += 1;
      const id = `sim-${messages}`;
      session.send(pdu.response({ message_id: id }));
      const part = partOf(pdu);
      const text = join(part);
      if (text !== undefined) onSms({ from: part.from, to: part.to, text });
      if ((pdu.registered_delivery ?? 0) % 4 === 1) session.deliver_sm(receiptFor(part, id));
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => done());
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const session of sessions) session.destroy();
      }),
  };
}

/** The place of a part is in its user data header, element 0 (3GPP TS 23.040 9.2.3.24.1). */
function partOf(pdu: Pdu): ReceivedPart {
  const { message = '', udh = [] } = pdu.short_message ?? {};
  const [, , reference = 0, total = 1, number = 1] = udh.find((element) => element[0] === 0) ?? [];
  return {
    from: pdu.source_addr ?? '',
    to: `+${pdu.destination_addr ?? ''}`,
    text: String(message),
    place: total > 1 ? { reference, total, number } : undefined,
  };
}

/** SMPP v3.4 appendix B. */
function receiptFor(part: ReceivedPart, id: string) {
  return {
    source_addr: part.to.slice(1),
    destination_addr: part.from,
    esm_class: 0x04,
    short_message: Buffer.from(`id:${id} sub:001 dlvrd:001 stat:DELIVRD err:000 text:`),
    receipted_message_id: id,
    message_state: 2,
  };
}
