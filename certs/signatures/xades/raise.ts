import { hash } from 'node:crypto';
import { enclosedCertificates, readTimeStampToken, type TimeStampToken } from '../../tsa/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { sourceOf } from '../byte-source.ts';
import { unitOf } from '../cades/tokens.ts';
import { SignatureError } from '../errors.ts';
import type {
  ByteSource,
  Evidence,
  Level,
  LevelSources,
  OpenedDocument,
  ReadTimeStamp,
  SignedDocument,
} from '../model.ts';
import {
  canonicalisations,
  childrenNamed,
  exclusiveUri,
  isNamed,
  readXml,
  type XmlDocument,
  type XmlElement,
} from '../xml/index.ts';
import { appended, type Edit, edited } from './edit.ts';
import { fingerprintOf, type FoundValue } from './evidence.ts';
import { xades, xadesNamespace } from './names.ts';
import { digestOfAll, type ReferencedData } from './octets.ts';
import { describe, openXades, type Refused, type XadesReading } from './read.ts';
import type { SignatureReading } from './read-signature.ts';
import type { Canonicaliser, SignatureStructure } from './structure.ts';
import { stampedData, timeStampValidationData } from './time-stamps.ts';
import { evidenceText, type EvidenceValues, timeStampText, validationDataText } from './write.ts';

/** @throws SignatureError */
export async function raiseXades(
  signed: SignedDocument,
  level: Exclude<Level, 'B'>,
  sources: LevelSources,
): Promise<ByteSource> {
  const opened = await openXades(signed, true);
  if ('kind' in opened) throw new SignatureError('signature.malformed', opened.message);
  return raiseOpened(opened, signed, { level, sources });
}

/** `knowsMade` as in {@link openXades}. */
export async function openToRaise(
  signed: SignedDocument,
  knowsMade: boolean,
): Promise<OpenedDocument | Refused> {
  const opened = await openXades(signed, knowsMade);
  if ('kind' in opened) return opened;
  return {
    kind: 'opened',
    document: describe(opened, signed),
    raise: (level, sources, signatureId) =>
      raiseOpened(
        opened,
        { ...signed, ...(signatureId !== undefined && { signatureId }) },
        { level, sources },
      ),
  };
}

async function raiseOpened(
  opened: XadesReading,
  { file, signatureId }: SignedDocument,
  wish: Wish,
): Promise<ByteSource> {
  const own = opened.signatures.filter(({ read }) => read.counterSigns === undefined);
  const chosen = own.filter(({ read }) => (signatureId ?? read.id) === read.id);
  if (chosen.length === 0) throw new SignatureError('signature.malformed', 'there is no such signature');
  if (
    own.length > 1 &&
    own.some(({ coverage }) => coverage?.subjects.some(({ kind }) => kind === 'document'))
  )
    throw unsupported('a signature of the document signs another one, which must stay as it is');
  const edits: Edit[] = [];
  for (const signature of chosen) edits.push(...(await raiseSignature(signature, opened, wish)));
  return edits.length === 0 ? file.content : sourceOf(Buffer.from(edited(opened.xml, edits)));
}

function unsupported(message: string): SignatureError {
  return new SignatureError('signature.unsupported', message);
}

interface Wish {
  readonly level: Exclude<Level, 'B'>;
  readonly sources: LevelSources;
}

async function raiseSignature(
  reading: SignatureReading,
  opened: XadesReading,
  { level, sources }: Wish,
): Promise<readonly Edit[]> {
  const { read, structure } = reading;
  const isSound = read.value === 'verifies' && read.digests.every(({ outcome }) => outcome === 'matches');
  if (!isSound) throw new SignatureError('signature.malformed', 'the signature does not verify');
  if (!structure?.qualifying) throw unsupported('a signature without qualifying properties');
  const raising = new Raising(reading, structure, opened, sources);
  await raising.addTimeStamp();
  if (level !== 'T') await raising.addEvidence();
  if (level === 'LTA') await raising.addArchiveTimeStamp();
  const text = raising.added.join('');
  return text === '' ? [] : [intoUnsigned(opened.xml, structure.qualifying, text)];
}

