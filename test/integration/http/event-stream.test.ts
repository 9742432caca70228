import { afterEach, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import {
  createBrowserBinding,
  createSite,
  errorDocument,
  route,
  type RunningServer,
  startServer,
} from '../../../src/http/index.ts';
import { openEvents } from '../../support/event-reader.ts';

const host = 'login.acar.localhost';
let server: RunningServer | undefined;
afterEach(async () => {
  await server?.stop(0);
  server = undefined;
});

type Source = (signal: AbortSignal) => AsyncIterable<unknown>;

async function serve(source: Source, onError: (error: unknown) => void = () => {}) {
  const events = route({
    id: 'events',
    method: 'GET',
    path: '/events',
    summary: '',
    audience: 'page',
    responses: { 200: '' },
    handle: () => ({ kind: 'events', source }),
  });
  const site = createSite({
    origin: `http://${host}`,
    routes: [events],
    binding: createBrowserBinding(randomBytes(32)),
    errorPage: (request, status, code) => errorDocument(request, { status, code }, { site: 'test' }),
    explain: () => undefined,
    onError,
  });
  const sites = new Map([[`http://${host}`, site]]);
  server = await startServer({ host: '127.0.0.1', port: 0, trustedProxies: '', sites });
  return openEvents({ port: server.port, host, path: '/events' });
}

/** Resolves when nobody reads any more. */
const gone = (signal: AbortSignal) =>
  new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));

describe('an event stream', () => {
  it('carries each event in the order of its source, with the headers of every answer, and ends with it', async () => {
    const reader = await serve(async function* () {
      yield { second: 1 };
      yield { second: 2, text: 'bir\niki' };
    });
    expect(reader.status).toBe(200);
    expect(reader.headers['content-type']).toBe('text/event-stream');
    expect(reader.headers['cache-control']).toBe('no-store');
    expect(reader.headers['x-content-type-options']).toBe('nosniff');
    expect(await reader.next()).toEqual({ second: 1 });
    expect(await reader.next()).toEqual({ second: 2, text: 'bir\niki' });
    expect(await reader.next()).toBeUndefined();
  });

  it('tells its source when the reader is gone', async () => {
    let told = () => {};
    const ended = new Promise<void>((done) => {
      told = done;
    });
    const reader = await serve(async function* (signal) {
      yield 'first';
      await gone(signal);
      told();
    });
    await reader.next();
    reader.close();
    await ended;
  });

  it('ends at once when the server stops, so that its reader finds another node', async () => {
    const reader = await serve(async function* (signal) {
      yield 'first';
      await gone(signal);
    });
    await reader.next();
    const stopped = server?.stop(60);
    expect(await reader.next()).toBeUndefined();
    await stopped;
  });

  it('holds its source back while the reader does not keep up', async () => {
    let made = 0;
    const block = 'x'.repeat(1 << 20);
    let more = () => {};
    const firstAwaited = new Promise<void>((done) => {
      more = done;
    });
    const reader = await serve(async function* () {
      for (; made < 32; made++) {
        if (made === 1) more();
        yield block;
      }
    });
    await firstAwaited;
    for (let read = 0; read < 32; read++) {
      expect(await reader.next()).toHaveLength(block.length);
      expect(made - read).toBeLessThan(20);
    }
  });

  it('is cut off, and reported, when its source breaks: that is no end', async () => {
    const errors: unknown[] = [];
    let breakIt = () => {};
    const broken = new Promise<void>((done) => {
      breakIt = done;
    });
    const reader = await serve(
      async function* () {
        yield 'first';
        await broken;
        throw new Error('broken');
      },
      (error) => errors.push(error),
    );
    expect(await reader.next()).toBe('first');
    breakIt();
    expect(await reader.next()).toBeUndefined();
    expect(errors).toHaveLength(1);
  });
});
