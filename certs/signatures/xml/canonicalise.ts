import { compareCodePoints } from './characters.ts';
import { type XmlDocument, type XmlElement, XmlError, type XmlInstruction, type XmlNode } from './model.ts';
import { xmlNamespace } from './read.ts';

/** A canonicalisation by its identifier (RFC 9231 2.3): Canonical XML 1.0 and 1.1, and the exclusive one. */
export interface Canonicalisation {
  readonly uri: string;
  readonly kind: 'inclusive' | 'inclusive11' | 'exclusive';
  readonly withComments: boolean;
}

const row = (uri: string, kind: Canonicalisation['kind'], withComments: boolean) =>
  [uri, { uri, kind, withComments }] as const;

export const exclusiveUri = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const inclusiveUri = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';

export const canonicalisations: ReadonlyMap<string, Canonicalisation> = new Map([
  row(inclusiveUri, 'inclusive', false),
  row(`${inclusiveUri}#WithComments`, 'inclusive', true),
  row('http://www.w3.org/2006/12/xml-c14n11', 'inclusive11', false),
  row('http://www.w3.org/2006/12/xml-c14n11#WithComments', 'inclusive11', true),
  row(exclusiveUri, 'exclusive', false),
  row(`${exclusiveUri}WithComments`, 'exclusive', true),
]);

/** What is made canonical: a document, or an element with all that it holds. */
export interface NodeSet {
  readonly apex: XmlDocument | XmlElement;
  /** Elements that are left out with all that is in them. */
  readonly without?: ((element: XmlElement) => boolean) | undefined;
  /** The set was made without comments (a same-document reference is); then none are written. */
  readonly hasComments: boolean;
}

/**
 * The octets of a set of nodes. `inclusivePrefixes` are those of the InclusiveNamespaces of the exclusive one, with ''
 * for `#default`.
 * @throws XmlError `xml.too_complex` for what is not supported: Canonical XML 1.1 below an inherited xml:base
 */
export function canonicalise(
  set: NodeSet,
  method: Canonicalisation,
  inclusivePrefixes: ReadonlySet<string> = nothing,
): Uint8Array {
  return Buffer.from(canonicalText(set, method, inclusivePrefixes).text);
}

export interface CanonicalText {
  readonly text: string;
  /** Nodes that were looked at and not written: they cost time too, and leave nothing to count it by. */
  readonly passedOver: number;
}

/** The same as text. Takes time in proportion to it and to the nodes passed over. */
export function canonicalText(
  set: NodeSet,
  method: Canonicalisation,
  inclusivePrefixes: ReadonlySet<string> = nothing,
): CanonicalText {
  const writer = new Writer(set, method, inclusivePrefixes);
  const text = 'root' in set.apex ? writer.document(set.apex) : writer.apex(set.apex);
  return { text, passedOver: writer.passedOver };
}

interface WrittenAttribute {
  readonly name: string;
  /** By which it is sorted. */
  readonly key: string;
  readonly value: string;
}

const nothing: ReadonlySet<string> = new Set();
const noneRendered: ReadonlyMap<string, string> = new Map();

class Writer {
  readonly #without: NodeSet['without'];
  readonly #withComments: boolean;
  readonly #kind: Canonicalisation['kind'];
  readonly #prefixes: ReadonlySet<string>;
  #out = '';
  passedOver = 0;

  constructor(set: NodeSet, method: Canonicalisation, prefixes: ReadonlySet<string>) {
    this.#without = set.without;
    this.#withComments = set.hasComments && method.withComments;
    this.#kind = method.kind;
    this.#prefixes = prefixes;
  }