const exclusive = canonicalisations.get(exclusiveUri);

/** One signature on its way up; `added` grows by unsigned properties, in their order. */
class Raising {
  readonly added: string[] = [];
  readonly #reading: SignatureReading;
  readonly #structure: SignatureStructure;
  readonly #opened: XadesReading;
  readonly #sources: LevelSources;
  /** Time stamps that no evidence follows yet. */
  readonly #open: TimeStampToken[];
  readonly #known: Set<string>;

  constructor(
    reading: SignatureReading,
    structure: SignatureStructure,
    opened: XadesReading,
    sources: LevelSources,
  ) {
    this.#reading = reading;
    this.#structure = structure;
    this.#opened = opened;
    this.#sources = sources;
    this.#open = openTimeStamps(structure, opened);
    const inside = [structure.keyInfo, ...structure.unsigned].flatMap((one) => this.#valuesIn(one));
    this.#known = new Set(inside.map(({ fingerprint }) => fingerprint));
  }

  async addTimeStamp(): Promise<void> {
    if (this.#stamps('signature').length > 0) return;
    await this.#stamp('signature', stampedData('signature', undefined, this.#stamped()) ?? []);
  }

  /** The evidence of the signer and of each time-stamping unit, asked for after the time stamp was made. */
  async addEvidence(): Promise<void> {
    const { level, signer, evidence } = this.#reading.read;
    const hasLevel = level === 'LT' || level === 'LTA';
    if (hasLevel && this.#open.length === 0) return;
    const known = evidence.certificates;
    const found: Evidence[] = [];
    if (!hasLevel && signer.certificate)
      found.push(
        await this.#sources.evidence.evidenceOf({
          certificate: signer.certificate,
          known,
          notBefore: this.#firstStampTime(),
          purpose: 'signature',
        }),
      );
    for (const token of this.#open) found.push(await this.#evidenceOfUnit(token, known));
    this.#open.length = 0;
    this.#writeEvidence(this.#unknown(found));
  }

  async addArchiveTimeStamp(): Promise<void> {
    const data = stampedData('archive', undefined, this.#stamped());
    if (!data) throw unsupported('what is signed is not at hand');
    // What was added stands behind the properties that were there, and before the objects.
    const objects = this.#structure.objects.length - 1;
    const at = data.length - objects;
    await this.#stamp('archive', [...data.slice(0, at), ...this.added.map(fragmentData), ...data.slice(at)]);
  }

  #writeEvidence(values: EvidenceValues): void {
    const hasValues = this.#structure.unsigned.some(
      (one) => isNamed(one, xades('CertificateValues')) || isNamed(one, xades('RevocationValues')),
    );
    const text = hasValues ? validationDataText(values) : evidenceText(values);
    if (text !== '') this.added.push(...(hasValues ? [text] : splitElements(text)));
  }

  async #evidenceOfUnit(token: TimeStampToken, known: readonly Certificate[]): Promise<Evidence> {
    const all = [...enclosedCertificates(token), ...known];
    const unit = unitOf(token, all);
    if (!unit)
      throw new SignatureError('signature.evidence_unavailable', 'the certificate of a unit is not at hand');
    return this.#sources.evidence.evidenceOf({
      certificate: unit,
      known: all,
      notBefore: token.tstInfo.genTime,
      purpose: 'timeStamping',
    });
  }

  #unknown(found: readonly Evidence[]): EvidenceValues {
    const fresh = (all: readonly { readonly raw: Uint8Array }[]) =>
      all.flatMap(({ raw }) => {
        const fingerprint = fingerprintOf(raw);
        if (this.#known.has(fingerprint)) return [];
        this.#known.add(fingerprint);
        return [raw];
      });
    return {
      certificates: fresh(found.flatMap(({ certificates }) => certificates)),
      crls: fresh(found.flatMap(({ crls }) => crls)),
      ocspResponses: fresh(found.flatMap(({ ocspResponses }) => ocspResponses)),
    };
  }

  #firstStampTime(): number {
    const times = [...this.#stamps('signature').map(({ token }) => token), ...this.#open].flatMap((token) =>
      token ? [token.tstInfo.genTime] : [],
    );
    return Math.min(...times);
  }

  #stamps(kind: ReadTimeStamp['kind']): readonly ReadTimeStamp[] {
    return this.#reading.read.timeStamps.filter((one) => one.kind === kind && one.token);
  }

  async #stamp(kind: 'signature' | 'archive', data: readonly ReferencedData[]): Promise<void> {
    if (!exclusive) throw unsupported('exclusive canonicalisation');
    const canonicaliser: Canonicaliser = { method: exclusive, prefixes: new Set() };
    const { timestamps } = this.#sources;
    const { work } = this.#opened.context;
    const digest = await digestOfAll(data, { hash: timestamps.hash, canonicaliser, work });
    const bytes = await timestamps.stamp(digest);
    const read = readTimeStampToken(bytes);
    if (read.kind === 'refused')
      throw new SignatureError('signature.time_stamp_unavailable', `${read.code}: ${read.message}`);
    this.#open.push(read.token);
    this.added.push(timeStampText(kind, `T-${hash('sha256', bytes, 'hex').slice(0, 24)}`, bytes));
  }

  #stamped() {
    const { coverage, references } = this.#reading;
    return {
      ...this.#opened.context,
      structure: this.#structure,
      references,
      signsProperties: (one: SignatureReading['references'][number]) =>
        coverage?.subjects[references.indexOf(one)]?.kind === 'signedProperties',
    };
  }

  #valuesIn(element: XmlElement | undefined): readonly FoundValue[] {
    return element ? this.#opened.context.values.within(element) : [];
  }
}

