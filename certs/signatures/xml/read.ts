import { isCharacters, type QualifiedName, qualifiedNameAt } from './characters.ts';
import {
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  XmlError,
  type XmlLimits,
  type XmlNode,
  xmlLimits,
} from './model.ts';
import { declarationLength, decodeXml, malformed, resolveReferences } from './text.ts';

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

/**
 * A document from its bytes: well-formed XML 1.0 with namespaces, in UTF-8, without a document type. Takes time in
 * proportion to the bytes.
 * @throws XmlError and nothing else
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits = xmlLimits): XmlDocument {
  if (bytes.length > limits.maxBytes) throw new XmlError('xml.too_large', `over ${limits.maxBytes} bytes`);
  return new Reader(decodeXml(bytes), limits).document();
}

interface OpenElement extends XmlElement {
  children: XmlNode[];
  contentEnd: number;
  end: number;
}

interface RawAttribute {
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

const noNamespaces: ReadonlyMap<string, string> = new Map();

class Reader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  /** Line ends must be normalised (XML 1.0 2.11). */
  readonly #hasReturns: boolean;
  #at = 0;
  #nodes = 0;
  #depth = 0;

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#hasReturns = text.includes('\r');
  }

  document(): XmlDocument {
    if (!isCharacters(this.#text)) throw malformed('a character that XML does not allow', 0);
    this.#at = declarationLength(this.#text);
    const before = this.#misc();
    if (!this.#isNext('<')) throw malformed('no root element', this.#at);
    const root = this.#root();
    const after = this.#misc();
    if (this.#at < this.#text.length) throw malformed('something follows the root element', this.#at);
    return { text: this.#text, root, before, after };
  }

  /** Outside the root element. */
  #misc(): XmlNode[] {
    const nodes: XmlNode[] = [];
    for (;;) {
      this.#space();
      if (this.#isNext('<!--')) nodes.push(this.#comment());
      else if (this.#isNext('<?')) nodes.push(this.#instruction());
      else if (this.#isNext('<!DOCTYPE')) throw new XmlError('xml.doctype', 'a document type is refused');
      else return nodes;
    }
  }

  /** Elements are followed without recursion: how deep they nest is the document's choice. */
  #root(): XmlElement {
    const root = this.#startTag(undefined);
    let open: OpenElement | undefined = root.end === 0 ? root : undefined;
    const parents: OpenElement[] = [];
    while (open) {
      const child: OpenElement | undefined = this.#content(open);
      if (child) {
        parents.push(open);
        open = child;
      } else open = parents.pop();
      this.#depth = parents.length;
    }
    return root;
  }

  /** Reads on until an element opens, which is the answer, or this one closes. */
  #content(element: OpenElement): OpenElement | undefined {
    for (;;) {
      this.#characters(element);
      if (this.#isNext('</')) {
        this.#endTag(element);
        return undefined;
      }
      if (this.#isNext('<!--')) element.children.push(this.#comment());
      else if (this.#isNext('<?')) element.children.push(this.#instruction());
      else if (this.#isNext('<!')) throw malformed('a declaration within an element', this.#at);
      else {
        const child = this.#startTag(element);
        element.children.push(child);
        if (child.end === 0) return child;
      }
    }
  }

  /** Text and CDATA up to the next other markup, as one node. */
  #characters(element: OpenElement): void {
    let value = '';
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next < 0) throw malformed('an element does not end', this.#at);
      if (next > this.#at) value += this.#plainText(this.#text.slice(this.#at, next));
      this.#at = next;
      if (!this.#isNext('<![CDATA[')) break;
      value += this.#lines(this.#until(']]>', 9));
    }
    if (value === '') return;
    this.#count();
    element.children.push({ kind: 'text', value });
  }

  #plainText(raw: string): string {
    if (raw.includes(']]>')) throw malformed(']]> in text', this.#at);
    const text = this.#lines(raw);
    return raw.includes('&') ? resolveReferences(text, this.#at) : text;
  }

  #lines(raw: string): string {
    return this.#hasReturns ? raw.replace(/\r\n?/g, '\n') : raw;
  }

  #comment(): XmlNode {
    const value = this.#until('-->', 4);
    if (value.includes('--') || value.endsWith('-')) throw malformed('-- in a comment', this.#at);
    this.#count();
    return { kind: 'comment', value: this.#lines(value) };
  }

  #instruction(): XmlNode {
    const raw = this.#lines(this.#until('?>', 2));
    const [, target = '', value] = /^([^\t\n ]+)(?:[\t\n ]+([^]*))?$/.exec(raw) ?? [];
    const name = qualifiedNameAt(target, 0);
    if (name?.local !== target || target.toLowerCase() === 'xml')
      throw malformed('a processing instruction', this.#at);
    this.#count();
    return { kind: 'instruction', target, value: value ?? '' };
  }

  /** What lies between markup of a length at this place and its closing; moves behind it. */
  #until(closing: string, opening: number): string {
    const from = this.#at + opening;
    const to = this.#text.indexOf(closing, from);
    if (to < 0) throw malformed(`${closing} is missing`, this.#at);
    this.#at = to + closing.length;
    return this.#text.slice(from, to);
  }

  /** `end` is 0 as long as the element is open. */
  #startTag(parent: OpenElement | undefined): OpenElement {
    if (this.#depth >= this.#limits.maxDepth) throw new XmlError('xml.too_complex', 'elements nest too deep');
    this.#count();
    const start = this.#at;
    this.#at += 1;
    const { prefix, local } = this.#name();
    const raw = this.#rawAttributes();
    const namespaces = this.#namespaces(parent?.namespaces ?? noNamespaces, raw);
    const namespace = this.#namespaceOf(prefix, namespaces, namespaces.get('') ?? '');
    const attributes = this.#attributes(raw, namespaces);
    const isEmpty = this.#isNext('/>');
    if (!isEmpty && !this.#isNext('>')) throw malformed('a start tag', this.#at);
    const contentEnd = isEmpty ? this.#at : 0;
    this.#at += isEmpty ? 2 : 1;
    const end = isEmpty ? this.#at : 0;
    const names = { prefix, local, namespace, attributes, namespaces };
    return { kind: 'element', parent, ...names, children: [], start, contentEnd, end };
  }

  #endTag(element: OpenElement): void {
    element.contentEnd = this.#at;
    this.#at += 2;
    const { prefix, local } = this.#name();
    this.#space();
    if (prefix !== element.prefix || local !== element.local || !this.#isNext('>'))
      throw malformed('an end tag that does not fit', this.#at);
    this.#at += 1;
    element.end = this.#at;
  }

  #name(): QualifiedName {
    const found = qualifiedNameAt(this.#text, this.#at);
    if (!found) throw malformed('a name', this.#at);
    if (found.end - this.#at > this.#limits.maxNameLength)
      throw new XmlError('xml.too_complex', 'a name is too long');
    this.#at = found.end;
    return found;
  }

  #rawAttributes(): readonly RawAttribute[] {
    const attributes: RawAttribute[] = [];
    for (;;) {
      const hasSpace = this.#space();
      if (this.#isNext('>') || this.#isNext('/')) return attributes;
      if (!hasSpace) throw malformed('a start tag', this.#at);
      if (attributes.length >= this.#limits.maxAttributes)
        throw new XmlError('xml.too_complex', 'an element has too many attributes');
      this.#count();
      const name = this.#name();
      this.#space();
      if (!this.#isNext('=')) throw malformed('an attribute without a value', this.#at);
      this.#at += 1;
      this.#space();
      attributes.push({ ...name, value: this.#attributeValue() });
    }
  }

  /** XML 1.0 3.3.3: white space is a space, unless it is written as a reference. */
  #attributeValue(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw malformed('the value of an attribute', this.#at);
    const raw = this.#until(quote, 1);
    if (raw.includes('<')) throw malformed('< in the value of an attribute', this.#at);
    const value = this.#lines(raw).replace(/[\t\n]/g, ' ');
    return value.includes('&') ? resolveReferences(value, this.#at) : value;
  }

  #namespaces(
    inherited: ReadonlyMap<string, string>,
    attributes: readonly RawAttribute[],
  ): ReadonlyMap<string, string> {
    let own: Map<string, string> | undefined;
    const seen = new Set<string>();
    for (const { prefix, local, value } of attributes) {
      const declared = prefix === 'xmlns' ? local : prefix === '' && local === 'xmlns' ? '' : undefined;
      if (declared === undefined) continue;
      if (seen.has(declared)) throw malformed('a namespace is declared twice', this.#at);
      seen.add(declared);
      checkDeclaration(declared, value, this.#at);
      if (declared === 'xml') continue;
      own ??= new Map(inherited);
      if (value === '') own.delete(declared);
      else own.set(declared, value);
    }
    if (own && own.size > this.#limits.maxNamespaces)
      throw new XmlError('xml.too_complex', 'too many namespaces are in scope');
    return own ?? inherited;
  }

  #attributes(
    raw: readonly RawAttribute[],
    namespaces: ReadonlyMap<string, string>,
  ): readonly XmlAttribute[] {
    const attributes: XmlAttribute[] = [];
    const seen = new Set<string>();
    for (const { prefix, local, value } of raw) {
      if (prefix === 'xmlns' || (prefix === '' && local === 'xmlns')) continue;
      const namespace = this.#namespaceOf(prefix, namespaces, '');
      const key = `${local} ${namespace}`;
      if (seen.has(key)) throw malformed('an attribute stands twice', this.#at);
      seen.add(key);
      attributes.push({ prefix, local, namespace, value });
    }
    return attributes;
  }

  #namespaceOf(prefix: string, namespaces: ReadonlyMap<string, string>, plain: string): string {
    if (prefix === '') return plain;
    const namespace = prefix === 'xml' ? xmlNamespace : namespaces.get(prefix);
    if (namespace === undefined) throw malformed('a prefix is not declared', this.#at);
    return namespace;
  }

  /** Whether there was any. */
  #space(): boolean {
    const from = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d) return this.#at > from;
      this.#at += 1;
    }
  }

  #isNext(markup: string): boolean {
    return this.#text.startsWith(markup, this.#at);
  }

  #count(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes) throw new XmlError('xml.too_complex', 'too many nodes');
  }
}

/** Namespaces in XML 1.0 3 and 5: what may not be declared. */
function checkDeclaration(prefix: string, value: string, at: number): void {
  const isXml = prefix === 'xml';
  const isReserved = (value === xmlNamespace) !== isXml || value === xmlnsNamespace || prefix === 'xmlns';
  const isUndone = value === '' && prefix !== '';
  if (isReserved || isUndone) throw malformed('a namespace that cannot be declared', at);
}
