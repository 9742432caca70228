import { crc32 } from 'node:zlib';
import { asic } from '../../certs/signatures/asic/index.ts';
import { cades } from '../../certs/signatures/cades/index.ts';
import { sourceOf } from '../../certs/signatures/byte-source.ts';
import { jades } from '../../certs/signatures/jades/index.ts';
import { xades } from '../../certs/signatures/xades/index.ts';
import type { NamedFile, SignatureFormat, SignedDocument } from '../../certs/signatures/index.ts';
import { pades } from '../../certs/signatures/pades/index.ts';
import { pdfOfText } from './pdf-documents.ts';

/** A format with one choice of its options, as the contract of formats is run on it. */
export interface FormatCase {
  readonly name: string;
  readonly format: BoundFormat;
  /** What is signed: a text, in a file of a kind that the format takes. Different texts make different files. */
  filesOf(text: string, fileName?: string): readonly NamedFile[];
  /** The signed document, with the files beside it that it does not hold. */
  documentOf(signed: Uint8Array, files: readonly NamedFile[]): SignedDocument;
  /** The same where something that was signed is another. */
  spoilt(signed: Uint8Array, files: readonly NamedFile[]): SignedDocument;
  /** It signs files that have nothing in them. */
  readonly signsEmptyFiles: boolean;
}

export interface BoundFormat extends Omit<SignatureFormat<never>, 'prepare'> {
  prepare(
    order: Parameters<SignatureFormat<never>['prepare']>[0],
  ): ReturnType<SignatureFormat<never>['prepare']>;
}

function bound<Options>(format: SignatureFormat<Options>, options: Options): BoundFormat {
  return { ...format, prepare: (order) => format.prepare(order, options) };
}

export function fileOf(name: string, content: Uint8Array | string, mediaType = ''): NamedFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, mediaType, content: sourceOf(bytes) };
}

/** The bytes with the first occurrence of a text made another; throws where it is not there. */
export function replaced(bytes: Uint8Array, from: string | Uint8Array, to: string | Uint8Array): Uint8Array {
  const [search, replacement] = [bytesOf(from), bytesOf(to)];
  const at = Buffer.from(bytes).indexOf(search);
  if (at < 0 || search.length !== replacement.length) throw new Error('nothing to replace');
  const copy = Buffer.from(bytes);
  replacement.copy(copy, at);
  return copy;
}

function bytesOf(value: string | Uint8Array): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
}

const text = (content: string, name = 'Ərizə.txt') => [fileOf(name, content, 'text/plain')];

const xml = (content: string, name = 'Ərizə.xml') => [
  fileOf(name, `<ərizə xmlns="urn:acar:test"><mətn>${content}</mətn></ərizə>`, 'text/xml'),
];

const base64 = (content: string) => Buffer.from(content).toString('base64');
const base64Url = (content: string) => Buffer.from(content).toString('base64url');
const pdf = (content: string, name = 'Ərizə.pdf') => [fileOf(name, pdfOfText(content), 'application/pdf')];

