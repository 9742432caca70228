import { beforeAll, describe, expect, it } from 'vitest';
import {
  type NamedFile,
  type ReadDocument,
  type ReadResult,
  type ReadSignature,
  sourceOf,
} from '../../../../certs/signatures/index.ts';
import { xades } from '../../../../certs/signatures/xades/index.ts';
import {
  craftSignature,
  type CraftedReference,
  enveloped,
  exclusive,
  inclusive,
} from '../../../support/crafted-xml-signature.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';
import { hasXmlsec1, runXmlsec1 } from '../../../support/xml-verifiers.ts';

let world: SigningWorld;
beforeAll(async () => {
  world = await createSigningWorld();
});

const fileOf = (name: string, text: string): NamedFile => ({
  name,
  mediaType: '',
  content: sourceOf(Buffer.from(text)),
});

const open = (text: string, detached: readonly NamedFile[] = []): Promise<ReadResult> =>
  xades.read({ file: fileOf('document.xml', text), detached });

async function read(text: string, detached: readonly NamedFile[] = []): Promise<ReadDocument> {
  const result = await open(text, detached);
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  return result.document;
}

async function first(text: string, detached: readonly NamedFile[] = []): Promise<ReadSignature> {
  const [signature] = (await read(text, detached)).signatures;
  if (!signature) throw new Error('no signature');
  return signature;
}

const failuresOf = ({ problems }: ReadSignature) =>
  problems.filter(({ severity }) => severity === 'failure').map(({ code }) => code);

const isIntact = ({ value, digests }: ReadSignature) =>
  value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches');

function isAcceptedByXmlsec1(text: string): boolean {
  const ids = ['order', 'item', 'http://www.w3.org/2000/09/xmldsig#:Object'].concat(
    'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
  );
  const options = ids.flatMap((one) => ['--id-attr:Id', one]);
  const all = ['--verify', '--insecure', ...options, 'document.xml'];
  return runXmlsec1(all, { 'document.xml': text }).isAccepted;
}

const order = '<order Id="o"><pay>100</pay></order>';
const byId: CraftedReference = { uri: '#o', transforms: [enveloped, exclusive], octets: order };
const signedOrder = () =>
  order.replace('</order>', `${craftSignature(world, { references: [byId] })}</order>`);

const signatureIn = (text: string) => /<ds:Signature .*<\/ds:Signature>/s.exec(text)?.[0] ?? '';

it('takes a document whose root is signed by its Id', async () => {
  const signature = await first(signedOrder());
  expect(isIntact(signature)).toBe(true);
  expect(signature).toMatchObject({ problems: [], packaging: 'enveloped', coversWholeDocument: true });
});

