import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type OrderService, readRequestBytes } from '../pki/index.ts';
import { pem } from './certificates.ts';
import type { DataFolder } from './data-folder.ts';
import { type DemoPerson, fullName } from './persons.ts';
import type { Program } from './programs.ts';

/** The program for cards is another computer's (ARCHITECTURE.md): it is run, never imported. */
const smartcard = join(import.meta.dirname, '../../smartcard');
const run = promisify(execFile);

export interface DemoCard {
  readonly holder: string;
  readonly pin: string;
}

const purposes = ['authentication', 'signature'] as const;
const cardFile = 'demo-card.json';
const orderFolder = 'demo-card';
const secretsFile = 'secrets/demo-card.json';
const pin = '246810';

/**
 * A virtual card, personalised as a registration office does it: the keys are made on the card, the certificate service
 * certifies them, the certificates go back. Made once; afterwards the card in the folder stays.
 */
export async function makeDemoCard(
  orders: OrderService,
  folder: DataFolder,
  holder: DemoPerson,
): Promise<DemoCard> {
  const told = { holder: fullName(holder), pin };
  if (existsSync(folder.file(join(orderFolder, 'done')))) return told;
  const subject = {
    kind: 'citizen',
    givenName: holder.givenName,
    surname: holder.familyName,
    identifier: { scheme: 'PNO', number: holder.personalCode },
  } as const;
  const order = {
    orderKey: `demo-card-${holder.personalCode}`,
    authority: 'persons-1',
    subject,
    isPublic: false,
  };
  folder.writeJson('demo-card-order.json', order);
  // What comes from the factory, as the maker's manual has it, and what the person gets.
  folder.writeJson(secretsFile, {
    pin: '123456',
    newPin: pin,
    puk: '12345678',
    newPuk: '13579135',
    managementKey: '010203040506070801020304050607080102030405060708',
  });
  const options = { virtual: folder.file(cardFile), secrets: folder.file(secretsFile) };
  await acarCard(['personalise', 'begin', '--new'], {
    ...options,
    order: folder.file('demo-card-order.json'),
    out: folder.file(orderFolder),
  });
  for (const purpose of purposes) {
    const request = readRequestBytes(readFileSync(folder.file(join(orderFolder, `${purpose}.csr`)), 'utf8'));
    if (!request) throw new Error(`the card made no request for ${purpose}`);
    const issued = await orders.issue({
      ...order,
      orderedBy: 'demonstration',
      // Another request, after a start that was broken off, is another order.
      orderKey: `${order.orderKey}-${purpose}-${createHash('sha256').update(request).digest('hex').slice(0, 16)}`,
      profile: `citizen-${purpose}`,
      request,
    });
    if (issued.kind === 'refused') throw new Error(`card refused: ${issued.code}: ${issued.message}`);
    folder.writeText(join(orderFolder, `${purpose}.pem`), pem(issued.certificate));
  }
  await acarCard(['personalise', 'finish'], { ...options, certificates: folder.file(orderFolder) });
  folder.writeText(join(orderFolder, 'done'), '');
  return told;
}

async function acarCard(words: readonly string[], options: Readonly<Record<string, string>>): Promise<void> {
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  await run(process.execPath, [join(smartcard, 'cli/main.ts'), ...words, ...given]);
}

/** The agent of a citizen's computer. Without a reader it takes the virtual card, whose PIN is typed on its own page. */
export function cardAgent(
  folder: DataFolder,
  port: number,
  { login, portal, court }: { readonly login: string; readonly portal: string; readonly court: string },
): Program {
  folder.writeJson('card-agent.json', {
    issuers: [
      { origin: login, name: 'Açar' },
      { origin: portal, name: 'Açar portalı' },
      { origin: court, name: 'Elektron məhkəmə' },
    ],
    port,
    virtualCard: { file: folder.file(cardFile), window: 'page', when: 'without_reader' },
  });
  return {
    name: 'the card agent',
    file: '../../smartcard/agent/main.ts',
    arguments: ['--config', folder.file('card-agent.json'), '--end-with-input'],
  };
}
