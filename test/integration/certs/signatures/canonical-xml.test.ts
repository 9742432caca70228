import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  canonicalise,
  canonicalisations,
  canonicalText,
  readXml,
  type XmlElement,
} from '../../../../certs/signatures/xml/index.ts';
import { hasXmllint, hasXmlsec1, runXmllint, runXmlsec1 } from '../../../support/xml-verifiers.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readXml(utf8(text));

const methodOf = (uri: string) => {
  const method = canonicalisations.get(uri);
  if (!method) throw new Error(uri);
  return method;
};

/** Where the rules differ: each a whole document. */
const corpus: Readonly<Record<string, string>> = {
  'comments and instructions around the root':
    '<?xml version="1.0" encoding="UTF-8"?>\n<?a  b c ?>\n<!-- one -->\n<r/>\n<!--two--><?end?>\n',
  'namespaces declared again and needlessly':
    '<a:r xmlns:a="urn:a" xmlns:b="urn:b"><a:c xmlns:a="urn:a"><b:d xmlns:b="urn:c" b:x="1" a:x="2"/></a:c></a:r>',
  'a default namespace undone':
    '<r xmlns="urn:a"><c xmlns=""><d/><e xmlns="urn:a"><f xmlns=""/></e></c><g xmlns="urn:b"/></r>',
  'attributes sorted by namespace, then by name':
    '<r xmlns:z="urn:a" xmlns:y="urn:b" z:b="1" z:a="2" y:c="3" B="4" a="5" xml:lang="az" \u0259="6" _="7"/>',
  'letters beyond the basic plane sort by code point':
    '<r xmlns:p="urn:p" \uFA10="1" \u{10400}="2" xmlns:\uFA10="urn:x" xmlns:\u{10400}="urn:y"/>',
  'references to characters and entities':
    '<r a="&#9;&#10;&#13;&lt;&gt;&amp;&quot;&apos;&#x18F;">&#9;&#10;&#13;&lt;&gt;&amp;&quot;&apos;&#x10FFFF;\u018Fzizim</r>',
  'white space in attributes and line ends of all kinds':
    '<r  a = "x\r\ny\tz\rw"\n\tb=\'"\' >one\r\ntwo\rthree\n<c\n/>\r\n</r >',
  'sections of CDATA': '<r><![CDATA[<a>&amp;]]>]]&gt;<![CDATA[]]><![CDATA[>\r\n]]></r>',
  'attributes of XML itself':
    '<r xml:lang="az" xml:space="preserve" xml:id="x"><c xml:lang="en"><d xmlns:e="urn:e" e:a="" xml:space="default"/></c></r>',
  'comments and instructions within': '<r><!-- a\r\nb --><?p  q\r\nr?><?s?><c><!----></c></r>',
  'prefixes used by attributes alone':
    '<r xmlns:a="urn:a" xmlns:b="urn:b" xmlns="urn:d"><c a:x="1"><d b:y="2"/><b:e xmlns="" a:z="3"/></c></r>',
  'Azerbaijani letters':
    '<s\u0259n\u0259d ad="\u0130\u011F\u0131r"><\u00F6lk\u0259>Az\u0259rbaycan \u015E\u018F\u00C7</\u00F6lk\u0259></s\u0259n\u0259d>',
};

const modes = { '--c14n': 'inclusive', '--c14n11': 'inclusive11', '--exc-c14n': 'exclusive' } as const;

