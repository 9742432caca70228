import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { Pki } from '../../src/app-pki.ts';
import { holdDemoCeremony } from '../../src/demo/ceremony.ts';
import { freePort } from './free-port.ts';
import { startTestService, type TestService } from './test-service.ts';

export interface TestPkiService {
  readonly test: TestService;
  readonly pki: Pki;
  /** Plain http, as certificates have it. */
  readonly origin: string;
  /** Asks for certificates. */
  readonly api: string;
  /** Verifies documents. */
  readonly verification: string;
  /** For files of the test. */
  readonly folder: string;
  /** Reaches `*.localhost`, takes the test's own server certificate, and shows a client's. */
  reach(client?: { readonly key: string; readonly cert: string }): Agent;
  stop(): Promise<void>;
}

/** The whole service with the role `pki`, its own authorities, and TLS of its own for the order API. */
export async function startTestPkiService(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestPkiService> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-pki-service-'));
  const [port, pkiPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const origin = `http://pki.acar.localhost:${pkiPort}`;
  const api = `https://pki.acar.localhost:${apiPort}`;
  const verification = `https://verify.acar.localhost:${port}`;
  const passphrase = randomBytes(32);
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, passphrase, { mode: 0o600 });
  const ceremony = join(folder, 'pki');
  await holdDemoCeremony({ folder: ceremony, passphrase, origin, now: Date.now() });
  const server = serverCertificate(folder);
  const test = await startTestService({
    environment: {
      ACAR_ROLES: 'web,worker,pki',
      ACAR_PKI_ORIGIN: origin,
      ACAR_PKI_API_ORIGIN: api,
      ACAR_PKI_FOLDER: ceremony,
      ACAR_PKI_SECRET_FILE: passphraseFile,
      ACAR_PORT: String(port),
      ACAR_LOGIN_ORIGIN: `https://login.acar.localhost:${port}`,
      ACAR_PORTAL_ORIGIN: `https://portal.acar.localhost:${port}`,
      ACAR_VERIFICATION_ORIGIN: verification,
      ACAR_TLS_CERTIFICATE_FILE: server.cert,
      ACAR_TLS_KEY_FILE: server.key,
      ...environment,
    },
  });
  const { pki } = test.service;
  if (!pki) throw new Error('no role pki');
  return {
    test,
    pki,
    origin,
    api,
    verification,
    folder,
    reach: (client) =>
      new Agent({
        connect: {
          ...client,
          rejectUnauthorized: false,
          lookup(_name, options, done) {
            if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
            else done(null, '127.0.0.1', 4);
          },
        },
      }),
    async stop() {
      await test.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverCertificate(folder: string) {
  const [key, cert] = [join(folder, 'server.key'), join(folder, 'server.pem')];
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ');
  const name = ['-subj', '/CN=pki.acar.localhost', '-addext', 'subjectAltName=DNS:pki.acar.localhost'];
  execFileSync('openssl', [...words, ...name, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key, cert };
}