describe('signature wrapping is refused though every digest matches', () => {
  it('where the signed element was moved into another document', async () => {
    const text = `<order><pay>999</pay><old>${order}</old>${signatureIn(signedOrder())}</order>`;
    const signature = await first(text);
    expect(isIntact(signature)).toBe(true);
    expect(failuresOf(signature)).toEqual(['xades.enveloped_elsewhere', 'xades.part_of_document']);
    expect(signature.coversWholeDocument).toBe(false);
    if (hasXmlsec1) expect(isAcceptedByXmlsec1(text)).toBe(true);
  });

  it('where the signed element was moved into an Object of the signature', async () => {
    const wrapped = signatureIn(signedOrder()).replace(
      '</ds:KeyInfo>',
      `</ds:KeyInfo><ds:Object>${order}</ds:Object>`,
    );
    const text = `<order><pay>999</pay>${wrapped}</order>`;
    const signature = await first(text);
    expect(isIntact(signature)).toBe(true);
    expect(failuresOf(signature)).toEqual(['xades.enveloped_elsewhere', 'xades.document_not_signed']);
  });

  it('where the whole signed document hangs within another', async () => {
    const signature = await first(`<order><pay>999</pay>${signedOrder()}</order>`);
    expect(failuresOf(signature)).toEqual(['xades.part_of_document']);
  });

  it('where an item beside unsigned ones is signed', async () => {
    const item = '<item Id="a">1</item>';
    const reference = { uri: '#a', transforms: [exclusive], octets: item };
    const signature = craftSignature(world, { references: [reference] });
    expect(failuresOf(await first(`<list>${item}<item Id="b">2</item>${signature}</list>`))).toEqual([
      'xades.part_of_document',
    ]);
    const alone = await first(`<list>${item}${signature}</list>`);
    expect(failuresOf(alone)).toEqual([]);
    expect(alone.coversWholeDocument).toBe(false);
    expect(alone.problems.map(({ code }) => code)).toEqual(['xades.part_of_document']);
  });

  it('where two elements have the Id, in any of the attributes that somebody takes for one', async () => {
    for (const attribute of ['Id', 'ID', 'id', 'xml:id']) {
      const twice = signedOrder().replace('<pay>', `<copy ${attribute}="o"/><pay>`);
      expect(failuresOf(await first(twice))).toContain('xades.duplicate_id');
    }
  });

  it('where the signature is all there is and signs the nothing around it', async () => {
    const reference = { uri: '', transforms: [enveloped, exclusive], octets: '' };
    const text = craftSignature(world, { references: [reference] });
    const signature = await first(text);
    expect(isIntact(signature)).toBe(true);
    expect(failuresOf(signature)).toEqual(['xades.part_of_document']);
  });

  it('where nothing is signed but the properties', async () => {
    expect(failuresOf(await first(craftSignature(world, { references: [] })))).toEqual([
      'xades.nothing_signed',
    ]);
  });

  it('where a part of an object is signed', async () => {
    const item = '<item Id="a">1</item>';
    const reference = { uri: '#a', transforms: [exclusive], octets: item };
    const make = (object: string) => craftSignature(world, { references: [reference], objects: [object] });
    expect(failuresOf(await first(make(`<ds:Object>${item}</ds:Object>`)))).toEqual([]);
    expect(failuresOf(await first(make(`<ds:Object>${item}<item>2</item></ds:Object>`)))).toEqual([
      'xades.part_of_object',
    ]);
  });
});

describe('properties that are not those of the signature are refused', () => {
  const properties = (text: string) =>
    /<xades:SignedProperties.*<\/xades:SignedProperties>/s.exec(text)?.[0] ?? '';

  it('signed properties moved away, with others in their place', async () => {
    const text = signedOrder();
    const own = properties(text);
    const forged = own.replace('Id="S-p"', 'Id="S-q"').replace('SigningTime>20', 'SigningTime>19');
    const wrapped = text
      .replace(own, forged)
      .replace('<ds:Object>', `<ds:Object>${own}</ds:Object><ds:Object>`);
    const signature = await first(wrapped);
    expect(isIntact(signature)).toBe(true);
    expect(failuresOf(signature)).toContain('xades.signed_properties_reference');
    if (hasXmlsec1) expect(isAcceptedByXmlsec1(wrapped)).toBe(true);
  });

  it('signed properties twice with one Id, and a second pair beside', async () => {
    const text = signedOrder();
    const own = properties(text);
    expect(failuresOf(await first(text.replace(own, own + own)))).toContain('xades.duplicate_id');
    const other = own.replace('Id="S-p"', 'Id="S-q"');
    expect(failuresOf(await first(text.replace(own, other + own)))).toContain('xades.qualifying_properties');
  });

  it('a second set of qualifying properties, wherever it hides', async () => {
    const text = signedOrder();
    const second =
      '<xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#S"/>';
    const places = [
      `<ds:Object>${second}</ds:Object><ds:Object>`,
      `<ds:Object><x>${second}</x></ds:Object><ds:Object>`,
    ];
    for (const place of places)
      expect(failuresOf(await first(text.replace('<ds:Object>', place)))).toContain(
        'xades.qualifying_properties',
      );
  });

  it('qualifying properties of another signature', async () => {
    expect(failuresOf(await first(signedOrder().replace('Target="#S"', 'Target="#T"')))).toContain(
      'xades.qualifying_properties',
    );
  });
});

it('signatures are told apart though their Ids were written to look alike', async () => {
  const object = '<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="obj">100</ds:Object>';
  const references = [{ uri: '#obj', transforms: [exclusive], octets: object }];
  const all = ['a-3', 'a', 'a'].map((id) => craftSignature(world, { id, references, objects: [object] }));
  const wrapper = 'asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"';
  const { signatures } = await read(`<${wrapper}>${all.join('')}</asic:XAdESSignatures>`);
  expect(new Set(signatures.map(({ id }) => id)).size).toBe(3);
});

