import { createHash, randomBytes } from 'node:crypto';
import { request as send } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createBrowserBinding,
  createSite,
  errorDocument,
  html,
  json,
  page,
  RequestError,
  route,
  type RunningServer,
  startServer,
} from '../../../src/http/index.ts';

const host = 'portal.acar.localhost';
const maxBytes = 3_000_000;
let server: RunningServer;
const routes = [
  route({
    id: 'test.form',
    method: 'GET',
    path: '/',
    summary: 'the form',
    audience: 'page',
    responses: { 200: 'the form' },
    handle: (request) => page(html`${request.csrf}`),
  }),
  route({
    id: 'test.upload',
    method: 'POST',
    path: '/upload',
    summary: 'takes files',
    audience: 'page',
    body: z.strictObject({ note: z.string() }),
    upload: { maxBytes },
    responses: { 200: 'what came' },
    async handle(request) {
      const files = [];
      for await (const { field, name, mediaType, content } of request.files) {
        const hash = createHash('sha256');
        let size = 0;
        for await (const chunk of content) {
          hash.update(chunk);
          size += chunk.length;
        }
        files.push({ field, name, mediaType, size, digest: hash.digest('hex') });
      }
      return json({ note: request.body.note, files });
    },
  }),
  route({
    id: 'test.plain',
    method: 'POST',
    path: '/plain',
    summary: 'takes a form without files',
    audience: 'page',
    body: z.strictObject({ note: z.string() }),
    responses: { 200: 'it' },
    handle: () => json({}),
  }),
  route({
    id: 'test.document',
    method: 'GET',
    path: '/document/:how',
    summary: 'gives a document',
    audience: 'page',
    responses: { 200: 'it' },
    handle: ({ params }) => ({
      kind: 'content',
      status: 200,
      body: (async function* () {
        yield Buffer.from('%PDF-');
        yield Buffer.from('1.7');
      })(),
      size: 8,
      type: 'application/pdf',
      name: 'Ərizə "1".pdf',
      disposition: params['how'] === 'inline' ? 'inline' : 'attachment',
    }),
  }),
];

beforeAll(async () => {
  const site = createSite({
    origin: `http://${host}`,
    routes,
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: (request, status, code) => errorDocument(request, { status, code }, { site: 'test' }),
    explain: (error) => (error instanceof RequestError ? error : undefined),
  });
  const sites = new Map([[`http://${host}`, site]]);
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    trustedProxies: '',
    sites,
    limits: { requestTimeoutMs: 300 },
  });
});
afterAll(() => server.stop(0));

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  chunks: Iterable<Buffer> = [],
) {
  return new Promise<Answer>((done, fail) => {
    const call = send({ host: '127.0.0.1', port: server.port, method, path, headers: { host, ...headers } });
    call.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', fail);
      answer.on('end', () =>
        done({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(parts).toString('utf8'),
          headers: answer.headers,
        }),
      );
    });
    call.on('error', fail);
    for (const chunk of chunks) call.write(chunk);
    call.end();
  });
}

interface Part {
  readonly name: string;
  readonly file?: string;
  readonly value: string | Buffer;
}

