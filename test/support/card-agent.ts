import { request as httpRequest } from 'node:http';
import { startAgent } from '../../smartcard/agent/agent.ts';
import type { CardDesk } from '../../smartcard/agent/card-desk.ts';
import { parseConfiguration } from '../../smartcard/agent/config.ts';
import { createPinentryWindow } from '../../smartcard/agent/pinentry-window.ts';
import type { CardSource } from '../../smartcard/drivers/card.ts';
import type { CardIssuer } from './card-issuer.ts';
import { openPinScreen, type PinScreen } from './pin-screen.ts';
import { send, type WireAnswer } from './wire.ts';

export interface TestAgent {
  readonly port: number;
  readonly origin: string;
  readonly screen: PinScreen;
  readonly log: readonly string[];
  /** A form as a page of `from` submits it; the issuer's own by default. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<WireAnswer>;
  /** The same by a browser that shows the page as it grows. */
  open(path: string, fields: Readonly<Record<string, string>>): OpenedPage;
  /** May be called twice. */
  stop(): Promise<void>;
}

export interface OpenedPage {
  /** What arrived so far. */
  text(): string;
  /** Closes the page. */
  leave(): void;
  /** Resolves when the page is whole, or cut off. */
  readonly ended: Promise<void>;
}

export interface TestAgentOptions {
  readonly issuer: Pick<CardIssuer, 'origin'>;
  readonly source: CardSource;
  /** In the place of the PIN screen's window. */
  readonly desk?: CardDesk;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly now?: () => number;
}

/** The agent in this process on a port of its own, with a PIN screen. */
export async function startTestAgent(options: TestAgentOptions): Promise<TestAgent> {
  const { issuer, source, desk, settings, now = Date.now } = options;
  const screen = await openPinScreen();
  const log: string[] = [];
  let isStopped = false;
  const window = createPinentryWindow({
    programs: [screen.program],
    grabsKeyboard: false,
    seconds: 60,
    environment: process.env,
  });
  const server = await startAgent({
    configuration: parseConfiguration({
      issuers: [
        { origin: issuer.origin, name: 'Açar' },
        { origin: 'https://other.example.az', name: 'Başqa' },
      ],
      port: 0,
      ...settings,
    }),
    desk: desk ?? { source, window },
    version: '9.9.9',
    now,
    log: (line) => log.push(line),
  });
  const host = `127.0.0.1:${server.port}`;
  return {
    port: server.port,
    origin: `http://${host}`,
    screen,
    log,
    post: (path, fields, headers = {}) =>
      submit({ port: server.port, origin: issuer.origin, path, fields, headers }),
    open: (path, fields) => openPage({ port: server.port, origin: issuer.origin, path, fields }),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await server.stop();
      await screen.close();
    },
  };
}

export interface Submission {
  readonly port: number;
  /** Of the page with the form. */
  readonly origin: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** In the place of what a browser would send, or beside it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Submits a form and waits for the whole page. */
export function submit({ port, origin, path, fields, headers = {} }: Submission): Promise<WireAnswer> {
  return send({
    port,
    host: headers['host'] ?? `127.0.0.1:${port}`,
    method: 'POST',
    target: path,
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Submits a form as a browser does that shows the page as it grows. */
export function openPage({ port, origin, path, fields }: Submission): OpenedPage {
  let text = '';
  const call = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    agent: false,
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
  });
  const ended = new Promise<void>((done) => {
    call.on('error', () => done());
    call.on('close', () => done());
    call.on('response', (answer) => {
      answer.setEncoding('utf8');
      answer.on('error', () => done());
      answer.on('data', (part: string) => {
        text += part;
      });
    });
  });
  call.end(new URLSearchParams(fields).toString());
  return { text: () => text, leave: () => call.destroy(), ended };
}

/** Signs in through an agent, in English; what is handed back in the end. */
export async function answerFrom(
  agent: TestAgent,
  issuer: CardIssuer,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, string>>> {
  const request = await issuer.sign({ language: 'en', ...changes });
  return handedBack((await agent.post('/authenticate', { request, state: 'state-1' })).body);
}

/** The fields of the form that carries an answer to the login page, and where it goes. */
export function handedBack(page: string): Readonly<Record<string, string>> {
  const form = page.slice(page.indexOf('id="hand-back"'));
  const fields = Array.from(form.matchAll(/name="(\w+)" value="([^"]*)"/g), ([, name = '', value = '']) => [
    name,
    value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  ]);
  const action = /action="([^"]*)" id="hand-back"/.exec(page)?.[1] ?? '';
  return { action, ...Object.fromEntries(fields) };
}
