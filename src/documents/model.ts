/** How a document is signed: a PDF in itself, everything else in a container beside its signatures. */
export type DocumentFormatName = 'PAdES' | 'ASiC-E';

/** Whose a document is: what a person brought, or a feature made for a person to sign. Each is signed at its own site. */
export type DocumentKind = 'own' | 'notice';

/** Who acts. Documents know persons by personal code. */
export interface DocumentPerson {
  readonly accountId: string;
  readonly personalCode: string;
  readonly name: string;
}

/** Where a person's request came from. */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string;
}

/** A file as a form brings it. */
export interface NewFile {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface Uploaded {
  readonly kind: 'uploaded';
  readonly documentId: string;
}

/** A file in a document of several. */
export interface HeldFile {
  readonly name: string;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
}

/** A document as its persons see it. */
export interface Document {
  readonly documentId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly format: DocumentFormatName;
  readonly version: number;
  readonly originalContentId: string;
  readonly signedContentId: string | undefined;
  /** Of the original. */
  readonly size: number;
  /** SHA-256 of the original. */
  readonly digest: Buffer;
  /** What it holds where it was made of several files; empty for every other document. */
  readonly files: readonly HeldFile[];
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly role: 'owner' | 'signer';
  /** When the asking person signed. */
  readonly signedAt: Date | undefined;
  /** How many have signed, and how many are asked to. */
  readonly signatures: number;
  readonly persons: number;
}

/** Who may see a document and sign it. */
export interface Participant {
  readonly personalCode: string;
  /** Undefined where the person has no account yet. */
  readonly name: string | undefined;
  readonly role: 'owner' | 'signer';
  readonly addedAt: Date;
  readonly signedAt: Date | undefined;
}

export const mostPersons = 20;
/** Documents in one signing. */
export const mostAtOnce = 10;

const longestName = 150;
const fallbackName = 'sənəd';

/**
 * A file's name fit for people, file systems and archives: one line, no folders, no formatting characters, NFC; a name of
 * nothing but dots and blanks becomes another.
 */
export function readDocumentName(typed: string): string {
  const name = (typed.split(/[/\\]/).at(-1) ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (name === '') return fallbackName;
  const characters = Array.from(name);
  if (characters.length <= longestName) return name;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  const kept = characters.slice(0, longestName - extension.length).join('');
  return kept.trimEnd() + extension;
}

/** Told from the bytes: what a browser or a name says is nobody's promise. `head` = the first octets. */
export function formatOf(head: Buffer): { readonly format: DocumentFormatName; readonly mediaType: string } {
  // ISO 32000-1 annex H.3.4.1: readers take the header within the first 1024 bytes.
  const isPdf = head.subarray(0, 1024).includes('%PDF-');
  return isPdf
    ? { format: 'PAdES', mediaType: 'application/pdf' }
    : { format: 'ASiC-E', mediaType: 'application/octet-stream' };
}

/** Files in one document. */
export const mostFiles = 20;
/** Files in the documents of one signing: each is shown to the person who signs (smartcard/agent/PROTOCOL.md 7). */
export const mostFilesAtOnce = 40;

const bundleType = 'application/vnd.etsi.asic-e+zip';

/** Several files as one document: a container from the beginning. */
export const bundleFormat = { format: 'ASiC-E', mediaType: bundleType } as const;

/** Only we give a document this type: what people upload is a file whatever it holds. */
export function isBundle({ mediaType }: Pick<Document, 'mediaType'>): boolean {
  return mediaType === bundleType;
}

/** Called after its first file, with the number of the others. */
export function bundleName(names: readonly string[]): string {
  const [first = fallbackName] = names;
  const stem = first.replace(/\.[A-Za-z0-9]{1,8}$/, '') || fallbackName;
  return `${readDocumentName(Array.from(stem).slice(0, 100).join(''))} + ${names.length - 1}.asice`;
}

/** Names that differ, also where letter case does not count, and that no part of a container has. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set(['mimetype', 'meta-inf']);
  return names.map((name) => {
    const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
    const stem = name.slice(0, name.length - extension.length);
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${stem} (${count})${extension}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** How the signed document is called. */
export function signedName(document: Pick<Document, 'name' | 'format' | 'mediaType'>): string {
  const { name, format } = document;
  if (isBundle(document)) return name.replace(/(\.asice)?$/i, '-imzalı.asice');
  if (format === 'ASiC-E') return `${name}.asice`;
  return name.replace(/(\.pdf)?$/i, '-imzalı.pdf');
}

export function signedMediaType(format: DocumentFormatName): string {
  return format === 'ASiC-E' ? bundleType : 'application/pdf';
}

/** Signatures, time stamps and evidence add this much at most. */
const largestGrowth = 64 * 1024 * 1024;

/** Octets that a document of this size may have once its signatures were raised. */
export function largestRaised(size: number): number {
  return size * 2 + largestGrowth;
}
