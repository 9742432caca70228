import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { xades } from '../../../certs/signatures/xades/index.ts';
import type { ValidationReport } from '../../../certs/signatures/report/index.ts';
import { readAll } from '../../../certs/signatures/index.ts';
import { pdfOfText, signPdf } from '../../support/pdf-documents.ts';
import type { SampleSite } from '../../support/sample-site.ts';
import { fileOf } from '../../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';
import { startVerificationSite, verificationMaxBytes } from '../../support/verification-site.ts';

let world: SigningWorld;
let site: SampleSite;
beforeEach(async () => {
  world = await createSigningWorld();
  site = await startVerificationSite(world);
});
afterEach(() => site.close());

const post = (body: Uint8Array | string, type: string, headers: Record<string, string> = {}) =>
  fetch(`${site.origin}/verify`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': type, ...headers },
  });

async function signXml(): Promise<Buffer> {
  const files = [fileOf('application.xml', '<application>1000 manat</application>')];
  const { toBeSigned, state } = await xades.prepare(world.orderOf('p256', files), { packaging: 'enveloped' });
  const signed = await xades.complete(state, files, world.sign('p256', toBeSigned));
  return Buffer.from((await readAll(signed, 1_000_000)) ?? []);
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('acar-verification-'));
const problemOf = async (answer: Response) => (await answer.json()) as { readonly code: string };

describe('a document as the body of POST /verify', () => {
  it.each(['application/pdf', 'APPLICATION/PDF', 'application/octet-stream'])(
    'is verified: a PDF as %s',
    async (type) => {
      const answer = await post(await signPdf(world, pdfOfText('1000 manat')), type);
      expect(answer.status).toBe(200);
      expect((await answer.json()) as ValidationReport).toMatchObject({
        outcome: 'passed',
        document: { format: 'PAdES' },
        signatures: [{ indication: 'TOTAL-PASSED' }],
      });
    },
  );

  it('is verified with parameters behind its type, and sent in pieces without a length', async () => {
    const document = await signXml();
    const answer = await new Promise<string>((done, fail) => {
      const sending = request(
        `${site.origin}/verify`,
        { method: 'POST', headers: { 'content-type': 'application/xml; charset=utf-8' } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => done(text));
        },
      );
      sending.on('error', fail);
      for (let at = 0; at < document.length; at += 1000) sending.write(document.subarray(at, at + 1000));
      sending.end();
    });
    expect(JSON.parse(answer)).toMatchObject({ outcome: 'passed', document: { format: 'XAdES' } });
  });

  it('has all faces of the report', async () => {
    const answer = await fetch(`${site.origin}/verify?face=etsi`, {
      method: 'POST',
      body: Buffer.from(await signXml()),
      headers: { 'content-type': 'text/xml' },
    });
    expect(answer.headers.get('content-type')).toContain('application/xml');
  });

  it('is no document of a kind because it is called one', async () => {
    const answer = await post(await signXml(), 'application/pkcs7-mime');
    expect((await answer.json()) as ValidationReport).toMatchObject({ document: { format: 'XAdES' } });
  });

  it('is refused when it is empty, packed, of another type, too long or cut off', async () => {
    expect((await post('', 'application/pdf')).status).toBe(400);
    expect((await post('a', 'application/pdf', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await post('a', 'image/png')).status).toBe(415);
    const large = await post(Buffer.alloc(verificationMaxBytes + 1), 'application/pdf');
    expect([large.status, (await problemOf(large)).code]).toEqual([413, 'http.body_too_large']);
    expect(leftovers()).toEqual([]);
  });

  it('is refused when more comes than was said to be taken', async () => {
    const status = await new Promise<number | undefined>((done, fail) => {
      const headers = { 'content-type': 'application/pdf' };
      const sending = request(`${site.origin}/verify`, { method: 'POST', headers }, (response) => {
        response.resume();
        done(response.statusCode);
      });
      sending.on('error', fail);
      for (let sent = 0; sent <= verificationMaxBytes; sent += 1024 * 1024)
        sending.write(Buffer.alloc(1024 * 1024));
      sending.end();
    });
    expect(status).toBe(413);
    expect(leftovers()).toEqual([]);
  });
});

describe('room for large documents', () => {
  const large = Buffer.alloc(5 * 1024 * 1024, 'a');

  it('is bounded: what does not fit is told to come again (RFC 9110 10.2.3), on the page and for programs', async () => {
    const small = await startVerificationSite(world, { spoolBytes: 1024 });
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${small.origin}/verify`, { method: 'POST', body: large, headers });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(await problemOf(answer)).toMatchObject({ code: 'http.unavailable' });
    const first = await fetch(`${small.origin}/?lang=en`);
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const [, csrf = ''] = /name="csrf" value="([^"]*)"/.exec(await first.text()) ?? [];
    const form = new FormData();
    form.append('csrf', csrf);
    form.append('document', new Blob([large]), 'large.pdf');
    const shown = await fetch(`${small.origin}/`, { method: 'POST', body: form, headers: { cookie } });
    expect(shown.status).toBe(503);
    expect(await shown.text()).toContain('type="file"');
    expect(leftovers()).toEqual([]);
    await small.close();
  });

  it('is given back when a document was verified', async () => {
    const one = await startVerificationSite(world, { spoolBytes: large.length });
    const headers = { 'content-type': 'application/octet-stream' };
    for (let time = 0; time < 3; time += 1) {
      const answer = await fetch(`${one.origin}/verify`, { method: 'POST', body: large, headers });
      expect(answer.status).toBe(200);
    }
    await one.close();
  });

  it('tells an address that asks too often when it may go on', async () => {
    const strict = await startVerificationSite(world, { freeTries: 1 });
    const ask = () =>
      fetch(`${strict.origin}/verify`, {
        method: 'POST',
        body: 'a',
        headers: { 'content-type': 'application/pdf' },
      });
    await ask();
    await ask();
    const answer = await ask();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(answer)).toMatchObject({ code: 'http.too_busy' });
    await strict.close();
  });
});
