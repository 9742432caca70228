import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { handedBack, openPage, submit } from '../../../support/card-agent.ts';
import { openPinScreen, type PinScreen } from '../../../support/pin-screen.ts';
import { createTestCard } from '../../../support/test-cards.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-agent-program-'));
const cardFile = join(folder, 'card.json');
let issuer: CardIssuer;
let screen: PinScreen;
beforeAll(async () => {
  issuer = await startCardIssuer();
  screen = await openPinScreen();
  writeFileSync(cardFile, JSON.stringify(createTestCard().state), { mode: 0o600 });
});
afterAll(async () => {
  await issuer.close();
  await screen.close();
  rmSync(folder, { recursive: true });
});

type Program = ChildProcessByStdio<null, Readable, Readable>;
const running = new Set<Program>();
let started = 0;
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  running.clear();
});

function start(settings: Record<string, unknown>, more: readonly string[] = []): Program {
  const file = join(folder, `agent-${(started += 1)}.json`);
  const issuers = [{ origin: issuer.origin, name: 'Açar' }];
  writeFileSync(file, JSON.stringify({ issuers, port: 0, ...settings }), { mode: 0o600 });
  const child = spawn(process.execPath, ['smartcard/agent/main.ts', '--config', file, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  return child;
}

/** The port that it tells. */
async function portOf(child: Program): Promise<number> {
  const [line] = await once(createInterface(child.stdout), 'line');
  return Number(/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]);
}

async function failureOf(child: Program): Promise<string> {
  let text = '';
  child.stderr.on('data', (part: Buffer) => {
    text += part.toString('utf8');
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  return text;
}

const virtualCard = { file: cardFile, window: 'pinentry' };
const pinentry = () => ({ programs: [screen.program], grabsKeyboard: false });
const form = async () => ({ request: await issuer.sign(), state: 's' });

describe('the program acar-card-agent', () => {
  it('signs in with a virtual card, keeps its lost tries, and ends with its window', async () => {
    const child = start({ virtualCard, pinentry: pinentry() });
    const port = await portOf(child);
    const done = submit({ port, origin: issuer.origin, path: '/authenticate', fields: await form() });
    (await screen.next()).type('654321');
    (await screen.next()).type('123456');
    expect(handedBack((await done).body)).toHaveProperty('token');

    const page = openPage({ port, origin: issuer.origin, path: '/authenticate', fields: await form() });
    (await screen.next()).type('654321');
    const window = await screen.next();
    child.kill('SIGTERM');
    await Promise.all([window.gone, page.ended, once(child, 'exit')]);
    expect(readFileSync(cardFile, 'utf8')).toContain('"triesLeft": 2');
  });

  it('that is killed leaves a page with a way back, and serves again when it is started again', async () => {
    const child = start({ virtualCard, pinentry: pinentry() });
    const page = openPage({
      port: await portOf(child),
      origin: issuer.origin,
      path: '/authenticate',
      fields: await form(),
    });
    const window = await screen.next();
    child.kill('SIGKILL');
    await page.ended;
    await window.gone;
    expect(page.text()).toMatch(/action="[^"]+\/card"[^]*value="card.cancelled"/);
    expect(page.text()).not.toContain('hand-back');

    const port = await portOf(start({ virtualCard, pinentry: pinentry() }));
    const done = submit({ port, origin: issuer.origin, path: '/authenticate', fields: await form() });
    (await screen.next()).type('123456');
    expect(handedBack((await done).body)).toHaveProperty('token');
  });

  it('says why it does not start', async () => {
    const port = await portOf(start({ virtualCard }));
    expect(await failureOf(start({ virtualCard, port }))).toContain('EADDRINUSE');
    const [card, configuration] = await Promise.all([
      failureOf(start({ virtualCard: { file: join(folder, 'agent-1.json') } })),
      failureOf(start({}, ['--config', join(folder, 'nowhere.json')])),
    ]);
    expect(card).toContain('no virtual card');
    expect(configuration).toContain('nowhere.json');
  });
});
