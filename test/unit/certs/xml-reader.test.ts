import { describe, expect, it } from 'vitest';
import {
  canonicalisations,
  canonicalText,
  elementsOf,
  exclusiveUri,
  readXml,
  type XmlElement,
  XmlError,
  type XmlLimits,
  xmlLimits,
} from '../../../certs/signatures/xml/index.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

function codeOf(input: string | Uint8Array, limits?: Partial<XmlLimits>): string {
  try {
    readXml(typeof input === 'string' ? utf8(input) : input, { ...xmlLimits, ...limits });
    return 'read';
  } catch (error) {
    if (error instanceof XmlError) return error.code;
    throw error;
  }
}

describe('a document that is not well-formed is refused (XML 1.0, Namespaces in XML 1.0)', () => {
  it.each([
    ['nothing', ''],
    ['no root', '<!-- a -->'],
    ['text before the root', 'a<r/>'],
    ['text after the root', '<r/>a'],
    ['two roots', '<r/><r/>'],
    ['an end that is missing', '<r><a></r>'],
    ['an end of another', '<r><a></b></a></r>'],
    ['an end by another prefix', '<a:r xmlns:a="u" xmlns:b="u"></b:r>'],
    ['an attribute twice', '<r a="1" a="2"/>'],
    ['an attribute twice by namespace', '<r xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"/>'],
    ['an attribute without quotes', '<r a=1/>'],
    ['attributes without space between', '<r a="1"b="2"/>'],
    ['< in an attribute', '<r a="<"/>'],
    ['a prefix that is not declared', '<a:r/>'],
    ['a prefix of an attribute that is not declared', '<r a:b="1"/>'],
    ['a prefix undone', '<r xmlns:a="u"><c xmlns:a=""/></r>'],
    ['xmlns declared', '<r xmlns:xmlns="u"/>'],
    ['xml declared otherwise', '<r xmlns:xml="u"/>'],
    ['the namespace of xml for another prefix', '<r xmlns:a="http://www.w3.org/XML/1998/namespace"/>'],
    ['a namespace declared twice', '<r xmlns:a="u" xmlns:a="v"/>'],
    ['an entity that nobody declared', '<r>&nbsp;</r>'],
    ['a bare ampersand', '<r>a & b</r>'],
    ['a reference to no character', '<r>&#0;</r>'],
    ['a reference to a surrogate', '<r>&#xD800;</r>'],
    ['a reference beyond Unicode', '<r>&#x110000;</r>'],
    ['a control character', '<r>\u0001</r>'],
    [']]> in text', '<r>]]></r>'],
    ['-- in a comment', '<r><!-- a -- b --></r>'],
    ['a comment that ends in -', '<r><!-- a ---></r>'],
    ['CDATA that does not end', '<r><![CDATA[a</r>'],
    ['an instruction called XML', '<r><?XML a?></r>'],
    ['a declaration that comes late', ' <?xml version="1.0"?><r/>'],
    ['a declaration without a version', '<?xml encoding="UTF-8"?><r/>'],
    ['a name that begins with a digit', '<1r/>'],
    ['two colons in a name', '<a:b:c xmlns:a="u"/>'],
  ])('%s', (_, text) => {
    expect(codeOf(text)).toBe('xml.malformed');
  });

  it('tells other encodings from what is broken', () => {
    expect(codeOf('<?xml version="1.0" encoding="ISO-8859-1"?><r/>')).toBe('xml.encoding');
    expect(codeOf(Uint8Array.of(0xff, 0xfe, 0x3c, 0))).toBe('xml.encoding');
    expect(codeOf(Uint8Array.of(0x3c, 0x72, 0x3e, 0xff))).toBe('xml.encoding');
  });
});

describe('a hostile document is refused', () => {
  it('with a document type, whatever it declares: external entities and bombs of entities', () => {
    expect(codeOf('<!DOCTYPE r><r/>')).toBe('xml.doctype');
    expect(codeOf('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>')).toBe('xml.doctype');
    expect(codeOf('<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r>&b;</r>')).toBe('xml.doctype');
  });

  it.each([
    ['too large', '<r>aaaaaaaaaaaaaaaaaaaaaaaaaa</r>', { maxBytes: 20 }, 'xml.too_large'],
    ['nested too deep', `${'<a>'.repeat(9)}${'</a>'.repeat(9)}`, { maxDepth: 5 }, 'xml.too_complex'],
    ['with too many nodes', `<r>${'<a/>'.repeat(50)}</r>`, { maxNodes: 40 }, 'xml.too_complex'],
    ['with too many attributes', '<r a="" b="" c="" d=""/>', { maxAttributes: 3 }, 'xml.too_complex'],
    [
      'with too many namespaces',
      '<r xmlns:a="u" xmlns:b="u" xmlns:c="u"/>',
      { maxNamespaces: 2 },
      'xml.too_complex',
    ],
    ['with a name without end', `<${'a'.repeat(200)}/>`, { maxNameLength: 100 }, 'xml.too_complex'],
  ])('%s', (_, text, limits, code) => {
    expect(codeOf(text)).toBe('read');
    expect(codeOf(text, limits)).toBe(code);
  });
});

describe('a document that was read', () => {
  it('tells where in its text each element lies', () => {
    const text = '<?xml version="1.0"?>\r\n<r>\r\n <a x="1"/><b>\u018F</b ></r>';
    const document = readXml(utf8(text));
    const [first, second] = elementsOf(document.root);
    expect(first && text.slice(first.start, first.end)).toBe('<a x="1"/>');
    expect(first && text.slice(first.contentEnd, first.end)).toBe('/>');
    expect(second && text.slice(second.start, second.end)).toBe('<b>\u018F</b >');
    expect(second && text.slice(second.contentEnd, second.end)).toBe('</b >');
  });

  it('leaves out elements that are told, and comments where the set has none', () => {
    const exclusive = canonicalisations.get(`${exclusiveUri}WithComments`);
    const document = readXml(utf8('<r>a<b>c</b><!--d--><e/></r>'));
    const [first] = elementsOf(document.root);
    const without = (element: XmlElement) => element === first;
    if (!exclusive) throw new Error('not known');
    expect(canonicalText({ apex: document, without, hasComments: false }, exclusive)).toEqual({
      text: '<r>a<e></e></r>',
      passedOver: 2,
    });
    expect(canonicalText({ apex: document, hasComments: true }, exclusive)).toEqual({
      text: '<r>a<b>c</b><!--d--><e></e></r>',
      passedOver: 0,
    });
  });

  it('asks once of each element whether it is left out, and of none inside one that is', () => {
    const exclusive = canonicalisations.get(exclusiveUri);
    if (!exclusive) throw new Error('not known');
    const document = readXml(utf8(`<r>${'<a><b/></a>'.repeat(500)}${'<c><d/></c>'.repeat(500)}</r>`));
    let asked = 0;
    const without = ({ local }: XmlElement) => {
      asked += 1;
      return local === 'a';
    };
    const { passedOver } = canonicalText({ apex: document, without, hasComments: false }, exclusive);
    expect([asked, passedOver]).toEqual([1 + 500 + 2 * 500, 500]);
  });
});
