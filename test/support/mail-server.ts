import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { type ReadMail, readMail } from '../../src/demo/inbox/codec.ts';

export interface TestMail extends ReadMail {
  readonly to: string;
  readonly raw: string;
}

export interface TestMailServer {
  readonly port: number;
  /** In the order they came, also those whose answer was held back. */
  readonly mails: TestMail[];
  stop(): Promise<void>;
}

/** A real SMTP server on loopback, without TLS. `hold` can keep back the answer to a message that came in. */
export async function startTestMailServer(
  options: { port?: number; refuse?: (address: string) => boolean; hold?: (mail: TestMail) => boolean } = {},
): Promise<TestMailServer> {
  const mails: TestMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onRcptTo({ address }, _session, done) {
      done(
        options.refuse?.(address)
          ? Object.assign(new Error('no such mailbox'), { responseCode: 550 })
          : undefined,
      );
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const mail = {
          ...readMail(raw),
          to: session.envelope.rcptTo[0]?.address ?? '',
          raw: raw.toString('latin1'),
        };
        mails.push(mail);
        if (!options.hold?.(mail)) done(null);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((done, fail) => {
    server.server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', () => done());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}
