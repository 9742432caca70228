import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createBrowserBinding, createOutboundFetch, createSite, startServer } from '../../http/index.ts';
import { createRelyingParty } from '../../relying-party/index.ts';
import { type AgencyDefinition, clientFile, credentialsOf, paths } from './model.ts';
import { createPages } from './pages.ts';
import { agencyRoutes } from './routes.ts';
import { createSessions } from './sessions.ts';

const usage = '--port N --origin ORIGIN --issuer ISSUER --client-file FILE';

/** Runs a demo agency as this process until it is told to stop. Prints `ready ORIGIN` when it answers. */
export async function runAgency(definition: AgencyDefinition, words: readonly string[]): Promise<void> {
  try {
    const server = await startAgency(definition, readOptions(words));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
  } catch (error) {
    process.stderr.write(`${definition.id}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

interface AgencyOptions {
  readonly port: number;
  readonly origin: string;
  readonly issuer: string;
  readonly clientFile: string;
}

function readOptions(words: readonly string[]): AgencyOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: { port: text, origin: text, issuer: text, 'client-file': text },
  });
  const { port, origin, issuer, 'client-file': file } = values;
  const isPort = port !== undefined && /^\d{1,5}$/.test(port) && Number(port) <= 65_535;
  if (!isPort || !origin || URL.parse(origin)?.origin !== origin || !issuer || !URL.canParse(issuer) || !file)
    throw new Error(`usage: ${usage}`);
  return { port: Number(port), origin, issuer, clientFile: file };
}

async function startAgency(definition: AgencyDefinition, options: AgencyOptions) {
  const { origin, issuer } = options;
  const client = readClientFile(options.clientFile);
  const clock = { now: () => Date.now() };
  const outbound = createOutboundFetch({ allowPrivate: true });
  const say = (line: string) => process.stdout.write(`${definition.id}: ${line}\n`);
  const pages = createPages(definition);
  const relyingParty = createRelyingParty({
    issuer,
    clientId: client.client_id,
    credentials: credentialsOf(client),
    isFapi: definition.isFapi,
    idTokenAlgorithm: definition.idTokenAlgorithm,
    scope: definition.scope,
    redirectUri: origin + paths.callback,
    postLogoutRedirectUri: origin + paths.signedOut,
    fetch: outbound,
    clock,
    allowsHttp: issuer.startsWith('http:'),
  });
  const site = createSite({
    origin,
    routes: agencyRoutes({
      id: definition.id,
      relyingParty,
      sessions: createSessions({ clock, newId: () => randomBytes(32).toString('base64url') }),
      pages,
      onFailure: (problem, detail) => say(`sign-in failed: ${problem}: ${detail}`),
    }),
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: (request, _status, code) => pages.error(request, code),
    explain: () => undefined,
    onError: (error) => say(`unexpected: ${error instanceof Error ? error.message : String(error)}`),
  });
  const server = await startServer({
    host: '127.0.0.1',
    port: options.port,
    trustedProxies: '127.0.0.0/8, ::1',
    sites: new Map([[origin, site]]),
  });
  process.stdout.write(`ready ${origin}\n`);
  return {
    async stop() {
      await server.stop(2);
      await outbound.close();
    },
  };
}

function readClientFile(path: string) {
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(`${path} can be read by others; set its mode to 0600`);
  const parsed = clientFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is not a client file`);
  return parsed.data;
}
