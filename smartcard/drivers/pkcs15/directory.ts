import { type Exchange, findTlv, readTlvs, type Tlv } from '../../apdu/index.ts';
import { type FilePath, pathOf, readFile } from './files.ts';
import { bitsOf, entriesOf, numberOf, required, tag } from './value.ts';

/** What the files of a PKCS#15 application say (ISO 7816-15 8). Kinds of objects that are not used here are left out. */

export interface Directory {
  readonly serial: string;
  readonly algorithms: readonly AlgorithmInfo[];
  readonly keys: readonly PrivateKeyEntry[];
  readonly certificates: readonly CertificateEntry[];
  readonly pins: readonly PinEntry[];
}

export interface AlgorithmInfo {
  /** CKM_… of PKCS #11. */
  readonly mechanism: number;
  /** What the card calls it. */
  readonly reference: number;
}

export interface PrivateKeyEntry {
  readonly id: string;
  /** Of its PIN. */
  readonly pinId: string | undefined;
  /** Bits of KeyUsageFlags. */
  readonly usage: ReadonlySet<number>;
  readonly reference: number | undefined;
  /** The PIN is good for so many uses; undefined = for all. */
  readonly userConsent: number | undefined;
}

export interface CertificateEntry {
  readonly id: string;
  readonly path: FilePath;
}

export interface PinEntry {
  readonly id: string;
  readonly flags: ReadonlySet<number>;
  /** 1 is ASCII digits, 2 any UTF-8. */
  readonly type: number;
  readonly minLength: number;
  readonly storedLength: number;
  readonly maxLength: number;
  readonly reference: number;
  readonly filler: number;
}

/** Bits of KeyUsageFlags and PinFlags that matter here. */
export const keyUsage = { sign: 2, nonRepudiation: 9 } as const;
export const pinFlag = { needsPadding: 5, unblockingPin: 6 } as const;

const file = { objects: Buffer.from('5031', 'hex'), token: Buffer.from('5032', 'hex') };
/** Alternatives of PKCS15Objects. */
const kind = { privateKeys: 0xa0, certificates: 0xa4, trustedCertificates: 0xa5, pins: 0xa8 };
const typeAttributes = 0xa1;

/** @throws CardError `card.malformed` */
export async function readDirectory(exchange: Exchange): Promise<Directory> {
  const token = readTlvs(
    entriesOf(await readFile(exchange, { path: file.token }))[0]?.value ?? new Uint8Array(),
  );
  const objects = entriesOf(await readFile(exchange, { path: file.objects }));
  const entries = async (wanted: number): Promise<readonly Tlv[]> => {
    const found: Tlv[] = [];
    for (const { value } of objects.filter((one) => one.tag === wanted)) {
      const path = findTlv(readTlvs(value), tag.sequence);
      if (path) found.push(...entriesOf(await readFile(exchange, pathOf(path))));
    }
    return found;
  };
  return {
    serial: Buffer.from(findTlv(token, tag.octetString) ?? []).toString('hex'),
    algorithms: readTlvs(findTlv(token, 0xa2) ?? new Uint8Array()).flatMap(algorithmInfo),
    keys: (await entries(kind.privateKeys)).map(privateKey),
    certificates: (await entries(kind.certificates)).flatMap(certificate),
    pins: (await entries(kind.pins)).flatMap(pin),
  };
}

/** Reference, mechanism, parameters, operations, OID, and last the card's own reference. */
function algorithmInfo({ value }: Tlv): AlgorithmInfo[] {
  const numbers = readTlvs(value).filter((one) => one.tag === tag.integer);
  const [, mechanism, reference] = numbers.map((one) => numberOf(one.value));
  return mechanism === undefined || reference === undefined ? [] : [{ mechanism, reference }];
}

/** CommonObjectAttributes, CommonKeyAttributes, and what depends on the kind of key. */
function privateKey({ value }: Tlv): PrivateKeyEntry {
  const [common, attributes] = sequences(value);
  const own = attributes ?? [];
  const reference = own.find((one) => one.tag === tag.integer);
  const consent = common?.find((one) => one.tag === tag.integer);
  return {
    id: hex(required(own, tag.octetString)),
    pinId: optionalHex(common, tag.octetString),
    usage: bitsOf(required(own, tag.bitString)),
    // Written as a signed number of one octet by some cards.
    reference: reference && (reference.value.at(-1) ?? 0),
    userConsent: consent && numberOf(consent.value),
  };
}

/** Only X.509 certificates that stand in a file. */
function certificate(entry: Tlv): CertificateEntry[] {
  if (entry.tag !== tag.sequence) return [];
  const [, attributes] = sequences(entry.value);
  const type = findTlv(readTlvs(entry.value), typeAttributes);
  const place = type && findTlv(readTlvs(required(readTlvs(type), tag.sequence)), tag.sequence);
  return place && attributes ? [{ id: hex(required(attributes, tag.octetString)), path: pathOf(place) }] : [];
}

function pin(entry: Tlv): PinEntry[] {
  if (entry.tag !== tag.sequence) return [];
  const [, attributes] = sequences(entry.value);
  const type = findTlv(readTlvs(entry.value), typeAttributes);
  if (!type || !attributes) return [];
  const fields = readTlvs(required(readTlvs(type), tag.sequence));
  const lengths = fields.filter((one) => one.tag === tag.integer).map((one) => numberOf(one.value));
  const [minLength = 0, storedLength = 0, maxLength = storedLength] = lengths;
  return [
    {
      id: hex(required(attributes, tag.octetString)),
      flags: bitsOf(required(fields, tag.bitString)),
      type: numberOf(required(fields, tag.enumerated)),
      minLength,
      storedLength,
      maxLength: Math.min(maxLength, storedLength),
      reference: findTlv(fields, 0x80)?.at(-1) ?? 0,
      filler: findTlv(fields, tag.octetString)?.[0] ?? 0xff,
    },
  ];
}

/** The fields of each SEQUENCE directly inside. */
function sequences(value: Uint8Array): readonly (readonly Tlv[])[] {
  return readTlvs(value)
    .filter((one) => one.tag === tag.sequence)
    .map((one) => readTlvs(one.value));
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

function optionalHex(fields: readonly Tlv[] | undefined, wanted: number): string | undefined {
  const value = fields && findTlv(fields, wanted);
  return value && hex(value);
}
