import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, type Statement, statement } from '../../src/db/index.ts';
import { freePort } from '../support/free-port.ts';
import { day, issueCa } from '../support/der-pki.ts';
import { type Report, summarise } from './measure.ts';
import { openBrowsers, type WaitingPage } from './waiting-browsers.ts';
import { askPhone, type ListeningPhone, openPhones } from './waiting-phones.ts';
import type { World } from './world.ts';

const each = 5_000;
const turns = 150;
const settleMs = 5_000;
const patienceMs = 10_000;
const gib = 1024 ** 3;

/**
 * Ten thousand who wait at one process: half of them browsers with a code on the screen, which get another every second,
 * half of them phones. Phones scan some of the codes, and some phones are asked; the time is taken until the other side
 * is told.
 */
export async function waiting(world: World): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-waiting-'));
  const now = Date.now();
  const authority = issueCa({ subject: 'phones', notBefore: now - day, notAfter: now + day });
  writeFileSync(join(folder, 'phones.cer'), authority.certificate.raw);
  const port = await freePort();
  const wallet = `http://wallet.acar.localhost:${port}`;
  const { server, db } = await world.special('waiting', {
    ACAR_ROLES: 'web',
    ACAR_WALLET_ORIGIN: wallet,
    ACAR_PHONE_AUTHORITY_FILES: join(folder, 'phones.cer'),
    ACAR_PHONE_OCSP_URLS: 'http://127.0.0.1:9/ocsp',
  });
  const before = residentBytes(server.pid);
  const pages = await openBrowsers({ world, server, db }, each);
  const phones = await openPhones({ server, db, wallet }, each);
  await sleep(settleMs);
  const settled = residentBytes(server.pid);
  const { scans, asks } = await disturb(db, pages, phones);
  const most = Math.max(settled, residentBytes(server.pid));
  const silent = pages.filter((page) => page.events < 2).length;
  for (const { socket } of [...pages, ...phones]) socket.destroy();
  rmSync(folder, { recursive: true, force: true });
  const measure = (name: string, times: readonly number[]) =>
    summarise(name, [{ times, seconds: times.reduce((sum, time) => sum + time, 0) / 1000 }]);
  const toScreen = measure('scan on a phone to number on the screen', scans);
  const toPhone = measure('request by number to the phone', asks);
  const limit = (name: string, value: number, bar: number) => ({ name, value, bar, isLimit: true });
  return {
    measurements: [toScreen, toPhone],
    ratios: [
      limit(`GiB of the process with ${2 * each} waiting`, most / gib, 1),
      limit('KiB for each of them', (most - before) / (2 * each) / 1024, 100),
      limit('p95 of delivery to a screen in milliseconds', toScreen.p95, 300),
      limit('p95 of delivery to a phone in milliseconds', toPhone.p95, 300),
      limit('browsers that got no codes', silent, 0),
    ],
  };
}

/** What the service does when a phone takes a code. */
const takeOne: Statement = statement(
  'bench.take_request',
  `with changed as (update phone_request set state = 'taken' where request_id = $1 and state = 'open'
     returning request_id)
   select pg_notify('phone', 'request:' || request_id) from changed`,
);

async function disturb(db: Database, pages: readonly WaitingPage[], phones: readonly ListeningPhone[]) {
  const scans: number[] = [];
  const asks: number[] = [];
  const until = async (told: Promise<number>, cause: () => Promise<unknown>) => {
    const started = performance.now();
    await cause();
    const at = await Promise.race([told, sleep(patienceMs)]);
    if (at === undefined) throw new Error(`somebody was told nothing in ${patienceMs} ms`);
    return at - started;
  };
  for (let turn = 0; turn < turns; turn += 1) {
    const place = Math.floor((turn * each) / turns);
    const [page, phone] = [pages[place], phones[place]];
    if (page) scans.push(await until(page.number, () => db.query(takeOne, [page.requestId])));
    if (phone) asks.push(await until(phone.asked, () => askPhone(db, phone)));
    await sleep(20);
  }
  return { scans, asks };
}

function residentBytes(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kib) * 1024;
}
