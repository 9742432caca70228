import { type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  type Certificate,
  createEvidenceSource,
  createTimestampSource,
  type LevelSources,
} from '../../certs/index.ts';
import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../../src/db/index.ts';
import { createContents, type Contents } from '../../src/documents/contents/index.ts';
import {
  createDocuments,
  createSignings,
  type Documents,
  type SignatureFollowing,
  type Signings,
} from '../../src/documents/index.ts';
import type { DocumentPerson } from '../../src/documents/model.ts';
import { createOrderService } from '../../src/pki/index.ts';
import { createOutbox } from '../../src/notify/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { documentFormats } from '../../src/documents/index.ts';
import { makeRequest } from './certification-request.ts';
import { type PkiNode, startPkiNode } from './pki-node.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { addHolder, type PhoneNode, startPhoneNode, startPhonePki, type TestHolder } from './test-phones.ts';

/** A citizen's signature key and certificate, as a card has them. */
export interface TestSignatureKey {
  readonly certificate: Uint8Array;
  readonly caId: number;
  readonly serial: string;
  readonly privateKey: KeyObject;
  /** R || S. */
  sign(message: Uint8Array): Uint8Array;
}

export interface DocumentsWorld {
  readonly database: TestDatabase;
  readonly db: Database;
  /** Names of what `db` was sent. */
  readonly statements: string[];
  readonly pki: Awaited<ReturnType<typeof startPhonePki>>;
  readonly phones: PhoneNode;
  readonly root: Certificate;
  readonly contents: Contents;
  readonly contentsKey: Uint8Array;
  readonly documents: Documents;
  readonly signings: Signings;
  /**
   * Another node on the same database, with other sources of time stamps and evidence where given; with what follows, one
   * that signs notices.
   */
  signingsWith(sources: Partial<LevelSources>, notices?: SignatureFollowing): Signings;
  readonly sources: LevelSources;
  addPerson(): Promise<DocumentPerson & { readonly holder: TestHolder }>;
  issueKey(
    personalCode: string,
    profile?: 'citizen-signature' | 'citizen-authentication',
  ): Promise<TestSignatureKey>;
  stop(): Promise<void>;
}

export const from = { address: '192.0.2.7', userAgent: 'test' };

/** Files as a form brings them. */
export async function* filesOf<T>(...files: readonly T[]): AsyncGenerator<T> {
  yield* files;
}

/** Documents with the real certificate service in this process, and phones; on a database of its own, or a given one. */
export async function startDocumentsWorld(clock: Clock, given?: TestDatabase): Promise<DocumentsWorld> {
  const database = given ?? (await createTestDatabase());
  const statements: string[] = [];
  const db = database.open({ onStatement: (name) => statements.push(name) });
  const owner = database.owner();
  const pki = await startPhonePki(database, clock);
  const { authorities } = pki.authorities;
  const pkiDb = database.open({ role: 'acar_pki' });
  const node: PkiNode = await startPkiNode({ db: pkiDb, clock, authorities, monotonic: () => clock.now() });
  const phones = await startPhoneNode(database, clock);
  const recorder = createRecorder({ clock });
  const chains = authorities.all.map(({ chain }) => chain);
  const root = chains[0]?.at(-1);
  const { stamp, revocation, crls } = node.service;
  if (!root || !stamp) throw new Error('no root or no time-stamping unit');
  const trust = { anchors: [root], intermediates: chains.flatMap((chain) => chain.slice(0, -1)) };
  const sources: LevelSources = {
    timestamps: createTimestampSource({ hash: 'sha256', send: stamp }),
    evidence: createEvidenceSource({ ...trust, ocsp: revocation, crls, now: () => clock.now() }),
  };
  const contentsKey = randomBytes(32);
  const contents = createContents({ db, clock, key: contentsKey });
  const common = { db, clock, recorder, contents };
  const signingsWith: DocumentsWorld['signingsWith'] = (changed, following) =>
    createSignings({
      ...common,
      kind: following ? 'notice' : 'own',
      following,
      remembersCards: following !== undefined,
      trust,
      sources: { ...sources, ...changed },
      formats: documentFormats('https://portal.example.az/verify'),
      phones: phones.documents,
    });
  let orders = 0;
  return {
    database,
    db,
    statements,
    pki,
    phones,
    root,
    contents,
    contentsKey,
    documents: createDocuments({
      ...common,
      notifier: createOutbox({ clock }),
      portalOrigin: 'https://portal.example.az',
      limits: { document: 3_000_000, person: 6_000_000 },
    }),
    signings: signingsWith({}),
    signingsWith,
    sources,
    async addPerson() {
      const holder = await addHolder(owner);
      return { ...holder, name: 'Sınaq Nümunəyeva', holder };
    },
    async issueKey(personalCode, profile = 'citizen-signature') {
      orders += 1;
      const { privateKey, request } = makeRequest();
      const issued = await createOrderService({
        db: pkiDb,
        clock,
        recorder,
        authorities,
        allowsReservedHostNames: true,
      }).issue({
        orderedBy: 'test',
        orderKey: `documents-${orders}`,
        authority: 'persons-1',
        profile,
        request,
        subject: {
          kind: 'citizen',
          givenName: 'Sınaq',
          surname: 'Nümunəyeva',
          identifier: { scheme: 'PNO', number: personalCode },
        },
        isPublic: false,
      });
      if (issued.kind !== 'issued') throw new Error(issued.message);
      const { certificate, caId, serial } = issued;
      return { certificate, caId, serial, privateKey, sign: (message) => joined(privateKey, message) };
    },
    async stop() {
      await phones.stop();
      await node.stop();
      await pki.stop();
      await database.drop();
    },
  };
}

function joined(key: KeyObject, message: Uint8Array): Uint8Array {
  return sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
}
