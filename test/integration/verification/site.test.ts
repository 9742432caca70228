import { hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asic } from '../../../certs/signatures/asic/index.ts';
import { cades } from '../../../certs/signatures/cades/index.ts';
import { type ByteSource, type NamedFile, readAll, sourceOf } from '../../../certs/signatures/index.ts';
import type { ValidationReport } from '../../../certs/signatures/report/index.ts';
import { readXml } from '../../../certs/signatures/xml/index.ts';
import { readZip } from '../../../certs/signatures/zip/index.ts';
import { openFileSeal, readSealCertificates } from '../../../src/seals/index.ts';
import { createReportSeal, type RecordedReport } from '../../../src/verification/index.ts';
import { languages } from '../../../src/messages/index.ts';
import { craftZip } from '../../support/crafted-zip.ts';
import type { SampleSite } from '../../support/sample-site.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';
import { startVerificationSite, verificationMaxBytes } from '../../support/verification-site.ts';

let world: SigningWorld;
let site: SampleSite;
beforeEach(async () => {
  world = await createSigningWorld();
  site = await startVerificationSite(world);
});
afterEach(() => site.close());

const content = Buffer.from('1000 manat ödəyirəm.');
const application: NamedFile = {
  name: 'Ərizə.txt',
  mediaType: 'text/plain',
  content: sourceOf(content),
};

async function sign(packaging: 'enveloping' | 'detached'): Promise<Buffer> {
  const files = [application];
  const { toBeSigned, state } = await cades.prepare(world.orderOf('p256', files), { packaging });
  const signed = await cades.complete(state, files, world.sign('p256', toBeSigned));
  return (await readAll(signed, 1_000_000)) ?? Buffer.alloc(0);
}

/** The container with a file more, which nobody signed. */
async function withFile(container: ByteSource, name: string): Promise<Buffer> {
  const result = await readZip(container);
  if (result.kind !== 'read') throw new Error(result.message);
  const entries = result.archive.entries.map(async (entry) => ({
    name: entry.name,
    data: (await readAll(entry.content, 1_000_000)) ?? Buffer.alloc(0),
  }));
  return craftZip([...(await Promise.all(entries)), { name, data: '5000 manat' }]);
}

function formOf(files: Readonly<Record<string, readonly [Uint8Array, string]>>): FormData {
  const form = new FormData();
  for (const [field, [bytes, name]] of Object.entries(files))
    form.append(field, new Blob([Buffer.from(bytes)]), name);
  return form;
}

const post = (path: string, body: FormData, headers: Record<string, string> = {}) =>
  fetch(site.origin + path, { method: 'POST', body, headers });

async function report(form: FormData): Promise<ValidationReport> {
  const answer = await post('/verify', form);
  expect(answer.status).toBe(200);
  return (await answer.json()) as ValidationReport;
}

/** Opens the page as a browser without script, and sends its form with the files. */
async function verifyOnPage(form: FormData, language = 'az'): Promise<{ status: number; text: string }> {
  const first = await fetch(`${site.origin}/?lang=${language}`);
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const [, csrf = ''] = /name="csrf" value="([^"]*)"/.exec(await first.text()) ?? [];
  const whole = new FormData();
  whole.append('csrf', csrf);
  for (const [name, value] of form) whole.append(name, value);
  const answer = await post('/', whole, { cookie });
  return { status: answer.status, text: await answer.text() };
}

/** An upload that goes on for ever. */
function startUpload(): ClientRequest {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const upload = request(`${site.origin}/verify`, { method: 'POST', headers });
  upload.on('error', () => {});
  upload.write('--x\r\nContent-Disposition: form-data; name="document"; filename="a"\r\n\r\nbegin');
  return upload;
}

/** The seal of an organisation in the signing world. */
function organisationSeal() {
  const certificates = readSealCertificates([Buffer.from(world.pemOf('seal') + world.intermediatesPem)]);
  return openFileSeal({ key: Buffer.from(world.keyPemOf('seal')), certificates });
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('acar-verification-'));