describe('references', () => {
  it('by XPointer, and transforms by XPath and XSLT, are not followed', async () => {
    const pointer = { uri: "#xpointer(id('o'))", transforms: [enveloped, exclusive], octets: order };
    const xpath = `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::pay)</ds:XPath></ds:Transform>`;
    const xslt = 'http://www.w3.org/TR/1999/REC-xslt-19991116';
    for (const reference of [
      pointer,
      { ...byId, transforms: [xpath, exclusive] },
      { ...byId, transforms: [xslt] },
    ]) {
      const made = craftSignature(world, { references: [reference] });
      const signature = await first(order.replace('</order>', `${made}</order>`));
      expect(signature.problems).toContainEqual(
        expect.objectContaining({ severity: 'warning', code: 'xades.unsupported' }),
      );
      expect(signature.digests[0]?.outcome).toBe('unobtainable');
      expect(signature.coversWholeDocument).toBe(false);
      expect(failuresOf(signature)).toEqual([]);
    }
  });

  it('to a document of comments, which leave nothing to count, cost what it takes to pass them over', async () => {
    const references = Array.from({ length: 500 }, () => ({
      uri: '',
      transforms: [enveloped, exclusive],
      octets: '<order></order>',
    }));
    const made = craftSignature(world, { references });
    const order = (comments: number) => `<order>${'<!---->'.repeat(comments)}${made}</order>`;
    expect(await open(order(120_000))).toMatchObject({ kind: 'refused', code: 'signature.too_complex' });
    expect((await first(order(1000))).digests[0]?.outcome).toBe('matches');
  });

  it('to addresses and paths are never fetched: only what came with the document is there', async () => {
    for (const uri of ['http://127.0.0.1:1/x', 'file:///etc/hostname', '../x', '/etc/hostname']) {
      const made = craftSignature(world, { references: [{ uri, transforms: [], octets: 'x' }] });
      expect((await first(made, [fileOf('x', 'x')])).digests[0]?.outcome).toBe('absent');
    }
  });

  it('to a name that two files have are refused', async () => {
    const made = craftSignature(world, { references: [{ uri: 'x', transforms: [], octets: 'x' }] });
    const signature = await first(made, [fileOf('x', 'x'), fileOf('x', 'y')]);
    expect(failuresOf(signature)).toContain('xades.duplicate_file');
  });

  it('find a file by its encoded name, and tell one that is not signed', async () => {
    const made = craftSignature(world, { references: [{ uri: 'a%20b.txt', transforms: [], octets: 'x' }] });
    const files = [fileOf('a b.txt', 'x'), fileOf('c.txt', 'y')];
    const { files: told, signatures } = await read(made, files);
    expect(told.map(({ name, coveredBy }) => [name, coveredBy.length])).toEqual([
      ['a b.txt', 1],
      ['c.txt', 0],
    ]);
    expect(signatures[0]?.coversWholeDocument).toBe(false);
    expect((await first(made, [fileOf('a+b.txt', 'x')])).digests[0]?.outcome).toBe('absent');
  });

  it('that match are no help where the value is another', async () => {
    const text = signedOrder().replace('<pay>100', '<pay>999');
    expect((await first(text)).digests[0]?.outcome).toBe('differs');
    const forged = text.replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAAA');
    expect(await first(forged)).toMatchObject({ value: 'fails' });
  });
});

describe('namespaces', () => {
  it('brought in from above change what inclusive canonicalisation signs, and not the exclusive one', async () => {
    const plain = { uri: '#a', octets: '<item Id="a">1</item>' };
    for (const [method, outcome] of [
      [inclusive, 'differs'],
      [exclusive, 'matches'],
    ] as const) {
      const made = craftSignature(world, { references: [{ ...plain, transforms: [method] }] });
      const signature = await first(`<list xmlns:evil="urn:evil">${plain.octets}${made}</list>`);
      expect(signature.digests[0]?.outcome).toBe(outcome);
    }
  });

  it('that make another element of a name make it none of ours', async () => {
    const text = signedOrder().replaceAll('http://www.w3.org/2000/09/xmldsig#', 'urn:evil');
    expect(await open(text)).toMatchObject({ kind: 'refused', code: 'signature.not_this_format' });
  });
});