  document({ root, before, after }: XmlDocument): string {
    for (const node of before) if (this.#isWritten(node)) this.#out += `${this.#outer(node)}\n`;
    this.#element(root, noneRendered, []);
    for (const node of after) if (this.#isWritten(node)) this.#out += `\n${this.#outer(node)}`;
    return this.#out;
  }

  apex(element: XmlElement): string {
    this.#element(element, noneRendered, this.#inherited(element));
    return this.#out;
  }

  #isWritten(node: XmlNode): boolean {
    if (node.kind !== 'comment' || this.#withComments) return true;
    this.passedOver += 1;
    return false;
  }

  #outer(node: XmlNode): string {
    if (node.kind === 'comment') return comment(node.value);
    return node.kind === 'instruction' ? instruction(node) : '';
  }

  /** Depth is bounded by the reader. */
  #element(
    element: XmlElement,
    rendered: ReadonlyMap<string, string>,
    inherited: readonly WrittenAttribute[],
  ): void {
    if (this.#without?.(element)) {
      this.passedOver += 1;
      return;
    }
    const name = qualified(element.prefix, element.local);
    const declared = this.#declarations(element, rendered);
    this.#out += `<${name}${declared.text}${attributesText(element, inherited)}>`;
    for (const node of element.children) {
      if (node.kind === 'element') this.#element(node, declared.rendered, []);
      else if (node.kind === 'text') this.#out += escapeText(node.value);
      else if (this.#isWritten(node)) this.#out += this.#outer(node);
    }
    this.#out += `</${name}>`;
  }

  /** The declarations that an element bears, and what is in force below it. */
  #declarations(element: XmlElement, rendered: ReadonlyMap<string, string>) {
    const fresh: (readonly [string, string])[] = [];
    for (const prefix of this.#relevantPrefixes(element)) {
      const uri = element.namespaces.get(prefix) ?? '';
      if ((rendered.get(prefix) ?? '') !== uri) fresh.push([prefix, uri]);
    }
    if (fresh.length === 0) return { text: '', rendered };
    fresh.sort(([left], [right]) => compareCodePoints(left, right));
    let text = '';
    for (const [prefix, uri] of fresh)
      text += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeAttribute(uri)}"`;
    return { text, rendered: new Map([...rendered, ...fresh]) };
  }

  #relevantPrefixes(element: XmlElement): Iterable<string> {
    if (this.#kind !== 'exclusive') {
      const isSame = element.parent?.namespaces === element.namespaces && this.#out !== '';
      // What the element above has rendered is all that is in scope here; '' is asked for where it was undone.
      return isSame ? nothing : new Set(['', ...element.namespaces.keys()]);
    }
    const used = new Set([element.prefix]);
    for (const { prefix } of element.attributes) if (prefix !== '') used.add(prefix);
    used.delete('xml');
    for (const prefix of this.#prefixes)
      if (prefix === '' || element.namespaces.has(prefix)) used.add(prefix);
    return used;
  }

  /** Attributes in the namespace of XML that an apex takes from those above it (2.4 of Canonical XML 1.0 and 1.1). */
  #inherited(apex: XmlElement): readonly WrittenAttribute[] {
    if (this.#kind === 'exclusive') return [];
    const found = new Map<string, WrittenAttribute>();
    const own = new Set(
      apex.attributes.filter(({ namespace }) => namespace === xmlNamespace).map((one) => one.local),
    );
    for (let above = apex.parent; above; above = above.parent)
      for (const { local, namespace, value } of above.attributes) {
        if (namespace !== xmlNamespace) continue;
        if (this.#kind === 'inclusive11') {
          if (local === 'base') throw new XmlError('xml.too_complex', 'xml:base above a canonical element');
          if (local !== 'lang' && local !== 'space') continue;
        }
        if (!own.has(local) && !found.has(local))
          found.set(local, { name: `xml:${local}`, key: sortKey(xmlNamespace, local), value });
      }
    return [...found.values()];
  }
}

function attributesText({ attributes }: XmlElement, inherited: readonly WrittenAttribute[]): string {
  const [first] = attributes;
  if (inherited.length === 0) {
    if (!first) return '';
    if (attributes.length === 1)
      return ` ${qualified(first.prefix, first.local)}="${escapeAttribute(first.value)}"`;
  }
  const all = attributes.map(({ prefix, local, namespace, value }) => ({
    name: qualified(prefix, local),
    key: sortKey(namespace, local),
    value,
  }));
  const sorted = [...all, ...inherited].sort((left, right) => compareCodePoints(left.key, right.key));
  return sorted.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join('');
}

/** The namespace counts first; a character that XML does not have stands between. */
function sortKey(namespace: string, local: string): string {
  return `${namespace}\u0000${local}`;
}

function qualified(prefix: string, local: string): string {
  return prefix === '' ? local : `${prefix}:${local}`;
}

function comment(value: string): string {
  return `<!--${escapeReturns(value)}-->`;
}

function instruction({ target, value }: XmlInstruction): string {
  return `<?${target}${value === '' ? '' : ` ${escapeReturns(value)}`}?>`;
}

function escapeReturns(value: string): string {
  return value.includes('\r') ? value.replaceAll('\r', '&#xD;') : value;
}

const inText: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

/** Text as Canonical XML writes it (2.3). */
export function escapeText(value: string): string {
  return /[&<>\r]/.test(value) ? value.replace(/[&<>\r]/g, (one) => inText[one] ?? one) : value;
}

const inAttribute: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** The value of an attribute as Canonical XML writes it (2.3). */
export function escapeAttribute(value: string): string {
  return /[&<"\t\n\r]/.test(value) ? value.replace(/[&<"\t\n\r]/g, (one) => inAttribute[one] ?? one) : value;
}
