import { readWhole } from '../../certs/signatures/byte-source.ts';
import type {
  ByteSource,
  Evidence,
  EvidenceSource,
  Level,
  LevelSources,
  SignedDocument,
} from '../../certs/signatures/index.ts';
import { type FormatCase, formatCases } from '../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../support/signing-world.ts';
import { runOwnCpu } from './cpu.ts';
import { measureLargeDocuments } from './large-document-scenario.ts';
import { measurePetition } from './petition-scenario.ts';
import { checkSignature, documentOctets, measureRaw, rate, type RawCosts } from './signature-costs.ts';
import { alternate, ratioOf, type Report, type Run, summarise } from './measure.ts';

/**
 * Of processor time, so that a busy machine makes a run longer and not another one. Short and many rounds, since what
 * disturbs one comes and goes; all forty lines take some two minutes.
 */
const rounds = 5;
const seconds = 0.15;
const warmingSeconds = 0.3;
/** Of a format before its first level: what is compiled late would slow down the lower levels and not the higher. */
const formatWarmingSeconds = 1;
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

/** Makes and reads for the seconds each; gives a document. */
async function warm({ make, check }: Prepared, forSeconds: number): Promise<SignedDocument> {
  const document = await make();
  await runOwnCpu(forSeconds, make);
  await runOwnCpu(forSeconds, () => check(document));
  return document;
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
  const prepared = prepareCase(world, one, level);
  const { make, check } = prepared;
  const document = await warm(prepared, warmingSeconds);
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
  for (const one of formatCases.filter(({ name }) => name.startsWith(format))) {
    await warm(prepareCase(world, one, 'LTA'), formatWarmingSeconds);
    for (const level of benchedLevels) yield await measureLevel(world, one, level, bars[format]);
  }
}

export const signatureScenarios = {
  'signatures:CAdES': (world: SignatureWorld) => measureFormat(world, 'CAdES'),
  'signatures:XAdES': (world: SignatureWorld) => measureFormat(world, 'XAdES'),
  'signatures:JAdES': (world: SignatureWorld) => measureFormat(world, 'JAdES'),
  'signatures:ASiC-E': (world: SignatureWorld) => measureFormat(world, 'ASiC-E'),
  'signatures:PAdES': (world: SignatureWorld) => measureFormat(world, 'PAdES'),
  'large-documents': measureLargeDocuments,
  'pdf-petition': measurePetition,
};
