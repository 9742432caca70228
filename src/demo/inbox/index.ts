import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../oidc/ports.ts';
import { createBrowserBinding, createSite, page, route, serveAsset, startServer } from '../../http/index.ts';
import { startMailServer } from './mail-server.ts';
import { createShelf, type KeptMessage, type Shelf } from './model.ts';
import { startOperatorServer } from './operator-server.ts';
import { inboxErrorPage, inboxPage } from './pages.ts';

export interface InboxOptions {
  /** Of the web page. */
  readonly port: number;
  /** 0 = any free port. */
  readonly smtpPort: number;
  readonly smppPort: number;
  readonly clock: Clock;
}

export interface Inbox {
  /** What to open in a browser. */
  readonly url: string;
  readonly smtpPort: number;
  readonly smppPort: number;
  list(): readonly KeptMessage[];
  stop(): Promise<void>;
}

/** Starts the simulator of a mobile operator and a mail server, with the page that shows what they received. */
export async function startInbox({ port, smtpPort, smppPort, clock }: InboxOptions): Promise<Inbox> {
  const shelf = createShelf();
  const keep = (message: Omit<KeptMessage, 'at'>) => shelf.add({ ...message, at: new Date(clock.now()) });
  const mail = await startMailServer(smtpPort, ({ from, to, subject, text }) => {
    for (const recipient of to) keep({ channel: 'email', to: recipient, from, subject, body: text });
  });
  const operator = await startOperatorServer(smppPort, ({ from, to, text }) =>
    keep({ channel: 'sms', to, from, subject: undefined, body: text }),
  );
  const origins = ['inbox.acar.localhost', 'localhost', '127.0.0.1'].map((host) => `http://${host}:${port}`);
  const binding = createBrowserBinding(randomBytes(32));
  const sites = new Map(origins.map((origin) => [origin, siteAt(origin, binding, shelf)]));
  const web = await startServer({ host: '127.0.0.1', port, trustedProxies: '', sites, first: serveAsset });
  return {
    url: `${origins[0]}/`,
    smtpPort: mail.port,
    smppPort: operator.port,
    list: () => shelf.list(),
    async stop() {
      await Promise.all([web.stop(1), mail.stop(), operator.stop()]);
    },
  };
}

function siteAt(origin: string, binding: ReturnType<typeof createBrowserBinding>, shelf: Shelf) {
  const list = route({
    id: 'inbox.list',
    method: 'GET',
    path: '/',
    summary: 'What the simulated mail server and mobile operator received',
    audience: 'page',
    query: z.strictObject({ refresh: z.enum(['on', 'off']).default('on') }),
    responses: { 200: 'The list, the newest first' },
    handle: (request) => page(inboxPage(request, shelf.list(), request.query.refresh === 'on')),
  });
  return createSite({
    origin,
    routes: [list],
    binding,
    errorPage: (request) => inboxErrorPage(request),
    explain: () => undefined,
  });
}
