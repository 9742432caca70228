import { readFileSync } from 'node:fs';
import { type Handler, type RunningServer, startServer } from './http/index.ts';
import type { Operations } from './operations/index.ts';
import type { ServiceConfig } from './settings.ts';

type Sites = ReadonlyMap<string, Handler>;

/** Opens the ports for all sites of this process. */
export async function startListeners(
  config: ServiceConfig,
  sites: Sites,
  operations: Operations,
): Promise<RunningServer[]> {
  const { host, port, trustedProxies } = config.listen;
  const onError = (error: unknown) => operations.log.error('http.unanswered', error);
  const common = { host, trustedProxies, onError, first: operations.first };
  const tls = readTls(config);
  const { main, asking, plain } = sortSites(config, sites, tls !== undefined);
  const servers: RunningServer[] = [await startServer({ ...common, port, tls, sites: main })];
  for (const [at, ofPort] of byPort(asking))
    servers.push(
      await startServer({
        ...common,
        port: at,
        sites: ofPort,
        tls: tls && { ...tls, asksForClientCertificate: true },
      }),
    );
  for (const [at, ofPort] of byPort(plain))
    servers.push(await startServer({ ...common, port: at, sites: ofPort }));
  servers.push(await startOperationsListener(config, operations));
  return servers;
}

/** Health and metrics, on loopback alone: also for a process that has no sites. */
export function startOperationsListener(
  config: ServiceConfig,
  operations: Operations,
): Promise<RunningServer> {
  const { operationsPort: port } = config.listen;
  const names = ['127.0.0.1', 'localhost'].map(
    (name) => [`http://${name}:${port}`, operations.operationsHandler] as const,
  );
  return startServer({
    host: '127.0.0.1',
    port,
    trustedProxies: config.listen.trustedProxies,
    onError: (error) => operations.log.error('http.unanswered', error),
    first: operations.first,
    sites: new Map(names),
  });
}

/**
 * Without TLS of our own a proxy speaks it, has asked for the certificate, and all origins arrive at one port. With it,
 * those that ask for a certificate listen at ports of their own, and so do those of plain http.
 */
function sortSites(config: ServiceConfig, sites: Sites, hasTls: boolean) {
  const { login, mtls } = config.origins;
  const loginSite = sites.get(login);
  const { apiOrigin } = config.pki;
  const asking = new Map(mtls && loginSite ? [[mtls, loginSite]] : []);
  const main = new Map(sites);
  if (!hasTls) return { main: new Map([...main, ...asking]), asking: new Map(), plain: new Map() };
  const plain = new Map([...main].filter(([origin]) => origin.startsWith('http:')));
  for (const origin of plain.keys()) main.delete(origin);
  const api = apiOrigin === undefined ? undefined : sites.get(apiOrigin);
  if (apiOrigin !== undefined && api) {
    asking.set(apiOrigin, api);
    main.delete(apiOrigin);
  }
  return { main, asking, plain };
}

function byPort(sites: Sites): ReadonlyMap<number, Sites> {
  const ports = new Map<number, Map<string, Handler>>();
  for (const [origin, site] of sites) {
    const { port, protocol } = new URL(origin);
    const at = Number(port || (protocol === 'https:' ? 443 : 80));
    const ofPort = ports.get(at) ?? new Map<string, Handler>();
    ports.set(at, ofPort.set(origin, site));
  }
  return ports;
}

function readTls(config: ServiceConfig) {
  const { tlsCertificateFile, tlsKeyFile } = config.listen;
  if (!tlsCertificateFile || !tlsKeyFile) return undefined;
  return { certificate: readFileSync(tlsCertificateFile, 'utf8'), key: readFileSync(tlsKeyFile, 'utf8') };
}
