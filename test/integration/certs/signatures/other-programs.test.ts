import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Level, readSigned, type ReadSignature } from '../../../../certs/signatures/index.ts';
import { judgeDocument } from '../../../../certs/signatures/judgement/index.ts';
import { isIntact, trustIn } from '../../../support/foreign-samples.ts';
import { absentSigners, createOtherSigners, type OtherSigners } from '../../../support/other-signers.ts';
import { pdfOfText } from '../../../support/pdf-documents.ts';
import { evidenceFor } from '../../../support/read-signature.ts';
import { fileOf, replaced } from '../../../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

const content = Buffer.from('Ərizə: 1000 manat ödənilsin.\n');
const other = replaced(content, '1000 manat', '9000 manat');
const suite = absentSigners.length === 0 ? describe : describe.skip;
const reason = absentSigners.length === 0 ? '' : ` (skipped: no ${absentSigners.join(', ')})`;

interface Made {
  readonly bytes: Buffer;
  readonly detached?: Uint8Array;
}

/** What a program made, and the same where what it signs is another. */
interface Program {
  readonly name: string;
  readonly make: () => Made;
  readonly spoil: (made: Made) => Made;
  readonly level: Level | undefined;
  readonly passes: boolean;
}

suite(`what programs of others sign with a key that is trusted${reason}`, () => {
  let world: SigningWorld;
  let signers: OtherSigners;

  beforeAll(async () => {
    world = await createSigningWorld();
    signers = createOtherSigners(world);
  });
  afterAll(() => signers?.remove());

  const enveloping = (name: string, make: () => Buffer, level?: Level): Program => ({
    name,
    make: () => ({ bytes: make() }),
    spoil: ({ bytes }) => ({ bytes: Buffer.from(replaced(bytes, '1000 manat', '9000 manat')) }),
    level,
    passes: level !== undefined,
  });
  const detached = (name: string, make: () => Buffer, level?: Level): Program => ({
    name,
    make: () => ({ bytes: make(), detached: content }),
    spoil: ({ bytes }) => ({ bytes, detached: other }),
    level,
    passes: level !== undefined,
  });

  const programs: readonly Program[] = [
    enveloping('OpenSSL, CAdES', () => signers.openssl(content, 'enveloping', ['-cades']), 'B'),
    detached('OpenSSL, CAdES, detached', () => signers.openssl(content, 'detached', ['-cades']), 'B'),
    enveloping('OpenSSL, CMS', () => signers.openssl(content, 'enveloping')),
    detached('OpenSSL, CMS, detached', () => signers.openssl(content, 'detached')),
    enveloping('GnuTLS', () => signers.gnutls(content, 'enveloping', ['--p7-time'])),
    detached('GnuTLS, detached', () => signers.gnutls(content, 'detached', ['--p7-time'])),
    enveloping('GnuPG', () => signers.gpgsm(content, 'enveloping')),
    detached('GnuPG, detached', () => signers.gpgsm(content, 'detached')),
    enveloping('xmlsec1, XAdES', () => signers.xmlsec(templateOf(world)), 'B'),
    // It has no level, for it names its type as adbe.pkcs7.detached; but it names its certificate.
    { ...enveloping('poppler', () => signers.poppler(pdfOfText('1000 manat'))), passes: true },
  ];

  async function judge({ bytes, detached: beside }: Made) {
    const signed = {
      file: fileOf('document', bytes),
      detached: beside ? [fileOf('application.txt', beside)] : [],
    };
    const read = await readSigned(signed);
    if (read.kind === 'refused') throw new Error(`${read.code}: ${read.message}`);
    const evidence = await evidenceFor(world, 'pkcs1', world.clock.now());
    const question = { trust: trustIn([world.root]), time: world.clock.now(), evidence };
    const [judged] = judgeDocument(read.document, question).signatures;
    const [signature] = read.document.signatures;
    if (!signature || !judged) throw new Error('no signature');
    return { signature, verdict: [judged.indication, judged.subIndication ?? ''].join(' ').trim() };
  }

  const intact = ({ signature }: { readonly signature: ReadSignature }) => isIntact(signature);

  it.each(programs)(
    '$name: intact, by the signer; it passes where the signer is named in what is signed',
    async (one) => {
      const judged = await judge(one.make());
      expect(intact(judged)).toBe(true);
      expect(judged.signature.level).toBe(one.level);
      expect(judged.signature.signer.certificate?.serialNumber).toBe(
        world.certificateOf('pkcs1').serialNumber,
      );
      // EN 319 102-1 5.2.8: a baseline signature names its certificate, a message of CMS alone does not.
      expect(judged.verdict).toBe(one.passes ? 'TOTAL-PASSED' : 'INDETERMINATE SIG_CONSTRAINTS_FAILURE');
    },
  );

  it.each(programs)('$name: fails when what it signs is another', async (one) => {
    const judged = await judge(one.spoil(one.make()));
    expect(intact(judged)).toBe(false);
    expect(judged.verdict).toBe('TOTAL-FAILED HASH_FAILURE');
  });

  it('a message without signed attributes is neither believed nor called changed', async () => {
    const judged = await judge({ bytes: signers.gnutls(content, 'enveloping') });
    expect(judged.signature.digests.map(({ outcome }) => outcome)).toEqual(['unsupported']);
    expect(judged.signature.problems.map(({ code }) => code)).toContain('cades.no_signed_attributes');
    expect(judged.verdict).toBe('TOTAL-FAILED FORMAT_FAILURE');
  });
});

/** XAdES-B of a document, where xmlsec1 is to compute the digests and the value (EN 319 132-1 annex). */
function templateOf(world: SigningWorld): string {
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
  const digest = createHash('sha256').update(world.certificateOf('pkcs1').raw).digest('base64');
  const time = new Date(world.clock.now()).toISOString().replace('.000Z', 'Z');
  const reference = (attributes: string, transforms: readonly string[]) =>
    `<Reference ${attributes}><Transforms>${transforms
      .map((one) => `<Transform Algorithm="${one}"/>`)
      .join('')}</Transforms><DigestMethod Algorithm="${sha256}"/><DigestValue/></Reference>`;
  const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
  const type = 'http://uri.etsi.org/01903#SignedProperties';
  return `<?xml version="1.0" encoding="UTF-8"?>
<application xmlns="urn:sample"><text>${content.toString().trim()}</text><Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="S"><SignedInfo>
<CanonicalizationMethod Algorithm="${exclusive}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
${reference('Id="r1" URI=""', [enveloped, exclusive])}${reference(`Type="${type}" URI="#P"`, [exclusive])}
</SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo><Object>
<x:QualifyingProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#" Target="#S"><x:SignedProperties Id="P"><x:SignedSignatureProperties>
<x:SigningTime>${time}</x:SigningTime><x:SigningCertificateV2><x:Cert><x:CertDigest><DigestMethod Algorithm="${sha256}"/><DigestValue>${digest}</DigestValue></x:CertDigest></x:Cert></x:SigningCertificateV2>
</x:SignedSignatureProperties><x:SignedDataObjectProperties><x:DataObjectFormat ObjectReference="#r1"><x:MimeType>text/xml</x:MimeType></x:DataObjectFormat></x:SignedDataObjectProperties>
</x:SignedProperties></x:QualifyingProperties></Object></Signature></application>
`;
}
