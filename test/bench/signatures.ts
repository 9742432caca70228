import { generateKeyPairSync, hash, sign, verify } from 'node:crypto';
import { readWhole } from '../../certs/signatures/byte-source.ts';
import type {
  ByteSource,
  Evidence,
  EvidenceSource,
  Level,
  LevelSources,
  ReadSignature,
  SignedDocument,
} from '../../certs/signatures/index.ts';
import { verifyTimeStamp } from '../../certs/tsa/index.ts';
import { type Certificate, validatePath } from '../../certs/index.ts';
import { type FormatCase, formatCases } from '../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../support/signing-world.ts';
import { runOwnCpu } from './cpu.ts';
import { measurePetition } from './petition-scenario.ts';
import { alternate, ratioOf, type Report, type Run, summarise } from './measure.ts';

/**
 * Of processor time, so that a busy machine makes a run longer and not another one. Short and many rounds, since what
 * disturbs one comes and goes; all forty lines take some two minutes.
 */
const rounds = 5;
const seconds = 0.15;
const rawSeconds = 0.03;
const warmingSeconds = 0.4;
/** What a letter or an order has. */
const documentOctets = 10_000;
const maxBytes = 10_000_000;

/** The bars are the issue's; a format begins the names of its cases. */
const bars = { CAdES: 0.25, XAdES: 0.1, JAdES: 0.25, 'ASiC-E': 0.1, PAdES: 0.1 } as const;

const benchedLevels = ['B', 'T', 'LT', 'LTA'] as const satisfies readonly Level[];

/**
 * The signatures that a document holds. Made with it are those by the signer and by the time-stamping unit; the others
 * came with certificates and evidence, and are verified with it.
 */
interface Contents {
  readonly made: number;
  /** Of certificates, OCSP answers and the certificates of those who gave them. */
  readonly others: number;
  /** By the root, whose key is of P-384: two authorities, and its CRL. */
  readonly ofRoot: number;
}

const contents: Readonly<Record<Level, Contents>> = {
  B: { made: 1, others: 1, ofRoot: 1 },
  T: { made: 2, others: 2, ofRoot: 2 },
  LT: { made: 2, others: 6, ofRoot: 3 },
  LTA: { made: 3, others: 6, ofRoot: 3 },
};

export interface SignatureWorld {
  readonly signing: SigningWorld;
  /** Evidence is fetched from others, so it is at hand here. */
  readonly sources: LevelSources;
  stop(): Promise<void>;
}

export async function createSignatureWorld(): Promise<SignatureWorld> {
  const signing = await createSigningWorld();
  return {
    signing,
    sources: { ...signing.sources, evidence: keepEvidence(signing.evidence) },
    stop: async () => {},
  };
}

function keepEvidence(source: EvidenceSource): EvidenceSource {
  const known = new Map<string, Promise<Evidence>>();
  return {
    evidenceOf(question) {
      const key = `${question.certificate.serialNumber}`;
      const found = known.get(key) ?? source.evidenceOf(question);
      known.set(key, found);
      return found;
    },
  };
}

const rate = (one: Run) => summarise('', [one]).perSecond;

/** Seconds of a core for one of each. */
interface RawCosts {
  readonly signature: number;
  readonly verification: number;
  readonly verificationOfRoot: number;
  readonly hash: number;
}

async function measureRaw(): Promise<RawCosts> {
  const message = Buffer.alloc(300, 7);
  const content = Buffer.alloc(documentOctets, 7);
  const cost = async (operation: () => unknown) => {
    return 1 / rate(await runOwnCpu(rawSeconds, async () => operation()));
  };
  const [p256, p384] = [keyPair('P-256'), keyPair('P-384')];
  const ofP256 = sign('sha256', message, p256.privateKey);
  const ofP384 = sign('sha384', message, p384.privateKey);
  return {
    signature: await cost(() => sign('sha256', message, p256.privateKey)),
    verification: await cost(() => verify('sha256', message, p256.publicKey, ofP256)),
    verificationOfRoot: await cost(() => verify('sha384', message, p384.publicKey, ofP384)),
    hash: await cost(() => hash('sha256', content, 'buffer')),
  };
}

function keyPair(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve });
}

interface Prepared {
  readonly make: () => Promise<SignedDocument>;
  readonly check: (document: SignedDocument) => Promise<void>;
}

