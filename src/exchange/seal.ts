import { hash, type KeyObject } from 'node:crypto';
import {
  type BareItem,
  checkContentDigest,
  type Component,
  type FoundSignature,
  hasFlag,
  type Message,
  MessageSignatureError,
  type MessageSignatureErrorCode,
  readSignatures,
  type SignatureFields,
  signatureBase,
  signMessage,
  string,
  verifySignature,
} from '../message-signatures/index.ts';
import { ExchangeError, type ExchangeErrorCode } from './errors.ts';

/**
 * Whose signature over what: the four messages of an exchange, the gateway's refusal; and of persons' questions, that an
 * agency asks for them, the gateway's list, and the agency's answer to one.
 */
export type SealKind =
  | 'request'
  | 'forwarding'
  | 'answer'
  | 'delivery'
  | 'refusal'
  | 'question-list'
  | 'questions'
  | 'question-answer';

interface SealRule {
  readonly label: 'consumer' | 'gateway' | 'provider';
  /** Of the signature (RFC 9421 2.3): one kind of seal cannot stand for another. */
  readonly tag: string;
  readonly required: readonly Component[];
  /** Covered exactly when the message has them. */
  readonly optional: readonly string[];
}

const named = (names: readonly string[]): readonly Component[] => names.map((name) => ({ name }));
/** Binds to the one request: its signature is over everything that the consumer said. */
const boundToRequest: Component = { name: 'signature', req: true, key: 'consumer' };

const asked = ['@method', '@target-uri', 'content-digest'];
const terms = ['acar-request-id', 'acar-consumer', 'acar-purpose', 'acar-basis'];
const optionalTerms = ['content-type', 'acar-person', 'acar-case', 'acar-user'];

const rules: Readonly<Record<SealKind, SealRule>> = {
  request: {
    label: 'consumer',
    tag: 'acar-request',
    required: named([...asked, ...terms]),
    optional: optionalTerms,
  },
  /** Over the consumer's signature, which goes on as it came (RFC 9421 4.3). */
  forwarding: {
    label: 'gateway',
    tag: 'acar-forwarding',
    required: [
      ...named([...asked, ...terms, 'acar-consumer-certificate']),
      { name: 'signature', key: 'consumer' },
    ],
    optional: optionalTerms,
  },
  answer: {
    label: 'provider',
    tag: 'acar-answer',
    required: [
      ...named(['@status', 'content-digest']),
      { name: 'content-digest', req: true },
      boundToRequest,
    ],
    optional: ['content-type'],
  },
  delivery: {
    label: 'gateway',
    tag: 'acar-delivery',
    required: [
      ...named(['@status', 'content-digest', 'acar-provider-certificate', 'acar-records']),
      { name: 'signature', key: 'provider' },
      boundToRequest,
    ],
    optional: ['content-type'],
  },
  'question-list': {
    label: 'consumer',
    tag: 'acar-question-list',
    required: named(asked),
    optional: [],
  },
  questions: {
    label: 'gateway',
    tag: 'acar-questions',
    required: [...named(['@status', 'content-digest', 'content-type']), boundToRequest],
    optional: [],
  },
  'question-answer': {
    label: 'consumer',
    tag: 'acar-question-answer',
    required: named([...asked, 'content-type']),
    optional: [],
  },
  refusal: {
    label: 'gateway',
    tag: 'acar-refusal',
    required: [...named(['@status', 'content-digest', 'content-type']), boundToRequest],
    optional: [],
  },
};

/** How long a signature may be valid, and how far a clock may be off. */
export const sealTimes = { validSeconds: 60, mostValidSeconds: 300, skewSeconds: 30 } as const;

/** Who seals: a key, and the SHA-256 of its certificate in hexadecimal. */
export interface Sealer {
  readonly key: KeyObject;
  readonly fingerprint: string;
}

const keyOf = ({ name, req, key }: Component) =>
  `${name}${req ? ';req' : ''}${key === undefined ? '' : `;${key}`}`;

function coveredBy({ required, optional }: SealRule, message: Message): readonly Component[] {
  return [...required, ...named(optional.filter((name) => message.fields.has(name)))];
}

/** The fields of a signature; those that the message has stay in them. `nonce` is new for each. */
export function seal(
  message: Message,
  kind: SealKind,
  sealer: Sealer,
  at: { readonly now: number; readonly nonce: string; readonly validSeconds?: number },
): Promise<SignatureFields> {
  const rule = rules[kind];
  const created = Math.floor(at.now / 1000);
  return signMessage(message, {
    label: rule.label,
    components: coveredBy(rule, message),
    parameters: new Map<string, BareItem>([
      ['created', { type: 'integer', value: created }],
      ['expires', { type: 'integer', value: created + (at.validSeconds ?? sealTimes.validSeconds) }],
      ['nonce', string(at.nonce)],
      ['keyid', string(sealer.fingerprint)],
      ['tag', string(rule.tag)],
    ]),
    key: sealer.key,
  });
}

export interface CheckedSeal {
  readonly nonce: string;
  /** The last second in which it is valid. */
  readonly expires: number;
  /** SHA-256 of what was signed: the same for the same message alone. */
  readonly identity: Uint8Array;
}

