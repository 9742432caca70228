import type { SignatureScheme } from '../keys/index.ts';
import type { TimeStampToken } from '../tsa/index.ts';
import type { Certificate, Crl, OcspResponse } from '../validation/index.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Bytes that can be read from their beginning as often as asked, and that need not fit into memory. */
export interface ByteSource {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
  /** The part from `start` up to and without `end`; where it is absent, a part costs reading all that is before it. */
  slice?(start: number, end: number): ByteSource;
}

/** A file with the name and media type that it has for people. */
export interface NamedFile {
  readonly name: string;
  /** Empty where nobody said one. */
  readonly mediaType: string;
  readonly content: ByteSource;
}

export type SignatureFormatName = 'CAdES' | 'PAdES' | 'XAdES' | 'JAdES';

export type ContainerType = 'ASiC-S' | 'ASiC-E';

/** The baseline levels (ETSI EN 319 122-1, 132-1, 142-1, TS 119 182-1), lowest first. */
export const levels = ['B', 'T', 'LT', 'LTA'] as const;

export type Level = (typeof levels)[number];

/** How a signature lies to what it signs. */
export type Packaging = 'enveloping' | 'enveloped' | 'detached';

/** What is to be signed, by whom; the same for every format. */
export interface SigningOrder {
  readonly files: readonly NamedFile[];
  /** The signer's own certificate. */
  readonly certificate: Certificate;
  /** The issuers above it, nearest first; a root may be left out. */
  readonly chain: readonly Certificate[];
  /** How the key will sign; must fit the certificate's key. */
  readonly scheme: SignatureScheme;
  /** The time that the signer claims, milliseconds since 1970. */
  readonly time: number;
}

/**
 * The first half of a signing whose key is in a person's hand. Both members go through storage and come back, maybe in
 * another process.
 */
export interface PreparedSignature {
  /** What the key signs: the message, of which a card takes the hash by the scheme. */
  readonly toBeSigned: Uint8Array;
  /** JSON text that the same format's `complete` reads; opaque to everybody else, and not secret. */
  readonly state: string;
}

/**
 * A format of signatures: prepare and complete are two requests, with a person between them. `Options` are the
 * format's own (packaging, a visible stamp).
 */
export interface SignatureFormat<Options> {
  /**
   * @throws SignatureError `signature.unsupported` or `signature.malformed` where the files cannot be signed this way
   */
  prepare(order: SigningOrder, options: Options): Promise<PreparedSignature>;
  /**
   * The signed document at level B, given the files that were prepared and the value of the signature in the form that
   * X.509 has (with ECDSA the DER of ECDSA-Sig-Value).
   * @throws SignatureError `signature.value_mismatch` when the value is not by the certificate's key over what was
   * prepared; `signature.files_changed` when the files are not those that were prepared
   */
  complete(state: string, files: readonly NamedFile[], value: Uint8Array): Promise<ByteSource>;
  /**
   * The same document with its signatures (or the one named) raised to the level; a document that has the level keeps
   * what it has, except that LTA adds a further archive time stamp.
   * @throws SignatureError `signature.time_stamp_unavailable`, `signature.evidence_unavailable`
   */
  raise(signed: SignedDocument, level: Exclude<Level, 'B'>, sources: LevelSources): Promise<ByteSource>;
  /** Whether and what the bytes are, read and checked but not judged. Bounded; a document that cannot be opened is an answer. */
  read(signed: SignedDocument): Promise<ReadResult>;
}

/** A signed document that was read once, for whoever raises it next. */
export interface OpenedDocument {
  readonly kind: 'opened';
  readonly document: ReadDocument;
  /** As {@link SignatureFormat}: all signatures, or the one named; the very content where nothing was added. */
  raise(level: Exclude<Level, 'B'>, sources: LevelSources, signatureId?: string): Promise<ByteSource>;
}

/** A signed document as it came, with the files that it signs and does not hold. */
export interface SignedDocument {
  readonly file: NamedFile;
  readonly detached: readonly NamedFile[];
  /** Raise only this signature. */
  readonly signatureId?: string;
}

/** What a level above B needs from outside. */
export interface LevelSources {
  readonly timestamps: TimestampSource;
  readonly evidence: EvidenceSource;
}

/** Asks a time-stamping authority. */
export interface TimestampSource {
  /** The hash that its stamps shall be of. */
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /**
   * The DER of a TimeStampToken (RFC 3161) over the digest, which the caller need not check again.
   * @throws SignatureError `signature.time_stamp_unavailable`
   */
  stamp(digest: Uint8Array): Promise<Uint8Array>;
}

/** Certificates and revocation data, all as they came. */
export interface Evidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
}

/** Finds what is needed to believe a certificate later without asking anybody. */
export interface EvidenceSource {
  /**
   * The path of the certificate up to and with its trust anchor, and a fresh word on every certificate below the
   * anchor: of the signer's, one that was produced at `notBefore` or later.
   * @throws SignatureError `signature.evidence_unavailable` where there is none that is good
   */
  evidenceOf(question: {
    readonly certificate: Certificate;
    /** Further certificates that may be on the path. */
    readonly known: readonly Certificate[];
    /** Milliseconds since 1970: the time of the signature's time stamp. */
    readonly notBefore: number;
    readonly purpose: 'signature' | 'timeStamping';
  }): Promise<Evidence>;
}