function prepareCase({ signing, sources }: SignatureWorld, one: FormatCase, level: Level): Prepared {
  const files = one.filesOf('m'.repeat(documentOctets));
  const asStored = async (source: ByteSource) => one.documentOf(await readWhole(source, maxBytes), files);
  return {
    async make() {
      const { toBeSigned, state } = await one.format.prepare(signing.orderOf('p256', files));
      const signed = await one.format.complete(state, files, signing.sign('p256', toBeSigned));
      if (level === 'B') return asStored(signed);
      // As a signing does it: what was completed is raised as it came, and stored at the end.
      const { file, detached } = one.documentOf(new Uint8Array(), files);
      return asStored(
        await one.format.raise({ file: { ...file, content: signed }, detached }, level, sources),
      );
    },
    async check(document) {
      const result = await one.format.read(document);
      const signature = result.kind === 'read' ? result.document.signatures[0] : undefined;
      if (signature?.value !== 'verifies' || signature.level !== level) throw new Error(`not ${level}`);
      checkSignature(signature, signing.root);
    },
  };
}

/** What a judgement verifies: time stamps, and the paths of the signer and of the units by the evidence that is there. */
function checkSignature({ signer, evidence, timeStamps, level }: ReadSignature, root: Certificate): void {
  const { certificates, crls, ocspResponses } = evidence;
  const units = new Map<Certificate, number>();
  for (const { token, imprint } of timeStamps) {
    const stamped = { digest: token?.tstInfo.messageImprint.digest ?? new Uint8Array() };
    const verdict = token && verifyTimeStamp({ token, stamped, certificates });
    if (verdict?.kind !== 'verified' || imprint !== 'matches') throw new Error('a time stamp is not good');
    units.set(verdict.signer, token?.tstInfo.genTime ?? 0);
  }
  const [time = signer.certificate?.notBefore ?? 0] = units.values();
  if (!signer.certificate) throw new Error('no signer');
  for (const leaf of [signer.certificate, ...units.keys()]) {
    const revocation = level === 'LT' || level === 'LTA';
    const request = {
      leaf,
      intermediates: certificates,
      anchors: [root],
      crls,
      ocspResponses,
      time,
      revocation,
    };
    if (validatePath(request).kind !== 'valid') throw new Error('a path is not valid');
  }
}

/**
 * Signatures made and read per second of a core, against raw operations alone. Of making those are: each signature
 * once, with the check that it has before it is believed (the signer's value, RFC 3161 2.2), and the hash of the
 * document. Of reading: every signature that the document holds verified once, and the hash.
 */
async function measureLevel(
  world: SignatureWorld,
  one: FormatCase,
  level: Level,
  bar: number,
): Promise<Report> {
  const { make, check } = prepareCase(world, one, level);
  const document = await make();
  await runOwnCpu(warmingSeconds, make);
  await runOwnCpu(warmingSeconds, () => check(document));
  const raw: RawCosts[] = [];
  const [made = [], read = []] = await alternate(rounds, [
    async () => {
      raw.push(await measureRaw());
      return runOwnCpu(seconds, make);
    },
    () => runOwnCpu(seconds, () => check(document)),
  ]);
  const name = `${one.name} ${level}`;
  const ratio = (what: string, runs: readonly Run[], rawSecondsOf: (costs: RawCosts) => number) => ({
    ...ratioOf(
      `${name} ${what} / raw operations`,
      raw.flatMap((costs, round) =>
        runs.slice(round, round + 1).map((run) => rate(run) * rawSecondsOf(costs)),
      ),
    ),
    bar,
  });
  return {
    measurements: [
      summarise(`${name} made, per second of a core`, made),
      summarise(`${name} read, per second of a core`, read),
    ],
    ratios: [
      ratio('made', made, (costs) => rawOfMaking(costs, contents[level])),
      ratio('read', read, (costs) => rawOfReading(costs, contents[level])),
    ],
  };
}

function rawOfMaking({ signature, verification, hash: hashing }: RawCosts, { made }: Contents): number {
  return made * (signature + verification) + hashing;
}

function rawOfReading(costs: RawCosts, { made, others, ofRoot }: Contents): number {
  return (made + others) * costs.verification + ofRoot * costs.verificationOfRoot + costs.hash;
}

/** The levels of one format, each told when it is measured. */
async function* measureFormat(world: SignatureWorld, format: keyof typeof bars): AsyncGenerator<Report> {
  for (const one of formatCases.filter(({ name }) => name.startsWith(format)))
    for (const level of benchedLevels) yield await measureLevel(world, one, level, bars[format]);
}

export const signatureScenarios = {
  'signatures:CAdES': (world: SignatureWorld) => measureFormat(world, 'CAdES'),
  'signatures:XAdES': (world: SignatureWorld) => measureFormat(world, 'XAdES'),
  'signatures:JAdES': (world: SignatureWorld) => measureFormat(world, 'JAdES'),
  'signatures:ASiC-E': (world: SignatureWorld) => measureFormat(world, 'ASiC-E'),
  'signatures:PAdES': (world: SignatureWorld) => measureFormat(world, 'PAdES'),
  'pdf-petition': measurePetition,
};