const boundary = '----acarboundary7f3';
const lines = ({ name, file, value }: Part) =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\nContent-Type: application/pdf`}\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);

async function upload(
  parts: readonly Part[],
  change: (whole: Buffer) => Iterable<Buffer> = (whole) => [whole],
) {
  const opened = await ask('GET', '/');
  const csrf = /[\w-]{20,}/.exec(opened.text)?.[0] ?? '';
  const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
  const all = [{ name: 'csrf', value: csrf }, ...parts].map(lines);
  const whole = Buffer.concat([...all, Buffer.from(`--${boundary}--\r\n`)]);
  const type = `multipart/form-data; boundary=${boundary}`;
  return ask('POST', '/upload', { cookie, 'content-type': type }, change(whole));
}

/** A form without files whose body never ends; resolves when the server gave it up. */
function cutOff(): Promise<void> {
  return new Promise((done, fail) => {
    const headers = { host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': '100' };
    const call = send({ host: '127.0.0.1', port: server.port, method: 'POST', path: '/plain', headers });
    call.on('response', (answer) => {
      answer.resume();
      if (answer.statusCode === 408) done();
      else fail(new Error(`answered ${answer.statusCode}`));
    });
    call.on('error', fail);
    call.write('note=');
  });
}

const note = { name: 'note', value: 'salam' };
const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a form with files (RFC 7578)', () => {
  it('is read as a stream, whatever the cuts between its chunks, and however alike its content is to a boundary', async () => {
    const tricky = Buffer.concat([
      Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\n\r\n--`),
      randomBytes(200_000),
      Buffer.from(`\r\n--${boundary.slice(0, 5)}`),
    ]);
    const sizes = [1, 2, 3, 7, 100, 4096, 70_000];
    function* cut(whole: Buffer): Generator<Buffer> {
      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        const size = at < 1500 ? 1 : (sizes[turn % sizes.length] ?? 1);
        yield whole.subarray(at, at + size);
        at += size;
      }
    }
    const files = [
      { name: 'file', file: 'C:\\sənədlər\\Ərizə %221%22.pdf', value: tricky },
      { name: 'file', file: '', value: '' },
    ];
    const answer = await upload([note, ...files], cut);
    expect(JSON.parse(answer.text)).toEqual({
      note: 'salam',
      files: [
        {
          field: 'file',
          name: 'Ərizə "1".pdf',
          mediaType: 'application/pdf',
          size: tricky.length,
          digest: digestOf(tricky),
        },
        { field: 'file', name: '', mediaType: 'application/pdf', size: 0, digest: digestOf(Buffer.alloc(0)) },
      ],
    });
  });

  it('has more time than other bodies, for the lines of homes', async () => {
    const opened = await ask('GET', '/');
    const csrf = /[\w-]{20,}/.exec(opened.text)?.[0] ?? '';
    const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
    const file = { name: 'file', file: 'a', value: 'slow' };
    const whole = Buffer.concat([
      ...[{ name: 'csrf', value: csrf }, note, file].map(lines),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const status = await new Promise<number>((done, fail) => {
      const call = send({
        host: '127.0.0.1',
        port: server.port,
        method: 'POST',
        path: '/upload',
        headers: { host, cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
      });
      call.on('response', (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      });
      call.on('error', fail);
      call.write(whole.subarray(0, -10));
      // Once another body that began later was cut off.
      void cutOff().then(() => call.end(whole.subarray(-10)), fail);
    });
    expect(status).toBe(200);
  });

  it('without its token is refused before its file is read', async () => {
    const whole = Buffer.concat([lines(note), Buffer.from(`--${boundary}--\r\n`)]);
    const type = `multipart/form-data; boundary=${boundary}`;
    expect((await ask('POST', '/upload', { 'content-type': type }, [whole])).status).toBe(403);
  });

  it('that is longer than its limit is refused, though it announces no length', async () => {
    const file = { name: 'file', file: 'a', value: Buffer.alloc(maxBytes) };
    expect((await upload([note, file])).status).toBe(413);
  });

  it.each<[string, readonly Part[], (whole: Buffer) => Iterable<Buffer>]>([
    ['is cut off', [note, { name: 'file', file: 'a', value: 'x' }], (whole) => [whole.subarray(0, -12)]],
    ['has a field twice', [note, note], (whole) => [whole]],
    ['has a field after a file', [{ name: 'file', file: 'a', value: 'x' }, note], (whole) => [whole]],
    ['has a field that is too long', [{ name: 'note', value: 'x'.repeat(5_000) }], (whole) => [whole]],
    [
      'has too many fields',
      Array.from({ length: 30 }, (_, at) => ({ name: `f${at}`, value: '' })),
      (whole) => [whole],
    ],
    ['is not UTF-8', [{ name: 'note', value: Buffer.of(0xff, 0xfe) }], (whole) => [whole]],
    ['begins with something else', [note], (whole) => [Buffer.from('x'), whole]],
    ['has no fields', [], (whole) => [whole]],
  ])('that %s is refused as malformed', async (_, parts, change) => {
    expect((await upload(parts, change)).status).toBe(400);
  });

  it('is the only kind of form at such an address', async () => {
    const type = 'application/x-www-form-urlencoded';
    expect((await ask('POST', '/upload', { 'content-type': type }, [Buffer.from('note=x')])).status).toBe(
      415,
    );
  });
});

describe("somebody's document", () => {
  it('is shown in a sandbox, where it can do nothing as this site', async () => {
    const { headers, text } = await ask('GET', '/document/inline');
    expect(text).toBe('%PDF-1.7');
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    });
    expect(headers['content-disposition']).toBe(
      `inline; filename="_riz___1_.pdf"; filename*=UTF-8''%C6%8Friz%C9%99%20%221%22.pdf`,
    );
  });

  it('is a download elsewhere', async () => {
    const { headers } = await ask('GET', '/document/attachment');
    expect(headers['content-disposition']).toMatch(/^attachment;/);
  });
});