export type ReadResult =
  | { readonly kind: 'read'; readonly document: ReadDocument }
  /** Not this format at all, or broken so that no signature can be told apart. */
  | {
      readonly kind: 'refused';
      readonly code: 'signature.not_this_format' | ReadRefusalCode;
      readonly message: string;
    };

/** Why a file cannot be judged at all; people read the code's sentence. */
export type RefusedCode = 'signature.unknown_format' | ReadRefusalCode;

export type ReadRefusalCode =
  | 'signature.malformed'
  | 'signature.too_large'
  | 'signature.too_complex'
  | 'signature.encrypted'
  | 'signature.hostile';

/** A signed document, read: every signature and time stamp in it with the outcome of its arithmetic. */
export interface ReadDocument {
  readonly format: SignatureFormatName | ContainerType;
  readonly signatures: readonly ReadSignature[];
  /** Those of the document as a whole that belong to no signature (ASiC-S with a token, a lone document time stamp). */
  readonly timeStamps: readonly ReadTimeStamp[];
  /** Every file that the document holds or that came beside it. */
  readonly files: readonly ReadFile[];
  /** What is wrong with the document around its signatures. */
  readonly problems: readonly Problem[];
}

export interface ReadFile {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Ids of the signatures (and time stamps of the document) that protect it, whether or not they hold. */
  readonly coveredBy: readonly string[];
}

/**
 * Something that the format forbids or that a person must be told. `failure` makes the signature FORMAT_FAILURE;
 * `warning` is told beside the judgement.
 */
export interface Problem {
  readonly severity: 'failure' | 'warning';
  /** Stable, in the form `pades.content_after_signature`. */
  readonly code: ProblemCode;
  /** English, for a technician; people read the code's sentence. */
  readonly message: string;
  /** The clause that says so. */
  readonly clause?: string;
}

/** One signature as read (ETSI EN 319 102-1 clause 5 takes it from here). */
export interface ReadSignature {
  /** Unique in the document, and the same at every reading. */
  readonly id: string;
  readonly format: SignatureFormatName;
  readonly packaging: Packaging;
  /** The signature that this one counter-signs. */
  readonly counterSigns?: string;
  /** Where in the document it lies, for people: a file name, a PDF field. */
  readonly place?: string;
  readonly signer: ReadSigner;
  /** The arithmetic of the value: what the signature's own key says, whoever holds it. */
  readonly value: 'verifies' | 'fails' | 'unsupported' | 'no_key';
  readonly scheme: SignatureScheme | undefined;
  /** As written where the scheme is not known. */
  readonly algorithm: string;
  /** Every digest that the signature rests on. */
  readonly digests: readonly ReadDigest[];
  /** The highest level whose elements are there; undefined where it is no baseline signature. */
  readonly level: Level | undefined;
  readonly claimedTime: number | undefined;
  readonly claims: ReadClaims;
  /** All that came with it, believed by nobody yet. */
  readonly evidence: Evidence;
  /** In the order in which they were made, as far as the format tells. */
  readonly timeStamps: readonly ReadTimeStamp[];
  readonly problems: readonly Problem[];
  /** What is signed is all there is; else `problems` or `files` say what is not. */
  readonly coversWholeDocument: boolean;
}

export interface ReadSigner {
  /** The one that the signed attributes name and whose key is used to check the value. */
  readonly certificate: Certificate | undefined;
  /** `mismatch`: the signed reference names another certificate (EN 319 102-1 5.2.3); `absent`: it names none. */
  readonly reference: 'matches' | 'mismatch' | 'absent';
}

export interface ReadDigest {
  /** What it is of: a file name, `SignedProperties`, `message-digest`. */
  readonly of: string;
  /** A HashName where it is known, else as it is written. */
  readonly hash: string;
  /**
   * `absent`: what it is of is not there; `unobtainable`: it is there, but the way that leads to it or makes it is not
   * followed here; `unsupported`: the hash is not known. Of the three nothing was checked.
   */
  readonly outcome: 'matches' | 'differs' | 'absent' | 'unobtainable' | 'unsupported';
}

/** What the signer says of the signature; nobody vouches for it. */
export interface ReadClaims {
  readonly policy?: { readonly id: string; readonly implied?: boolean };
  readonly commitments?: readonly string[];
  readonly roles?: readonly string[];
  readonly place?: string;
  readonly reason?: string;
  readonly contentHints?: readonly string[];
}

export type TimeStampKind = 'content' | 'signature' | 'references' | 'archive' | 'document';

/** A time stamp as read. Whether its unit may be believed is for the judgement. */
export interface ReadTimeStamp {
  readonly id: string;
  readonly kind: TimeStampKind;
  readonly token: TimeStampToken | undefined;
  /** Why there is no token. */
  readonly unreadable?: string;
  /** Whether the token's imprint is that of what it must be of. */
  readonly imprint: 'matches' | 'differs' | 'unsupported';
  /**
   * SHA-256 in hex of every certificate, CRL, OCSP response and earlier time-stamp token (their DER) that it proves
   * the existence of. All kinds but `content` prove the existence of the signature itself, so a format tells no imprint
   * that matches for one which is not over the signature.
   */
  readonly proves: ReadonlySet<string>;
}
