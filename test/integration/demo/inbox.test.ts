import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmppTransport, createSmtpTransport, type Transport } from '../../../src/notify/index.ts';
import { freePort } from '../../support/free-port.ts';

let port: number;
let program: ReturnType<typeof spawn>;
let transports: Transport[];
beforeAll(async () => {
  const [web, smtp, smpp] = [await freePort(), await freePort(), await freePort()];
  port = web;
  const main = new URL('../../../src/demo/inbox/main.ts', import.meta.url).pathname;
  const ports = ['--port', `${web}`, '--smtp-port', `${smtp}`, '--smpp-port', `${smpp}`];
  program = spawn(process.execPath, [main, ...ports], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (program.stdout) await once(program.stdout, 'data');
  transports = [
    createSmtpTransport({
      url: `smtp://127.0.0.1:${smtp}`,
      from: { name: 'Açar', address: 'noreply@acar.example' },
      startTls: 'off',
    }),
    createSmppTransport({
      host: '127.0.0.1',
      port: smpp,
      tls: false,
      systemId: 'acar',
      password: 'any',
      sender: 'Acar',
      random: Math.random,
    }),
  ];
});
afterAll(async () => {
  await Promise.all(transports.map((transport) => transport.close()));
  if (program.exitCode === null) program.kill('SIGKILL');
});

async function get(path: string, host = `inbox.acar.localhost:${port}`) {
  const asked = request({ host: '127.0.0.1', port, path, headers: { host } }).end();
  const [response] = await once(asked, 'response');
  return { status: Number(response.statusCode), body: await text(response) };
}

const message = {
  id: '1',
  reference: '3f0c2a52-5b5e-4a53-8d43-0f6d9d6a2f11',
  subject: 'Şifrənin bərpası',
  createdAt: new Date(),
  expiresAt: new Date(Date.now() + 60_000),
};

describe('the simulated mail server and mobile operator', () => {
  it('says in three languages that it is a simulator, and how to get a first message', async () => {
    expect((await get('/')).body).toContain('Bu, simulyatordur');
    expect((await get('/?lang=en')).body).toContain('This is a simulator');
    expect((await get('/?lang=ru')).body).toContain('Это симулятор');
  });

  it('shows what would have reached mailbox and phone, the newest first, as text', async () => {
    const [mail, sms] = transports;
    const longSms = `Kodunuz: 402118. ${'Heç kimə verməyin! '.repeat(10)}<b>&`;
    const results = [
      await mail?.send({ ...message, to: 'vetendas@example.az', body: 'Kod: 771204\n<script>' }),
      await sms?.send({ ...message, to: '+994501234567', body: longSms }),
    ];
    expect(results).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    const { status, body } = await get('/?lang=en');
    expect(status).toBe(200);
    expect(body).toContain(longSms.replace('<b>&', '&lt;b&gt;&amp;'));
    expect(body).toContain('Kod: 771204<br>&lt;script&gt;');
    expect(body).toContain('E-mail: Şifrənin bərpası');
    expect(body.indexOf('+994501234567')).toBeLessThan(body.indexOf('vetendas@example.az'));
  });

  it('renews its page without script until the reader stops that (WCAG 2.2.1)', async () => {
    const renewing = (await get('/')).body;
    expect(renewing).toContain('<meta http-equiv="refresh" content="5">');
    expect(renewing).not.toContain('<script');
    expect((await get('/?refresh=off')).body).not.toContain('http-equiv="refresh"');
  });

  it('also answers under the plain names of this machine, and no others', async () => {
    expect((await get('/', `localhost:${port}`)).status).toBe(200);
    expect((await get('/', `127.0.0.1:${port}`)).status).toBe(200);
    expect((await get('/', 'evil.example')).status).toBe(421);
    expect((await get('/nowhere')).status).toBe(404);
  });

  it('ends on SIGTERM', async () => {
    const exit = once(program, 'exit');
    program.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
});