/** Where the seal was made at another time, as that of a kept answer: then it is not asked whether it still is in time. */
export interface SealQuestion {
  readonly signer: { readonly publicKey: KeyObject; readonly fingerprint: string };
  readonly content: Uint8Array;
  readonly now: number | 'whenever';
}

/**
 * Whether a message is sealed as its kind must be, in this order: form, key, time, covered components, digest of the
 * content, signature.
 * @throws ExchangeError
 */
export async function checkSeal(
  message: Message,
  kind: SealKind,
  question: SealQuestion,
): Promise<CheckedSeal> {
  const rule = rules[kind];
  try {
    const found = readSignatures(message).find(({ label }) => label === rule.label);
    if (!found) throw new ExchangeError('exchange.unsigned', `no signature ${rule.label}`);
    const parameters = readParameters(found, rule.tag);
    if (parameters.keyId !== question.signer.fingerprint)
      throw new ExchangeError('exchange.wrong_key', 'keyid is not of the certificate that was shown');
    if (question.now !== 'whenever') checkTime(parameters, question.now);
    checkCovered(found, rule, message);
    checkContentDigest(message.fields, question.content);
    await verifySignature(message, found, question.signer.publicKey);
    const identity = hash('sha256', signatureBase(message, found.covered), 'buffer');
    return { nonce: parameters.nonce, expires: parameters.expires, identity };
  } catch (error) {
    if (error instanceof MessageSignatureError) throw new ExchangeError(codes[error.code], error.message);
    throw error;
  }
}

const codes: Readonly<Record<MessageSignatureErrorCode, ExchangeErrorCode>> = {
  'message.malformed_field': 'exchange.signature_malformed',
  'message.component_unknown': 'exchange.component_unknown',
  'message.component_missing': 'exchange.component_missing',
  'message.signature_missing': 'exchange.unsigned',
  'message.signature_wrong': 'exchange.signature_wrong',
  'message.digest_missing': 'exchange.digest_wrong',
  'message.digest_wrong': 'exchange.digest_wrong',
  'message.key_unusable': 'exchange.wrong_key',
};

interface SealParameters {
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly keyId: string;
}

const parameterNames = ['created', 'expires', 'nonce', 'keyid', 'tag'];

/** All five, and no more: the algorithm is the key's. */
function readParameters({ covered }: FoundSignature, tag: string): SealParameters {
  const { parameters } = covered;
  for (const name of parameters.keys())
    if (!parameterNames.includes(name)) throw new ExchangeError('exchange.parameter_unknown', name);
  const take = <Type extends BareItem['type']>(name: string, type: Type) => {
    const value = parameters.get(name);
    if (value?.type !== type) throw new ExchangeError('exchange.parameter_missing', name);
    return value.value as Extract<BareItem, { type: Type }>['value'];
  };
  const nonce = take('nonce', 'string');
  if (!/^[\w-]{16,64}$/.test(nonce)) throw new ExchangeError('exchange.parameter_missing', 'nonce');
  if (take('tag', 'string') !== tag) throw new ExchangeError('exchange.parameter_missing', 'tag');
  return {
    created: take('created', 'integer'),
    expires: take('expires', 'integer'),
    nonce,
    keyId: take('keyid', 'string'),
  };
}

function checkTime({ created, expires }: SealParameters, now: number): void {
  const seconds = now / 1000;
  if (created > seconds + sealTimes.skewSeconds)
    throw new ExchangeError('exchange.not_yet', 'created lies in the future');
  if (expires - created > sealTimes.mostValidSeconds || expires <= created)
    throw new ExchangeError(
      'exchange.too_long_valid',
      `valid for 1 to ${sealTimes.mostValidSeconds} seconds`,
    );
  if (expires < seconds) throw new ExchangeError('exchange.expired', 'expires lies in the past');
}

/** Neither less nor more than the rule says, and no field of ours that nobody signed. */
function checkCovered({ covered }: FoundSignature, rule: SealRule, message: Message): void {
  const wanted = new Set(coveredBy(rule, message).map(keyOf));
  const given = new Set(
    covered.items.map(({ value, parameters }) => {
      const key = parameters.get('key');
      const isKnown = [...parameters.keys()].every((name) => name === 'req' || name === 'key');
      if (value.type !== 'string' || !isKnown || (key && key.type !== 'string'))
        throw new ExchangeError('exchange.component_unknown', 'a component with other parameters');
      return keyOf({
        name: value.value,
        req: hasFlag(parameters, 'req'),
        ...(key ? { key: key.value } : {}),
      });
    }),
  );
  for (const one of wanted) if (!given.has(one)) throw new ExchangeError('exchange.component_missing', one);
  for (const one of given) if (!wanted.has(one)) throw new ExchangeError('exchange.component_unknown', one);
  for (const name of message.fields.keys())
    if (name.startsWith('acar-') && !given.has(name) && !addedLater.has(name))
      throw new ExchangeError('exchange.field_unknown', name);
}

/** Fields that the gateway adds on the way, under its own signature. */
const addedLater: ReadonlySet<string> = new Set([
  'acar-consumer-certificate',
  'acar-provider-certificate',
  'acar-records',
]);