/** A property of ours is the same octets wherever it stands, for it declares what it uses. */
function fragmentData(text: string): ReferencedData {
  return { kind: 'nodes', nodes: { apex: readXml(Buffer.from(text)).root, hasComments: true } };
}

/** CertificateValues and RevocationValues, each a property of its own. */
function splitElements(text: string): readonly string[] {
  const at = text.indexOf('<xades:RevocationValues');
  return at <= 0 ? [text] : [text.slice(0, at), text.slice(at)];
}

const isEvidence = (one: XmlElement) =>
  isNamed(one, timeStampValidationData) || isNamed(one, xades('RevocationValues'));

/** Time stamps behind which there is no more evidence; such a one may be younger than all that is there. */
function openTimeStamps({ unsigned }: SignatureStructure, { context }: XadesReading): TimeStampToken[] {
  const from = unsigned.findLastIndex(isEvidence) + 1;
  return unsigned
    .slice(from)
    .filter(({ local }) => local.endsWith('TimeStamp'))
    .flatMap((one) => context.values.within(one))
    .flatMap(({ value }) => (value.kind === 'token' ? [value.value] : []));
}

/** Behind the unsigned properties of the signature, which are made where there are none. */
function intoUnsigned(document: XmlDocument, qualifying: XmlElement, text: string): Edit {
  const [properties] = childrenNamed(qualifying, xades('UnsignedProperties'));
  const [own] = properties ? childrenNamed(properties, xades('UnsignedSignatureProperties')) : [];
  if (own) return appended(document, own, text);
  const xmlns = ` xmlns:xades="${xadesNamespace}"`;
  const inner = `<xades:UnsignedSignatureProperties${properties ? xmlns : ''}>${text}</xades:UnsignedSignatureProperties>`;
  return properties
    ? appended(document, properties, inner)
    : appended(document, qualifying, `<xades:UnsignedProperties${xmlns}>${inner}</xades:UnsignedProperties>`);
}
