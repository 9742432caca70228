import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { type ReadMail, readMail } from '../../src/demo/inbox/codec.ts';

export interface TestMail extends ReadMail {
  readonly to: string;
  readonly raw: string;
  readonly cameEncrypted: boolean;
}

export interface TestMailServer {
  readonly port: number;
  /** In the order they came, also those whose answer was held back. */
  readonly mails: TestMail[];
  stop(): Promise<void>;
}

export interface TestMailServerOptions {
  readonly port?: number;
  readonly refuse?: (address: string) => boolean;
  /** A reply code instead of 250 to a message that came in whole. */
  readonly judge?: (mail: TestMail) => number | undefined;
  /** True keeps back the answer to a message that came in, for ever; a promise keeps it back until it says false. */
  readonly hold?: (mail: TestMail) => boolean | Promise<boolean>;
  /** PEM; `implicit` = TLS from the first byte (RFC 8314 3.3), else by STARTTLS. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer; readonly implicit: boolean };
  /** Asks for a name and password, over TLS only. */
  readonly admits?: (name: string, password: string) => boolean;
}

/** A real SMTP server on loopback. */
export async function startTestMailServer(options: TestMailServerOptions = {}): Promise<TestMailServer> {
  const mails: TestMail[] = [];
  const server = new SMTPServer({
    authOptional: options.admits === undefined,
    disabledCommands: [...(options.tls ? [] : ['STARTTLS']), ...(options.admits ? [] : ['AUTH'])],
    ...(options.tls && { key: options.tls.key, cert: options.tls.cert, secure: options.tls.implicit }),
    onAuth({ username, password }, _session, done) {
      if (options.admits?.(username ?? '', password ?? '')) done(null, { user: username });
      else done(Object.assign(new Error('who are you?'), { responseCode: 535 }));
    },
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
          cameEncrypted: session.secure,
        };
        mails.push(mail);
        const answer = async () => {
          if (await options.hold?.(mail)) return;
          const responseCode = options.judge?.(mail);
          done(
            responseCode === undefined ? null : Object.assign(new Error('not this one'), { responseCode }),
          );
        };
        void answer();
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
