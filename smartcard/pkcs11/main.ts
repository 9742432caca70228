import { type Card, CardError, type KeyPurpose, type OpenCard, type PinRules } from '../drivers/card.ts';
import { TransportError } from '../pcsc/transport.ts';
import { type OpenedCard, type Order, type Refusal, type Reply, request } from './messages.ts';
import { type ModuleSource, openModuleSource } from './module-source.ts';

/**
 * The process that a PKCS #11 module runs in: started by process-source.ts with the module's path, it does what the
 * messages say, and is killed when the module hangs.
 */
const [modulePath = ''] = process.argv.slice(2);
const cards = new Map<number, OpenCard>();
let opened: Promise<ModuleSource> | undefined;
let lastCard = 0;

function source(): Promise<ModuleSource> {
  opened ??= openModuleSource(modulePath).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function obey(order: Order): Promise<unknown> {
  if (order.do === 'readers') return (await source()).readers();
  if (order.do === 'open') return describe(await (await source()).open(order.reader));
  const held = cards.get(order.card);
  if (!held) throw new TransportError('transport.failed', 'the card was let go');
  const { card } = held;
  switch (order.do) {
    case 'triesLeft':
      return card.triesLeft(order.purpose);
    case 'verifyPin':
      return wiping(card.verifyPin(order.purpose, order.pin), order.pin);
    case 'changePin':
      return wiping(card.changePin(order.purpose, order.current, order.next), order.current, order.next);
    case 'sign':
      return card.sign(order.purpose, order.algorithm, order.digest);
    case 'end':
      cards.delete(order.card);
      return held.end();
  }
}

async function describe(held: OpenCard): Promise<OpenedCard> {
  lastCard += 1;
  cards.set(lastCard, held);
  const { card } = held;
  const { driver, serial, hasPinPad } = card;
  const keys = (await card.keys()).map((key) => ({ ...key, algorithms: [...key.algorithms] }));
  return { card: lastCard, driver, serial, hasPinPad, keys, pinRules: rulesOf(card, keys) };
}

function rulesOf(
  card: Card,
  keys: readonly { readonly purpose: KeyPurpose }[],
): Partial<Record<KeyPurpose, PinRules>> {
  return Object.fromEntries(keys.map(({ purpose }) => [purpose, card.pinRules(purpose)]));
}

async function wiping<Value>(
  work: Promise<Value>,
  ...secrets: readonly (Uint8Array | undefined)[]
): Promise<Value> {
  try {
    return await work;
  } finally {
    for (const secret of secrets) secret?.fill(0);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof CardError) return { kind: 'card', code: error.code, detail: error.message };
  if (error instanceof TransportError) return { kind: 'transport', code: error.code, detail: error.message };
  return { kind: 'defect', detail: String(error) };
}

async function answer(message: unknown): Promise<Reply> {
  const { id, order } = request.parse(message);
  try {
    return { id, value: await obey(order) };
  } catch (error) {
    return { id, refusal: refusalOf(error) };
  }
}

process.on('message', (message: unknown) => {
  void answer(message).then((reply) => process.send?.(reply));
});
// An ordinary end would wait for a module that hangs.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