/** Every format and packaging: a new one adds its line. */
export const formatCases: readonly FormatCase[] = [
  {
    name: 'CAdES enveloping',
    format: bound(cades, { packaging: 'enveloping' }),
    filesOf: text,
    documentOf: (signed) => ({ file: fileOf('Ərizə.txt.p7m', signed), detached: [] }),
    spoilt: (signed) => ({ file: fileOf('Ərizə.txt.p7m', replaced(signed, 'manat', 'dolar')), detached: [] }),
    signsEmptyFiles: true,
  },
  {
    name: 'CAdES detached',
    format: bound(cades, { packaging: 'detached' }),
    filesOf: text,
    documentOf: (signed, files) => ({ file: fileOf('Ərizə.txt.p7s', signed), detached: files }),
    spoilt: (signed) => ({ file: fileOf('Ərizə.txt.p7s', signed), detached: text('1000 dolar') }),
    signsEmptyFiles: true,
  },
  {
    name: 'XAdES enveloped',
    format: bound(xades, { packaging: 'enveloped' }),
    filesOf: xml,
    documentOf: (signed, [file]) => ({ file: fileOf(file?.name ?? '', signed), detached: [] }),
    spoilt: (signed) => ({ file: fileOf('Ərizə.xml', replaced(signed, 'manat', 'dolar')), detached: [] }),
    signsEmptyFiles: true,
  },
  {
    name: 'XAdES enveloping',
    format: bound(xades, { packaging: 'enveloping' }),
    filesOf: text,
    documentOf: (signed) => ({ file: fileOf('Ərizə.txt.xml', signed), detached: [] }),
    spoilt: (signed) => ({
      file: fileOf('Ərizə.txt.xml', replaced(signed, base64('1000 manat'), base64('1000 dolar'))),
      detached: [],
    }),
    signsEmptyFiles: true,
  },
  {
    name: 'XAdES detached',
    format: bound(xades, { packaging: 'detached', isInContainer: true }),
    filesOf: text,
    documentOf: (signed, files) => ({ file: fileOf('signatures.xml', signed), detached: files }),
    spoilt: (signed) => ({ file: fileOf('signatures.xml', signed), detached: text('1000 dolar') }),
    signsEmptyFiles: true,
  },
  {
    name: 'JAdES compact, enveloping',
    format: bound(jades, { packaging: 'enveloping', form: 'compact' }),
    filesOf: text,
    documentOf: (signed) => ({ file: fileOf('ərizə.jose', signed), detached: [] }),
    spoilt: (signed) => ({
      file: fileOf('ərizə.jose', replaced(signed, base64Url('1000 manat'), base64Url('9000 manat'))),
      detached: [],
    }),
    signsEmptyFiles: true,
  },
  {
    name: 'JAdES flattened, detached',
    format: bound(jades, { packaging: 'detached', form: 'flattened' }),
    filesOf: (content, name) => [...text(content, name), fileOf('əlavə.csv', 'a;b')],
    documentOf: (signed, files) => ({ file: fileOf('ərizə.json', signed), detached: files }),
    spoilt: (signed, files) => ({
      file: fileOf('ərizə.json', signed),
      detached: [...text('1000 dolar'), ...files.slice(1)],
    }),
    signsEmptyFiles: true,
  },
  ...(
    [
      ['ASiC-E', 'XAdES'],
      ['ASiC-E', 'CAdES'],
      ['ASiC-S', 'XAdES'],
      ['ASiC-S', 'CAdES'],
    ] as const
  ).map(containerCase),
  {
    name: 'PAdES',
    format: bound(pades, {}),
    filesOf: pdf,
    documentOf: (signed) => ({ file: fileOf('Ərizə.pdf', signed, 'application/pdf'), detached: [] }),
    spoilt: (signed) => ({ file: fileOf('Ərizə.pdf', replaced(signed, 'manat', 'dolar')), detached: [] }),
    signsEmptyFiles: false,
  },
];

function containerCase([container, signature]: readonly [
  'ASiC-E' | 'ASiC-S',
  'XAdES' | 'CAdES',
]): FormatCase {
  const others = container === 'ASiC-E' ? [fileOf('qovluq/əlavə.csv', 'a;b', 'text/csv')] : [];
  return {
    name: `${container} with ${signature}`,
    format: bound(asic, { container, signature }),
    filesOf: (content, name) => [...text(content, name), ...others],
    documentOf: (signed) => ({ file: fileOf('ərizə.asice', signed), detached: [] }),
    spoilt: (signed) => ({ file: fileOf('ərizə.asice', withOtherText(signed)), detached: [] }),
    signsEmptyFiles: true,
  };
}

/** A sound container with another text in it: the checksum stands in two places. */
function withOtherText(signed: Uint8Array): Uint8Array {
  const [before, after] = [checksum('1000 manat'), checksum('1000 dolar')];
  const changed = replaced(signed, '1000 manat', '1000 dolar');
  return replaced(replaced(changed, before, after), before, after);
}

function checksum(content: string): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(content));
  return bytes;
}