describe('POST /verify', () => {
  it('asks the authorities and answers with the report of a signature of level B', async () => {
    const made = await report(formOf({ document: [await sign('enveloping'), 'Ərizə.p7m'] }));
    expect(made).toMatchObject({
      type: 'acar-validation-report',
      outcome: 'passed',
      refused: null,
      document: { name: 'Ərizə.p7m', format: 'CAdES', size: expect.any(Number) },
      signatures: [{ indication: 'TOTAL-PASSED', subIndication: null, intact: true, level: 'B' }],
    });
    const [signature] = made.signatures;
    expect(made.certificates[signature?.signer ?? '']?.commonName).toContain('Əliyeva');
    expect(signature?.path).toHaveLength(3);
    expect(signature?.trustedBy).toBe('Açar kök 1');
    expect(signature?.statuses.map(({ source, status }) => `${source} ${status}`)).toEqual([
      'crl good',
      'ocsp good',
    ]);
  });

  it('takes what was signed beside the signature', async () => {
    const signature = await sign('detached');
    const whole = formOf({ document: [signature, 's.p7s'], detached: [content, 'Ərizə.txt'] });
    expect((await report(whole)).outcome).toBe('passed');
    const changed = formOf({ document: [signature, 's.p7s'], detached: [Buffer.from('2000'), 'Ərizə.txt'] });
    expect(await report(changed)).toMatchObject({
      outcome: 'failed',
      signatures: [{ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' }],
    });
    expect(await report(formOf({ document: [signature, 's.p7s'] }))).toMatchObject({
      signatures: [{ subIndication: 'SIGNED_DATA_NOT_FOUND' }],
    });
  });

  it('tells that a certificate is revoked, and that one is suspended', async () => {
    const form = async () => formOf({ document: [await sign('enveloping'), 'a.p7m'] });
    world.suspend('p256');
    expect(await report(await form())).toMatchObject({ signatures: [{ subIndication: 'TRY_LATER' }] });
    world.clock.advance(60);
    world.revoke('p256');
    expect(await report(await form())).toMatchObject({ signatures: [{ subIndication: 'REVOKED_NO_POE' }] });
  });

  it('answers a file that is no signed document with a report that refuses it', async () => {
    for (const bytes of ['', 'salam', '%PDF-1.7', '<a', '{', 'PK\u0003\u0004', '0\u0080', 'eyJ.e.e'])
      expect(await report(formOf({ document: [Buffer.from(bytes), 'a'] })), bytes).toMatchObject({
        outcome: expect.stringMatching(/refused|unsigned/),
        signatures: [],
      });
  });

  it('has the faces of the report: ETSI TS 119 102-2, and a sealed one where there is a seal', async () => {
    const form = async () => formOf({ document: [await sign('enveloping'), 'a.p7m'] });
    const etsi = await post('/verify?face=etsi', await form());
    expect(etsi.headers.get('content-type')).toContain('application/xml');
    const xml = Buffer.from(await etsi.arrayBuffer());
    expect(() => readXml(xml)).not.toThrow();
    expect(xml.toString()).toContain('urn:etsi:019102:mainindication:total-passed');
    expect((await post('/verify?face=sealed', await form())).status).toBe(404);
    expect((await post('/verify?face=other', await form())).status).toBe(400);
  });

  it('seals the report, and believes its own seal', async () => {
    const seal = createReportSeal(organisationSeal(), () => world.clock.now());
    const sealing = await startVerificationSite(world, { seal });
    const ask = async (face: string, document: Uint8Array) =>
      Buffer.from(
        await (
          await fetch(`${sealing.origin}/verify?face=${face}`, {
            method: 'POST',
            body: formOf({ document: [document, 'd'] }),
          })
        ).arrayBuffer(),
      );
    for (const face of ['sealed', 'etsi']) {
      const sealed = await ask(face, await sign('enveloping'));
      expect(JSON.parse((await ask('report', sealed)).toString()), face).toMatchObject({
        outcome: 'passed',
        signatures: [{ format: face === 'sealed' ? 'JAdES' : 'XAdES', coversWholeDocument: true }],
      });
    }
    await sealing.close();
  });

  it('records each report before it answers: its digest and outcome, and nothing of the document', async () => {
    const recorded: RecordedReport[] = [];
    const recording = await startVerificationSite(world, { recorded });
    const ask = async (document: Uint8Array) => {
      const body = formOf({ document: [document, 'Ərizə.p7m'] });
      const answer = await fetch(`${recording.origin}/verify`, { method: 'POST', body });
      return Buffer.from(await answer.arrayBuffer());
    };
    const [passed, refused] = [await ask(await sign('enveloping')), await ask(Buffer.from('no document'))];
    const idOf = (json: Buffer) => (JSON.parse(json.toString()) as ValidationReport).id;
    expect(recorded).toEqual([
      { report: idOf(passed), digest: hash('sha256', passed), outcome: 'passed', format: 'CAdES' },
      { report: idOf(refused), digest: hash('sha256', refused), outcome: 'refused', format: undefined },
    ]);
    await recording.close();
  });

  it('refuses what is no form with one document, and more bytes than it takes', async () => {
    const document = [Buffer.from('a'), 'a'] as const;
    expect((await post('/verify', formOf({}))).status).toBe(400);
    expect((await post('/verify', formOf({ other: document }))).status).toBe(400);
    const two = formOf({ document });
    two.append('document', new Blob(['b']), 'b');
    expect((await post('/verify', two)).status).toBe(400);
    const large = formOf({ document: [Buffer.alloc(verificationMaxBytes + 1), 'large'] });
    expect((await post('/verify', large)).status).toBe(413);
    const plain = await fetch(`${site.origin}/verify`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    });
    expect(plain.status).toBe(415);
  });

  it('keeps nothing of a document that did not fit into memory', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 'a');
    const signature = await sign('detached');
    const made = await report(formOf({ document: [signature, 's.p7s'], detached: [large, 'large.bin'] }));
    expect(made.detached).toMatchObject([{ name: 'large.bin', size: large.length }]);
    expect(made.outcome).toBe('failed');
    expect(leftovers()).toEqual([]);
  });

  it('has places for uploads that are on their way, and gives them back when they are broken off', async () => {
    const uploads = Array.from({ length: 32 }, startUpload);
    const ask = async () => (await post('/verify', formOf({ document: [Buffer.from('a'), 'a'] }))).status;
    await expect.poll(ask, { timeout: 10_000 }).toBe(503);
    for (const upload of uploads) upload.destroy();
    await expect.poll(ask, { timeout: 10_000 }).toBe(200);
    expect(leftovers()).toEqual([]);
  });

  it('verifies what waits for its turn', async () => {
    const document = await sign('enveloping');
    const reports = Array.from({ length: 12 }, () => report(formOf({ document: [document, 'a.p7m'] })));
    const outcomes = (await Promise.all(reports)).map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['passed']));
  });

  it('makes an address wait that asks too often', async () => {
    const strict = await startVerificationSite(world, { freeTries: 2 });
    const ask = () =>
      fetch(`${strict.origin}/verify`, {
        method: 'POST',
        body: formOf({ document: [Buffer.from('a'), 'a'] }),
      });
    const statuses = [(await ask()).status, (await ask()).status, (await ask()).status, (await ask()).status];
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(429);
    await strict.close();
  });
});

