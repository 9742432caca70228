import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { holdDemoCeremony } from '../../src/demo/ceremony.ts';
import type { CertificateOrder } from '../../src/pki/index.ts';
import type { Pki } from '../../src/app-pki.ts';
import { makeRequest } from './certification-request.ts';
import { freePort } from './free-port.ts';

/** Settings for a service that issues cards and takes them, with certificates of a ceremony of its own. */
export interface CardSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly pkiOrigin: string;
  readonly agentOrigin: string;
  remove(): void;
}

export async function cardSettings(): Promise<CardSettings> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-card-'));
  const [port, agentPort] = [await freePort(), await freePort()];
  const pkiOrigin = `http://pki.acar.localhost:${port}`;
  const agentOrigin = `http://127.0.0.1:${agentPort}`;
  const passphrase = randomBytes(32);
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, passphrase, { mode: 0o600 });
  const ceremony = join(folder, 'pki');
  await holdDemoCeremony({ folder: ceremony, passphrase, origin: pkiOrigin, now: Date.now() });
  return {
    pkiOrigin,
    agentOrigin,
    environment: {
      ACAR_ROLES: 'web,pki',
      ACAR_PORT: String(port),
      ACAR_PKI_ORIGIN: pkiOrigin,
      ACAR_PKI_FOLDER: ceremony,
      ACAR_PKI_SECRET_FILE: passphraseFile,
      ACAR_CARD_AUTHORITY_FILES: join(ceremony, 'certificates/persons-1.cer'),
      ACAR_CARD_AGENT_ORIGIN: agentOrigin,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A card in software. */
export interface TestCard {
  readonly key: KeyObject;
  readonly certificate: Uint8Array;
  readonly caId: number;
  readonly serial: string;
}

export interface CardHolder {
  readonly personalCode: string;
  readonly givenName?: string;
  readonly surname?: string;
}

/** Issues a certificate as a registration office would; for sign-in with a card unless told otherwise. */
export async function issueCard(
  pki: Pki,
  { personalCode, givenName = 'Əli', surname = 'Nümunəyev' }: CardHolder,
  kind: Pick<CertificateOrder, 'authority' | 'profile'> = {
    authority: 'persons-1',
    profile: 'citizen-authentication',
  },
): Promise<TestCard> {
  const { privateKey, request } = makeRequest();
  const issued = await pki.orders.issue({
    ...kind,
    orderedBy: 'test',
    orderKey: randomUUID(),
    isPublic: false,
    request,
    subject: { kind: 'citizen', givenName, surname, identifier: { scheme: 'PNO', number: personalCode } },
  });
  if (issued.kind !== 'issued') throw new Error(issued.message);
  const { certificate, caId, serial } = issued;
  return { key: privateKey, certificate, caId, serial };
}
