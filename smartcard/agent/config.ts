import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { isLoopbackName } from './loopback-names.ts';

const origin = z
  .string()
  .refine(
    isTrustworthyOrigin,
    'must be an https origin such as https://login.example.az; http only on this computer',
  );

/** Keys as an issuer publishes them (RFC 7517 5). */
export const keySetShape = z.object({ keys: z.array(z.looseObject({})).max(50) });

const issuerShape = z.strictObject({
  /** As in the issuer's discovery document. */
  origin,
  /** As people know it; stands in the PIN window. */
  name: z.string().min(1).max(80),
  /** Keys that are trusted alone, in the place of those that the issuer publishes. */
  jwks: keySetShape.optional(),
});

/** An identity provider whose requests the agent takes. */
export type Issuer = z.infer<typeof issuerShape>;

const absolutePath = z.string().regex(/^(\/|[A-Za-z]:\\)/, 'must be an absolute path');

/** A PIN window: a program that speaks Assuan. */
const pinentryShape = z.strictObject({
  /** Tried in this order; without them, the usual places of the system. */
  programs: z.array(absolutePath).min(1).max(10).optional(),
  /** For pinentry-curses: the terminal to ask on. */
  tty: absolutePath.optional(),
  /** False leaves the keyboard to other windows. */
  grabsKeyboard: z.boolean().default(true),
});

const virtualCardShape = z.strictObject({
  /** Its state. */
  file: absolutePath,
  /** `page`: its PIN is typed on a page of the agent, which nothing else can be told to do. */
  window: z.enum(['page', 'pinentry']).default('page'),
  /** `without_reader`: only where no reader is connected when the agent starts. */
  when: z.enum(['always', 'without_reader']).default('always'),
});

const configurationShape = z.strictObject({
  issuers: z.array(issuerShape).min(1).max(20),
  /** 0 = any free port, for tests. */
  port: z.int().min(0).max(65_535).default(24_817),
  pinentry: pinentryShape.default({ grabsKeyboard: true }),
  /** PKCS #11 modules of cards that no driver of ours speaks to. */
  pkcs11Modules: z.array(absolutePath).max(10).default([]),
  virtualCard: virtualCardShape.optional(),
  /** How long the agent waits for a card, for an answer in the window, and for a whole request. */
  cardSeconds: z.int().min(1).max(300).default(60),
  pinSeconds: z.int().min(1).max(300).default(60),
  requestSeconds: z.int().min(1).max(900).default(180),
});

export type Configuration = z.infer<typeof configurationShape>;

/** @throws Error that names what is wrong, one problem a line */
export function parseConfiguration(value: unknown): Configuration {
  const read = configurationShape.safeParse(value);
  if (read.success) return read.data;
  throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

const maxBytes = 256 * 1024;

/**
 * Reads a configuration file. It says whom the agent trusts: nobody but its owner may be able to write it, and the owner
 * is this user or the administrator.
 * @throws Error that names what is wrong
 */
export function readConfiguration(path: string): Configuration {
  const file = openSync(path, 'r');
  try {
    const { mode, uid, size } = fstatSync(file);
    const self = process.getuid?.();
    if (self !== undefined && (mode & 0o022) !== 0)
      throw new Error('others may write it; set its mode to 0644 or 0600');
    if (self !== undefined && uid !== self && uid !== 0) throw new Error('it belongs to another user');
    if (size > maxBytes) throw new Error(`it holds more than ${maxBytes} bytes`);
    return parseConfiguration(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path}: ${problem}`, { cause });
  } finally {
    closeSync(file);
  }
}

function isTrustworthyOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.origin !== value) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname));
}
