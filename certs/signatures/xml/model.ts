/** An attribute; declarations of namespaces are none. */
export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** Empty where it is in no namespace. */
  readonly namespace: string;
  /** After normalisation (XML 1.0 3.3.3, as CDATA). */
  readonly value: string;
}

export interface XmlElement {
  readonly kind: 'element';
  /** Undefined for the document element. */
  readonly parent: XmlElement | undefined;
  readonly prefix: string;
  readonly local: string;
  /** Empty where it is in no namespace. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  /** All that are in scope, by prefix; the default one has the prefix ''. `xml` is left out. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Where the markup lies in the text of the document: from `start` up to `end`. */
  readonly start: number;
  /** Where the end tag begins; with an empty-element tag that is its `/>`. */
  readonly contentEnd: number;
  readonly end: number;
}

/** Character data, references resolved; sections of CDATA are no different. */
export interface XmlText {
  readonly kind: 'text';
  readonly value: string;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly value: string;
}

export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly value: string;
}

export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction;

export interface XmlDocument {
  /** As it came, without a byte order mark. */
  readonly text: string;
  readonly root: XmlElement;
  /** Comments and processing instructions before the root and after it. */
  readonly before: readonly XmlNode[];
  readonly after: readonly XmlNode[];
}

/** Bounds of what is read. */
export interface XmlLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Elements, texts, comments, instructions and attributes together. */
  readonly maxNodes: number;
  /** Of one element, declarations of namespaces included. */
  readonly maxAttributes: number;
  /** Prefixes in scope at one place. */
  readonly maxNamespaces: number;
  /** UTF-16 code units of one name. */
  readonly maxNameLength: number;
}

/** Room for what people sign; a document at every limit is read in seconds. */
export const xmlLimits: XmlLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxDepth: 200,
  maxNodes: 1_000_000,
  maxAttributes: 256,
  maxNamespaces: 64,
  maxNameLength: 1024,
};

export type XmlErrorCode =
  | 'xml.malformed'
  | 'xml.doctype'
  | 'xml.too_large'
  | 'xml.too_complex'
  | 'xml.encoding';

/** Why bytes are not XML that is read here. */
export class XmlError extends Error {
  readonly code: XmlErrorCode;

  constructor(code: XmlErrorCode, message: string) {
    super(message);
    this.name = 'XmlError';
    this.code = code;
  }
}
