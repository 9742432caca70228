import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { CardChannel } from '../pcsc/transport.ts';
import {
  beginPersonalisation,
  type CardOrder,
  cardOrder,
  type CertifiedKeyAlgorithm,
  finishPersonalisation,
  type ForEachKey,
  orderBody,
  orderCertificate,
  type OrderService,
  pemOf,
  purposes,
} from '../personalise/index.ts';
import { chooseReader } from './cards.ts';
import { CardCliError } from './errors.ts';
import type { Command, Options, OptionSpec, Surroundings, Told } from './model.ts';
import type { Secrets } from './secrets.ts';

const text = (value: string, summary: string): OptionSpec => ({ type: 'string', value, summary });

const algorithmOption = { algorithm: text('NAME', 'of the keys: p256 (default), p384, rsa3072') };
const orderOption = text('FILE', 'JSON: orderKey, authority, subject, isPublic');

export const begin: Command = {
  name: 'personalise begin',
  summary: 'makes the keys on the card and writes a certificate request for each, with its order',
  options: {
    ...algorithmOption,
    order: orderOption,
    out: text('FOLDER', 'for PURPOSE.csr, and PURPOSE.json for acar ca issue --order'),
  },
  example: 'acar card personalise begin --order card.json --out card/',
  async run(options, surroundings) {
    const order = readOrder(options);
    const folder = required(options, 'out');
    const requests = await begun(options, surroundings);
    mkdirSync(folder, { recursive: true });
    for (const purpose of purposes) {
      writeFileSync(join(folder, `${purpose}.csr`), pemOf('CERTIFICATE REQUEST', requests[purpose]));
      const body = orderBody(order, purpose, `${purpose}.csr`);
      writeFileSync(join(folder, `${purpose}.json`), `${JSON.stringify(body, undefined, 2)}\n`);
    }
    const lines = [
      `The card has new keys; their requests are in ${folder}.`,
      ...purposes.map(
        (one) =>
          `acar ca issue --order ${join(folder, `${one}.json`)} --by NAME > ${join(folder, `${one}.pem`)}`,
      ),
      `acar card personalise finish --certificates ${folder}`,
    ];
    return { data: { folder, requests: purposes.map((one) => `${one}.csr`) }, lines };
  },
};

export const finish: Command = {
  name: 'personalise finish',
  summary: 'writes the certificates to the card, names it, and sets the PIN and PUK that the person gets',
  options: { certificates: text('FOLDER', 'with authentication.pem and signature.pem') },
  example: 'acar card personalise finish --certificates card/',
  async run(options, surroundings) {
    const folder = required(options, 'certificates');
    const read = (name: string) => readCertificate(join(folder, `${name}.pem`));
    const certificates = { authentication: read('authentication'), signature: read('signature') };
    return finished(options, surroundings, certificates);
  },
};

export const personalise: Command = {
  name: 'personalise',
  summary: 'the whole in one: keys, certificates from the certificate service, PIN and PUK',
  options: {
    ...algorithmOption,
    order: orderOption,
    service: text('ORIGIN', 'of the order interface, https://...'),
    'client-certificate': text('FILE', "PEM of this office's certificate"),
    'client-key': text('FILE', 'PEM of its key'),
    ca: text('FILE', "PEM of who issued the service's certificate, where the system does not know it"),
  },
  example:
    'acar card personalise --order card.json --service https://pki.example.az --client-certificate o.pem --client-key o.key',
  async run(options, surroundings) {
    const order = readOrder(options);
    const service = readService(options);
    const requests = await begun(options, surroundings);
    const ordered = (purpose: (typeof purposes)[number]) =>
      orderCertificate(service, order, { purpose, request: requests[purpose] });
    const certificates = {
      authentication: await ordered('authentication'),
      signature: await ordered('signature'),
    };
    return finished(options, surroundings, certificates);
  },
};

async function begun(options: Options, surroundings: Surroundings): Promise<ForEachKey<Uint8Array>> {
  const algorithm = algorithmOf(options);
  const secrets = await officeSecrets(surroundings.secrets);
  return withChannel(options, surroundings, (channel) => beginPersonalisation(channel, secrets, algorithm));
}

async function finished(
  options: Options,
  surroundings: Surroundings,
  certificates: ForEachKey<Uint8Array>,
): Promise<Told> {
  const { secrets } = surroundings;
  const office = await officeSecrets(secrets);
  const newPin = await secrets.text('newPin', 'PIN for the person');
  const puk = {
    current: await secrets.text('puk', 'PUK now'),
    next: await secrets.text('newPuk', 'PUK for the person'),
  };
  const serial = await withChannel(options, surroundings, (channel) =>
    finishPersonalisation(channel, { ...office, certificates, newPin, puk }),
  );
  return { data: { serial }, lines: [`The card ${serial} is ready.`] };
}

async function officeSecrets(secrets: Secrets) {
  const hex = (await secrets.text('managementKey', 'Management key (hexadecimal)')).toString('latin1');
  if (!/^([0-9a-fA-F]{32}|[0-9a-fA-F]{48}|[0-9a-fA-F]{64})$/.test(hex))
    throw new CardCliError('card_cli.usage', 'the management key has 32, 48 or 64 hexadecimal digits');
  return { managementKey: Buffer.from(hex, 'hex'), pin: await secrets.text('pin', 'PIN now') };
}

async function withChannel<Value>(
  options: Options,
  { source, transport }: Surroundings,
  work: (channel: CardChannel) => Promise<Value>,
): Promise<Value> {
  if (!transport)
    throw new CardCliError('card_cli.usage', 'a card behind a PKCS #11 module is not personalised here');
  const channel = await transport.open(await chooseReader(source, options), { timeoutMs: 10_000 });
  try {
    return await work(channel);
  } finally {
    await channel.end();
  }
}

function required(options: Options, name: string): string {
  const value = options[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new CardCliError('card_cli.usage', `--${name} is required`);
}

function algorithmOf({ algorithm = 'p256' }: Options): CertifiedKeyAlgorithm {
  if (algorithm === 'p256' || algorithm === 'p384' || algorithm === 'rsa3072') return algorithm;
  throw new CardCliError('card_cli.usage', '--algorithm is p256, p384 or rsa3072');
}

function readOrder(options: Options): CardOrder {
  const file = required(options, 'order');
  return reading(file, () => cardOrder.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

function readCertificate(file: string): Uint8Array {
  return reading(file, () => new X509Certificate(readFileSync(file)).raw);
}

function readService(options: Options): OrderService {
  const file = (name: string) => {
    const path = required(options, name);
    return reading(path, () => readFileSync(path, 'utf8'));
  };
  const [certificate, key] = [file('client-certificate'), file('client-key')];
  // Looked at before the card gets new keys.
  const isPair = reading(required(options, 'client-key'), () =>
    new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)),
  );
  if (!isPair) throw new CardCliError('card_cli.file', '--client-key is not the key of --client-certificate');
  const ca = options['ca'] === undefined ? undefined : file('ca');
  return { origin: required(options, 'service'), certificate, key, ca };
}

function reading<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CardCliError('card_cli.file', `${file}: ${reason}`, { cause });
  }
}
