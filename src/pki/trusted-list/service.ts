import { createHash } from 'node:crypto';
import {
  type ListedProvider,
  signTrustedList,
  type TrustedListContent,
  type TrustedListSigner,
  type WrittenService,
} from '../../../certs/signatures/trust/index.ts';
import { type Organisation, semanticIdentifier } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { pkiPaths } from '../authority/index.ts';
import { servicesOf } from './model.ts';
import type { ListScheme } from './scheme.ts';
import { findNewestList, insertTrustedList, readOwnServices, type StoredList } from './store.ts';

export interface TrustedListDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly scheme: ListScheme;
  /** Who runs the services of the list. */
  readonly organisation: Organisation;
  readonly signer: TrustedListSigner;
  /** Of the certificate service, where the list is published. */
  readonly origin: string;
}

const dayMs = 86_400_000;
/** 5.3.15 allows six months. */
const validityMs = 90 * dayMs;
/** A list is made anew when it is so old, so that whoever has the last one has long. */
const renewedAfterMs = 30 * dayMs;

/**
 * Publishes a new list where there is none, where it would say something else than the last one, or where that has
 * become old; the new one, or undefined where nothing was to be done or another process was first. The sequence number
 * is taken when the list is stored, signed: numbers only grow, and no number is published twice.
 * @throws SigningError, SignatureError, DatabaseError
 */
export async function publishTrustedList(deps: TrustedListDeps): Promise<StoredList | undefined> {
  const { db, clock, scheme, signer, organisation, origin } = deps;
  const services = servicesOf(await readOwnServices(db));
  if (services.length === 0) return undefined;
  const contentDigest = digestOf({ scheme, services, organisation, origin, signer });
  const last = await findNewestList(db, 0);
  const now = clock.now();
  const isSame = last && contentDigest.equals(last.contentDigest);
  if (isSame && now < last.issuedAt + renewedAfterMs) return undefined;
  // Signed for a time before that of the last one it would be refused as older.
  const issuedAt = Math.max(now, last?.issuedAt ?? now);
  const sequenceNumber = (last?.sequenceNumber ?? 0) + 1;
  const nextUpdate = issuedAt + validityMs;
  const content: TrustedListContent = {
    sequenceNumber,
    territory: scheme.territory,
    operatorName: scheme.operatorName,
    operatorAddress: scheme.address,
    schemeName: scheme.schemeName,
    informationUri: scheme.informationUri,
    legalNotice: scheme.legalNotice,
    issuedAt,
    nextUpdate,
    distributionPoint: `${origin}${pkiPaths.trustedList}`,
    providers: [providerOf(deps, services)],
  };
  const list = await signTrustedList(content, signer);
  const stored = { sequenceNumber, issuedAt, nextUpdate, contentDigest, list };
  return (await insertTrustedList(db, stored)) ? stored : undefined;
}

function providerOf(
  { organisation, scheme }: TrustedListDeps,
  services: readonly WrittenService[],
): ListedProvider {
  return {
    name: { en: organisation.name },
    tradeName: { en: semanticIdentifier(organisation.identifier) },
    address: scheme.address,
    informationUri: scheme.informationUri,
    services,
  };
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Of everything that a list says apart from its number and times, and of who signs it. */
function digestOf(parts: {
  readonly scheme: ListScheme;
  readonly services: readonly WrittenService[];
  readonly organisation: Organisation;
  readonly origin: string;
  readonly signer: TrustedListSigner;
}): Buffer {
  const said = {
    ...parts,
    services: parts.services.map((one) => ({ ...one, certificate: base64(one.certificate.raw) })),
    signer: base64(parts.signer.certificate.raw),
  };
  return createHash('sha256').update(JSON.stringify(said)).digest();
}
