import type { KeyObject } from 'node:crypto';
import { areSignedBy, signOctets } from './algorithms.ts';
import { MessageSignatureError } from './errors.ts';
import { type Message, valueOf } from './model.ts';
import { requiredValue, signatureBase } from './signature-base.ts';
import {
  type InnerList,
  item,
  type Parameters,
  parseDictionary,
  string,
  writeDictionary,
} from './structured-fields.ts';

/** One component by its name, such as `@method`, with what stands behind it. */
export interface Component {
  readonly name: string;
  /** Of the request that a response answers. */
  readonly req?: boolean;
  /** The member of a field that is a dictionary. */
  readonly key?: string;
}

export interface SignatureOrder {
  readonly label: string;
  readonly components: readonly Component[];
  /** In their order. */
  readonly parameters: Parameters;
  readonly key: KeyObject;
}

export interface SignatureFields {
  readonly 'signature-input': string;
  readonly signature: string;
}

/** The two fields with one more signature; those that the message has stay before it (RFC 9421 4.3). */
export async function signMessage(message: Message, order: SignatureOrder): Promise<SignatureFields> {
  const { label, components, parameters, key } = order;
  const covered: InnerList = { kind: 'list', items: components.map(toItem), parameters };
  const value = await signOctets(Buffer.from(signatureBase(message, covered)), key);
  const add = (name: string, more: string) => {
    const before = valueOf(message.fields, name);
    return before === undefined ? more : `${before}, ${more}`;
  };
  return {
    'signature-input': add('signature-input', writeDictionary(new Map([[label, covered]]))),
    signature: add('signature', writeDictionary(new Map([[label, item({ type: 'bytes', value })]]))),
  };
}

function toItem({ name, req, key }: Component) {
  const parameters = new Map([
    ...(req ? ([['req', { type: 'boolean', value: true }]] as const) : []),
    ...(key === undefined ? [] : ([['key', string(key)]] as const)),
  ]);
  return item(string(name), parameters);
}

/** A signature as the message has it; nothing is verified yet. */
export interface FoundSignature {
  readonly label: string;
  readonly covered: InnerList;
  readonly value: Uint8Array;
}

/** All signatures of a message, in their order. @throws MessageSignatureError */
export function readSignatures(message: Message): readonly FoundSignature[] {
  const inputs = parseDictionary(requiredValue(message, 'signature-input'));
  const values = parseDictionary(requiredValue(message, 'signature'));
  if (inputs.size !== values.size) throw malformed('every signature has its input and its value');
  return [...inputs].map(([label, covered]) => {
    const value = values.get(label);
    if (covered.kind !== 'list' || value?.kind !== 'item' || value.value.type !== 'bytes')
      throw malformed('a signature is a list of components and octets');
    if (value.parameters.size > 0) throw malformed('a signature has no parameters behind its octets');
    return { label, covered, value: value.value.value };
  });
}

const malformed = (what: string) => new MessageSignatureError('message.malformed_field', what);

/** @throws MessageSignatureError `message.signature_wrong`, or for components that cannot be had */
export async function verifySignature(
  message: Message,
  { covered, value }: FoundSignature,
  key: KeyObject,
): Promise<void> {
  if (!(await areSignedBy(Buffer.from(signatureBase(message, covered)), key, value)))
    throw new MessageSignatureError(
      'message.signature_wrong',
      'the signature is not of this message and key',
    );
}
