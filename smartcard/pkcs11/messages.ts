import { z } from 'zod';
import type { CardErrorCode } from '../drivers/card.ts';
import type { TransportErrorCode } from '../pcsc/transport.ts';

/** What the process that has the module, and the one that uses it, say to each other. */

const purpose = z.enum(['authentication', 'signature']);
const algorithm = z.enum(['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** `card` is the number that `open` answered. */
const order = z.discriminatedUnion('do', [
  z.object({ do: z.literal('readers') }),
  z.object({ do: z.literal('open'), reader: z.string() }),
  z.object({ do: z.literal('triesLeft'), card: z.int(), purpose }),
  z.object({ do: z.literal('verifyPin'), card: z.int(), purpose, pin: bytes.optional() }),
  z.object({ do: z.literal('changePin'), card: z.int(), purpose, current: bytes, next: bytes }),
  z.object({ do: z.literal('sign'), card: z.int(), purpose, algorithm, digest: bytes }),
  z.object({ do: z.literal('end'), card: z.int() }),
]);
export type Order = z.infer<typeof order>;

const readerStates = z.array(z.object({ name: z.string(), hasCard: z.boolean(), atr: bytes, mark: z.int() }));
const pinRules = z.object({ minLength: z.int(), maxLength: z.int(), digitsOnly: z.boolean() });
const openedCard = z.object({
  card: z.int(),
  driver: z.string(),
  serial: z.string(),
  hasPinPad: z.boolean(),
  keys: z.array(
    z.object({ purpose, certificate: bytes, algorithms: z.array(algorithm), pinAlways: z.boolean() }),
  ),
  /** For the purposes that have a key. */
  pinRules: z.partialRecord(purpose, pinRules),
});
export type OpenedCard = z.infer<typeof openedCard>;
const pinOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verified') }),
  z
    .object({ kind: z.literal('wrong'), triesLeft: z.int().optional() })
    .transform(({ kind, triesLeft }) => ({ kind, triesLeft })),
  z.object({ kind: z.literal('blocked') }),
]);

/** What each order is answered with. */
export const answers = {
  readers: readerStates,
  open: openedCard,
  triesLeft: z.int().optional(),
  verifyPin: pinOutcome,
  changePin: pinOutcome,
  sign: bytes,
  end: z.undefined(),
} as const satisfies Record<Order['do'], z.ZodType>;

const isText = (value: unknown) => typeof value === 'string';

/** A refusal has a code of the seams; anything else is a defect, told in words. */
const refusal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), code: z.custom<CardErrorCode>(isText), detail: z.string() }),
  z.object({ kind: z.literal('transport'), code: z.custom<TransportErrorCode>(isText), detail: z.string() }),
  z.object({ kind: z.literal('defect'), detail: z.string() }),
]);
export type Refusal = z.infer<typeof refusal>;

export const request = z.object({ id: z.int(), order });
export type Request = z.infer<typeof request>;

export const reply = z.object({ id: z.int(), value: z.unknown().optional(), refusal: refusal.optional() });
export type Reply = z.infer<typeof reply>;