describe('algorithms and certificates', () => {
  it('of a shared secret, or unknown, are not supported', async () => {
    for (const method of ['http://www.w3.org/2000/09/xmldsig#hmac-sha1', 'urn:none', '']) {
      const text = signedOrder().replace('http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', method);
      const signature = await first(text);
      expect(signature.value).toBe('unsupported');
      expect(failuresOf(signature)).toContain('xades.unsupported');
    }
  });

  it('of another kind than the key do not verify', async () => {
    for (const method of ['xmldsig-more#ecdsa-sha384', 'xmldsig-more#rsa-sha256']) {
      const signature = await first(signedOrder().replace('xmldsig-more#ecdsa-sha256', method));
      expect(signature.value).not.toBe('verifies');
    }
  });

  it('another certificate of the same key is told apart', async () => {
    const own = Buffer.from(world.certificateOf('p256').raw).toString('base64');
    const twin = Buffer.from((await world.twinOf('p256')).raw).toString('base64');
    const signature = await first(signedOrder().replace(own, twin));
    expect(signature).toMatchObject({
      value: 'verifies',
      signer: { reference: 'mismatch' },
      level: undefined,
    });
  });

  it('another key does not verify', async () => {
    const own = Buffer.from(world.certificateOf('p256').raw).toString('base64');
    const other = Buffer.from(world.certificateOf('seal').raw).toString('base64');
    expect(await first(signedOrder().replace(own, other))).toMatchObject({
      value: 'fails',
      signer: { reference: 'mismatch' },
    });
  });
});

