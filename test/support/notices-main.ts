/**
 * Prepares and signs notices as a node of the service does, and kills itself with SIGKILL before it sends a statement:
 * `notices-main.ts <order as JSON>`. Says `over` when it came to the end.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { createEvidenceSource, createTimestampSource } from '../../certs/index.ts';
import { openDatabase, statement } from '../../src/db/index.ts';
import {
  createContents,
  createMadeDocuments,
  createSignings,
  documentFormats,
} from '../../src/documents/index.ts';
import { createCourts, createHearings, createIssuing, sendSigned } from '../../src/notices/index.ts';
import type { NoticeOrder } from '../../src/notices/issuing/model.ts';
import { openAuthorities, openCeremonyFolder, openKeyRing } from '../../src/pki/authority/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { courtHours } from './court-world.ts';
import type { WorldJudge } from './notices-world.ts';
import { startPkiNode } from './pki-node.ts';
import { testPassphrase } from './test-authorities.ts';

export interface NoticesProcessOrder {
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  readonly folder: string;
  readonly contentsKey: string;
  /** Milliseconds before the system's clock. */
  readonly ahead: number;
  readonly judge: Omit<WorldJudge, 'key'>;
  /** In PEM, and DER in base64. */
  readonly privateKey: string;
  readonly certificate: string;
  readonly caseId: string;
  readonly order: NoticeOrder;
  /** Name of the statement. */
  readonly killedBefore: string;
}

const asked: NoticesProcessOrder = JSON.parse(process.argv[2] ?? '');
const clock = { now: () => Date.now() + asked.ahead };
const { connection, judge } = asked;
const { person, accountId } = judge;
const db = openDatabase({
  connection,
  role: 'acar_web',
  onStatement(name) {
    if (name === asked.killedBefore) process.kill(process.pid, 'SIGKILL');
  },
});
const pkiDb = openDatabase({ connection, role: 'acar_pki' });
const keys = openKeyRing(asked.folder, testPassphrase);
const ceremony = openCeremonyFolder(asked.folder);
const authorities = await openAuthorities({
  db: pkiDb,
  clock,
  folder: ceremony,
  openKey: (reference, algorithm) => keys.open(ceremony, reference, algorithm),
});
const node = await startPkiNode({ db: pkiDb, clock, authorities, monotonic: () => clock.now() });
const { stamp, revocation, crls } = node.service;
const chains = authorities.all.map(({ chain }) => chain);
const root = chains[0]?.at(-1);
if (!stamp || !root) throw new Error('no time stamps');
const trust = { anchors: [root], intermediates: chains.flatMap((chain) => chain.slice(0, -1)) };
const recorder = createRecorder({ clock });
const contents = createContents({ db, clock, key: Buffer.from(asked.contentsKey, 'hex') });
const courts = createCourts({ db });
const hearings = createHearings({
  db,
  clock,
  recorder,
  courts,
  hours: courtHours,
  leadDays: 7,
  aheadDays: 366,
});
const insertDelivery = statement(
  'test.insert_delivery',
  `insert into notice_delivery (delivery_id, notice_id, channel, recipient, state, created_at, changed_at)
   select gen_random_uuid(), id, 'portal', null, 'available', now(), now() from unnest($1::uuid[]) as n(id)`,
);
const signings = createSignings({
  db,
  clock,
  recorder,
  contents,
  kind: 'notice',
  trust,
  formats: documentFormats('https://verify.example.az'),
  sources: {
    timestamps: createTimestampSource({ hash: 'sha256', send: stamp }),
    evidence: createEvidenceSource({ ...trust, ocsp: revocation, crls, now: () => clock.now() }),
  },
  following: sendSigned({
    recorder,
    hearings,
    deliveries: {
      async queue(tx, noticeIds) {
        await tx.query(insertDelivery, [noticeIds]);
      },
    },
    subjectOf: () => '0'.repeat(64),
  }),
});
const documents = createMadeDocuments({ db, contents, kind: 'notice' });
const issuing = createIssuing({
  db,
  clock,
  documents,
  hearings,
  verifyAt: 'https://verify.example.az',
  signings,
});

const detail = await issuing.caseOf(judge, asked.caseId);
if (!detail) throw new Error('no case');
const prepared = await issuing.prepare(judge, detail, asked.order);
if (prepared.kind === 'refused') throw new Error(prepared.code);
const begun = await issuing.beginSigning({ ...judge, accountId }, prepared.noticeIds);
if (begun.kind === 'refused') throw new Error(begun.code);
const { signingId } = begun;
const certificate = Buffer.from(asked.certificate, 'base64');
await signings.takeCertificate(person, signingId, {
  certificate,
  algorithms: ['ES256'],
  showsFiles: true,
});
const key = createPrivateKey(asked.privateKey);
const signing = await signings.find(person, signingId);
const values = (signing?.items ?? []).map(({ toBeSigned }) =>
  sign('sha256', toBeSigned ?? Buffer.alloc(0), { key, dsaEncoding: 'ieee-p1363' }),
);
await signings.takeValues(person, signingId, values, { address: '192.0.2.7', userAgent: 'test' });
process.stdout.write('over\n');
process.kill(process.pid, 'SIGKILL');
