import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCertificate } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { type Consumer, createConsumer } from '../../connector/index.ts';
import { createBrowserBinding, createOutboundFetch, createSite, startServer } from '../../http/index.ts';
import { createRelyingParty } from '../../relying-party/index.ts';
import { type AgencyDefinition, clientFile, credentialsOf, paths } from './model.ts';
import { createPages } from './pages.ts';
import { createRegisterDesk } from './residence/service.ts';
import { agencyRoutes } from './routes.ts';
import { createSessions } from './sessions.ts';

const usage =
  '--port N --origin ORIGIN --issuer ISSUER --client-file FILE [--gateway ORIGIN --certificate FILE --key FILE --authority FILE... --portal ORIGIN]';

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
  /** With them the agency asks registers, through the gateway. */
  readonly connector: ConnectorFiles | undefined;
}

interface ConnectorFiles {
  readonly gateway: string;
  readonly certificate: string;
  readonly key: string;
  readonly authorities: readonly string[];
  readonly portal: string;
}

function readOptions(words: readonly string[]): AgencyOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: text,
      origin: text,
      issuer: text,
      'client-file': text,
      gateway: text,
      certificate: text,
      key: text,
      authority: { type: 'string', multiple: true },
      portal: text,
    },
  });
  const { port, origin, issuer, 'client-file': file, gateway, certificate, key, authority, portal } = values;
  const isPort = port !== undefined && /^\d{1,5}$/.test(port) && Number(port) <= 65_535;
  if (!isPort || !origin || URL.parse(origin)?.origin !== origin || !issuer || !URL.canParse(issuer) || !file)
    throw new Error(`usage: ${usage}`);
  const common = { port: Number(port), origin, issuer, clientFile: file };
  if (gateway === undefined) return { ...common, connector: undefined };
  if (!URL.canParse(gateway) || !certificate || !key || !authority || !portal)
    throw new Error(`usage: ${usage}`);
  return { ...common, connector: { gateway, certificate, key, authorities: authority, portal } };
}

async function startAgency(definition: AgencyDefinition, options: AgencyOptions) {
  const { origin, issuer } = options;
  const client = readClientFile(options.clientFile);
  const clock = { now: () => Date.now() };
  const outbound = createOutboundFetch({ allowPrivate: true });
  const say = (line: string) => process.stdout.write(`${definition.id}: ${line}\n`);
  const connector = options.connector && openConnector(options.connector, clock);
  const pages = createPages(definition, connector !== undefined);
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
      residence:
        connector && options.connector
          ? { desk: createRegisterDesk(connector), portal: `${options.connector.portal}/me/accesses` }
          : undefined,
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
      connector?.close();
      await outbound.close();
    },
  };
}

function openConnector(files: ConnectorFiles, clock: Clock): Consumer {
  return createConsumer({
    gateway: files.gateway,
    certificate: readFileSync(files.certificate, 'utf8'),
    key: readSecretFile(files.key),
    authorities: files.authorities.map((file) => readAuthority(readFileSync(file))),
    clock,
    random: { bytes: randomBytes },
  });
}

function readAuthority(octets: Uint8Array) {
  const read = readCertificate(octets);
  if (read.kind === 'malformed') throw new Error(`a file with an authority: ${read.message}`);
  return read.value;
}

/** @throws when others can read it */
function readSecretFile(path: string): string {
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(`${path} can be read by others; set its mode to 0600`);
  return readFileSync(path, 'utf8');
}

function readClientFile(path: string) {
  const parsed = clientFile.safeParse(JSON.parse(readSecretFile(path)));
  if (!parsed.success) throw new Error(`${path} is not a client file`);
  return parsed.data;
}