describe('what hangs on a signature', () => {
  const unsignedOf = (inner: string) =>
    `<xades:UnsignedProperties><xades:UnsignedSignatureProperties>${inner}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>`;

  async function raised(text: string, level: 'T' | 'LTA'): Promise<string> {
    const chunks: Uint8Array[] = [];
    const source = await xades.raise({ file: fileOf('d.xml', text), detached: [] }, level, world.sources);
    for await (const chunk of source.open()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  it('a time stamp of another signature does not match', async () => {
    const stamp = /<xades:UnsignedProperties.*<\/xades:UnsignedProperties>/s.exec(
      await raised(signedOrder(), 'T'),
    )?.[0];
    const other = craftSignature(world, { references: [byId], unsigned: stamp ?? '' });
    const signature = await first(order.replace('</order>', `${other}</order>`));
    expect(signature.timeStamps).toMatchObject([{ kind: 'signature', imprint: 'differs' }]);
  });

  it('an archive time stamp sees that a property before it was changed, and proves what stands there', async () => {
    const text = await raised(signedOrder(), 'LTA');
    const signature = await first(text);
    const archive = signature.timeStamps.at(-1);
    expect(archive).toMatchObject({ kind: 'archive', imprint: 'matches' });
    const { certificates, ocspResponses } = signature.evidence;
    expect(archive?.proves.size).toBeGreaterThan(certificates.length + ocspResponses.length);
    const spoilt = text.replace(/<xades:CertificateValues.*<\/xades:CertificateValues>/s, '');
    expect((await first(spoilt)).timeStamps.at(-1)).toMatchObject({ kind: 'archive', imprint: 'differs' });
  });

  it('a counter-signature is read, and one of another signature is refused', async () => {
    const text = signedOrder();
    const value = /<ds:SignatureValue.*?<\/ds:SignatureValue>/s.exec(text)?.[0] ?? '';
    const canonical = value.replace(' Id', ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id');
    const counter = craftSignature(world, {
      id: 'C',
      references: [
        {
          uri: '#S-v',
          type: 'http://uri.etsi.org/01903#CountersignedSignature',
          transforms: [exclusive],
          octets: canonical,
        },
      ],
    });
    const wrap = unsignedOf(`<xades:CounterSignature>${counter}</xades:CounterSignature>`);
    const insert = (one: string) =>
      one.replace('</xades:QualifyingProperties>', `${wrap}</xades:QualifyingProperties>`);
    const { signatures } = await read(insert(text));
    expect(signatures.map(({ counterSigns }) => counterSigns)).toEqual([undefined, 'S']);
    expect(signatures.map((one) => [isIntact(one), failuresOf(one)])).toEqual([
      [true, []],
      [true, []],
    ]);
    const replayed = insert(signedOrder());
    expect((await read(replayed)).signatures[1]?.digests[0]?.outcome).toBe('differs');
    const elsewhere = insert(text.replaceAll('S-v', 'T-v').replace('</order>', `<x Id="S-v"/></order>`));
    const [, moved] = (await read(elsewhere)).signatures;
    expect(moved && failuresOf(moved)).toContain('xades.counter_signature_elsewhere');
  });

  it('a file that is signed as XML is told, for other octets are the same XML', async () => {
    const page = '<p>&lt;b&gt;100</p>';
    const references = [{ uri: 'a.html', transforms: [exclusive], octets: '<p>&lt;b&gt;100</p>' }];
    const text = craftSignature(world, { references });
    for (const shown of [page, '<p><![CDATA[<b>100]]></p>']) {
      const signature = await first(text, [fileOf('a.html', shown)]);
      expect(isIntact(signature)).toBe(true);
      expect(signature.problems.map(({ code }) => code)).toEqual(['xades.canonical_file']);
    }
  });

  it.each([
    ['text beside the parts', '</ds:Signature>', 'Pay 999</ds:Signature>'],
    ['text beside an object', '<xades:QualifyingProperties', 'Pay 999<xades:QualifyingProperties'],
    ['text among the properties', '</xades:QualifyingProperties>', 'Pay 999</xades:QualifyingProperties>'],
    [
      'elements of others among the properties',
      '</xades:QualifyingProperties>',
      '<xades:UnsignedProperties><xades:UnsignedSignatureProperties><p xmlns="http://www.w3.org/1999/xhtml">Pay 999</p></xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>',
    ],
    [
      'properties of objects that are not signed',
      '</xades:QualifyingProperties>',
      '<xades:UnsignedProperties><xades:UnsignedDataObjectProperties><xades:UnsignedDataObjectProperty>Pay 999</xades:UnsignedDataObjectProperty></xades:UnsignedDataObjectProperties></xades:UnsignedProperties></xades:QualifyingProperties>',
    ],
  ])('%s in a signature, which its document shows and nothing signs, is told', async (_, from, to) => {
    const signature = await first(signedOrder().replace(from, to));
    expect(isIntact(signature)).toBe(true);
    expect(signature.coversWholeDocument).toBe(false);
    expect(signature.problems.map(({ code }) => code)).toContain('xades.unsigned_object');
  });

  it('comments that no signature covers are told', async () => {
    const signature = await first(signedOrder().replace('100', '10<!-- -->0'));
    expect(isIntact(signature)).toBe(true);
    expect(signature.problems.map(({ code }) => code)).toEqual(['xades.unsigned_comments']);
  });
});

describe('a document that asks for too much is refused', () => {
  it.each([
    ['a document type', () => `<!DOCTYPE order [<!ENTITY a "b">]>${signedOrder()}`, 'signature.hostile'],
    [
      'an external entity',
      () => `<!DOCTYPE order SYSTEM "file:///etc/passwd">${signedOrder()}`,
      'signature.hostile',
    ],
    [
      'a thousand signatures',
      () => `<list>${signatureIn(signedOrder()).repeat(501)}</list>`,
      'signature.too_complex',
    ],
    [
      'nesting',
      () => `<list>${'<a>'.repeat(300)}${'</a>'.repeat(300)}${signedOrder()}</list>`,
      'signature.too_complex',
    ],
    ['what is cut off', () => signedOrder().slice(0, -20), 'signature.malformed'],
    ['what is no XML', () => 'PK\u0003\u0004', 'signature.not_this_format'],
    ['what is no XML signature', () => order, 'signature.not_this_format'],
  ])('%s', async (_, make, code) => {
    expect(await open(make())).toMatchObject({ kind: 'refused', code });
  });

  it('references without end are a broken signature', async () => {
    const text = signedOrder().replace(/<ds:Reference .*<\/ds:Reference>/s, (one) => one.repeat(6000));
    const signature = await first(text);
    expect(failuresOf(signature)).toEqual(['xades.structure']);
    expect(signature.value).toBe('unsupported');
  });

  it('a byte changed anywhere is noticed', async () => {
    const text = Buffer.from(signedOrder());
    const unnoticed: string[] = [];
    for (let at = 0; at < text.length; at += 7) {
      const spoilt = Buffer.from(text);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      const result = await xades.read({
        file: { ...fileOf('d', ''), content: sourceOf(spoilt) },
        detached: [],
      });
      const [signature] = result.kind === 'read' ? result.document.signatures : [];
      const isSame =
        signature && isIntact(signature) && failuresOf(signature).length === 0 && signature.level === 'B';
      if (isSame) unnoticed.push(spoilt.toString().slice(at - 20, at + 20));
    }
    expect(unnoticed).toEqual([]);
  });
});