const uris = {
  inclusive: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  inclusive11: 'http://www.w3.org/2006/12/xml-c14n11',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const;

const withComments = (kind: keyof typeof uris) =>
  methodOf(kind === 'exclusive' ? `${uris.exclusive}WithComments` : `${uris[kind]}#WithComments`);

describe('canonical XML of documents, byte for byte as libxml2 writes it', () => {
  for (const [name, text] of Object.entries(corpus))
    it.skipIf(!hasXmllint)(name, () => {
      for (const [flag, kind] of Object.entries(modes)) {
        const theirs = runXmllint([flag], text).output;
        expect(theirs).not.toBe('');
        const ours = canonicalText({ apex: read(text), hasComments: true }, withComments(kind)).text;
        expect(ours, flag).toBe(theirs);
      }
    });

  it('is the same when it is read and written again', () => {
    for (const text of Object.values(corpus))
      for (const kind of ['inclusive', 'exclusive'] as const) {
        const once = canonicalise({ apex: read(text), hasComments: true }, withComments(kind));
        expect(canonicalise({ apex: readXml(once), hasComments: true }, withComments(kind))).toEqual(once);
      }
  });
});

/** A document with references to a part of it, for another implementation to fill in the digests. */
function referring(parts: string, transforms: readonly string[]): string {
  const references = transforms.map(
    (transform) =>
      `<ds:Reference URI="#part"><ds:Transforms>${transform}</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>`,
  );
  const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${uris.exclusive}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/>${references.join('')}</ds:SignedInfo><ds:SignatureValue/></ds:Signature>`;
  return parts.replace('SIGNATURE', signature);
}

function find(element: XmlElement, id: string): XmlElement | undefined {
  if (element.attributes.some(({ local, value }) => local === 'Id' && value === id)) return element;
  for (const child of element.children) {
    const found = child.kind === 'element' ? find(child, id) : undefined;
    if (found) return found;
  }
  return undefined;
}

describe('canonical XML of a part of a document, with the digests that xmlsec1 finds', () => {
  const transform = (uri: string, prefixes?: string) =>
    prefixes === undefined
      ? `<ds:Transform Algorithm="${uri}"/>`
      : `<ds:Transform Algorithm="${uri}"><InclusiveNamespaces xmlns="${uris.exclusive}" PrefixList="${prefixes}"/></ds:Transform>`;

  const cases = [
    ...Object.values(uris).map((uri) => ({ uri, prefixes: undefined })),
    { uri: `${uris.exclusive}WithComments`, prefixes: undefined },
    { uri: uris.exclusive, prefixes: 'b c' },
    { uri: uris.exclusive, prefixes: '#default b' },
  ];

  const parts: Readonly<Record<string, string>> = {
    'namespaces and xml:* from above':
      '<r xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b" xml:lang="az" xml:space="preserve"><m xmlns:c="urn:c" xml:lang="en"><a:p Id="part" c:x="1"><q xmlns=""><!--n--><a:s b:y="2"/></q></a:p></m>SIGNATURE</r>',
    'a part that says more of its own':
      '<b:r xmlns:b="urn:b" xml:lang="az"><p xmlns:c="urn:c" xml:lang="ru" Id="part" z="1" b:z="2"><b:q xmlns:b="urn:b2"/>\r\n<q xmlns="urn:d"><q xmlns=""/></q></p>SIGNATURE</b:r>',
  };

  for (const [name, text] of Object.entries(parts))
    it.skipIf(!hasXmlsec1)(name, () => {
      const document = referring(
        text,
        cases.map(({ uri, prefixes }) => transform(uri, prefixes)),
      );
      const options = ['--sign', '--hmackey', 'key', '--id-attr:Id', 'p', '--id-attr:Id', 'urn:a:p'];
      const filled = runXmlsec1([...options, 'document.xml'], {
        'document.xml': document,
        key: 'key',
      }).output;
      const theirs = [...filled.matchAll(/<ds:DigestValue>([^<]*)</g)].map(([, digest]) => digest);
      const part = find(read(document).root, 'part');
      if (!part) throw new Error('no part');
      const ours = cases.map(({ uri, prefixes = '' }) => {
        const list = new Set(prefixes.split(' ').map((one) => (one === '#default' ? '' : one)));
        const octets = canonicalise(
          { apex: part, hasComments: false },
          methodOf(uri),
          prefixes ? list : undefined,
        );
        return createHash('sha256').update(octets).digest('base64');
      });
      expect(ours).toEqual(theirs);
    });
});