describe('the page', () => {
  it('says in three languages whether the document is genuine, and has the report in itself', async () => {
    const document = await sign('enveloping');
    const sentences = { az: 'Sənəd həqiqidir', en: 'The document is genuine', ru: 'Документ подлинный' };
    const askedWords = { az: 'Cavab gəlib', en: 'Answered', ru: 'Ответ получен' };
    for (const language of languages) {
      const { status, text } = await verifyOnPage(formOf({ document: [document, 'Ərizə.p7m'] }), language);
      expect(status).toBe(200);
      expect(text).toContain(sentences[language]);
      expect(text).toContain('Aygün Çingiz qızı Əliyeva');
      expect(text).toContain(askedWords[language]);
      expect(text).toContain('<code class="acar-breakable">http://ocsp.acar.az</code>');
      expect(text).toContain(
        'ECDSA (P-256), SHA-256 <code class="acar-breakable">1.2.840.10045.4.3.2</code>',
      );
      const [, encoded = ''] = /href="data:application\/json;base64,([^"]*)"/.exec(text) ?? [];
      expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toMatchObject({ outcome: 'passed' });
      expect(text).toContain('href="data:application/xml;base64,');
    }
  });

  it('tells why a signature does not pass, since when, and what to do, in the reader’s language', async () => {
    world.revoke('p256');
    const document = await sign('enveloping');
    const sentences = {
      az: [
        'Sertifikat ləğv edilib',
        'Nə etməli:',
        'Sertifikatın ləğv edildiyi vaxt',
        'İmzada adı göstərilən',
      ],
      en: [
        'The certificate is revoked',
        'What to do:',
        'Certificate revoked since',
        'Named in the signature',
      ],
      ru: ['Сертификат отозван', 'Что делать:', 'Сертификат отозван', 'Указан в подписи'],
    };
    for (const language of languages) {
      const { text } = await verifyOnPage(formOf({ document: [document, 'a.p7m'] }), language);
      for (const sentence of sentences[language]) expect(text).toContain(sentence);
      expect(text).toContain('INDETERMINATE / REVOKED_NO_POE');
      // The words of technicians are in English, marked as such, and nowhere else.
      expect(text).toMatch(/<span lang="en">[^<]* is revoked since 20[^<]*<\/span>/);
      expect(text.replaceAll(/<span lang="en">[^<]*<\/span>/g, '')).not.toContain('is revoked since');
    }
  });

  it('claims nothing of a signature that is broken, and names the file that nobody signed', async () => {
    const files = [application];
    const { toBeSigned, state } = await asic.prepare(world.orderOf('p256', files), {
      container: 'ASiC-E',
      signature: 'XAdES',
    });
    const whole = await asic.complete(state, files, world.sign('p256', toBeSigned));
    const container = await withFile(whole, 'Əlavə.txt');
    const { text } = await verifyOnPage(formOf({ document: [container, 'Sənədlər.asice'] }));
    expect(text).toContain('Heç kim imzalamayıb: <strong>Əlavə.txt</strong>');
    expect(text).toContain('Konteynerdə onun siyahısında olmayan fayl var');
    expect(text).not.toContain('Nəyi imzalayır');
    expect(text).toContain('<span lang="en">there and not listed: Əlavə.txt');
  });

  it('says what kind of file was wanted where there is none', async () => {
    const { text } = await verifyOnPage(formOf({ document: [Buffer.from('salam'), 'a.txt'] }));
    expect(text).toContain('Bu fayl elektron imzalı sənəd deyil.');
    expect(text).toContain('signature.unknown_format');
  });

  it('escapes what a document says of itself', async () => {
    const { text } = await verifyOnPage(formOf({ document: [await sign('enveloping'), '<script>x.p7m'] }));
    expect(text.includes('&lt;script&gt;x.p7m')).toBe(true);
    expect(text.includes('<script>x')).toBe(false);
  });

  it('shows by their number what would make a name read as another, and no name without end', async () => {
    const name = 'm\u00fcqavil\u0259 \u202efdp.exe';
    const document = await sign('enveloping');
    const { text } = await verifyOnPage(formOf({ document: [document, name] }));
    expect(text.includes('m\u00fcqavil\u0259 [U+202E]fdp.exe')).toBe(true);
    expect(text.includes('\u202e')).toBe(false);
    const long = await report(formOf({ document: [document, `${'a'.repeat(3000)}.p7m`] }));
    expect(long.document.name.length).toBe(1001);
  });

  it('asks again where no document was chosen, and refuses a form of another browser', async () => {
    const none = await verifyOnPage(new FormData());
    expect(none.status).toBe(400);
    expect(none.text).toContain('Yoxlanılacaq sənədi seçin.');
    const foreign = formOf({});
    foreign.append('csrf', 'x');
    foreign.append('document', new Blob(['a']), 'a');
    expect((await post('/', foreign)).status).toBe(403);
  });
});
