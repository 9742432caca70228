import { MessageSignatureError } from './errors.ts';
import { type Message, type RequestMessage, valueOf } from './model.ts';
import {
  type InnerList,
  type Item,
  type Parameters,
  parseDictionary,
  writeMember,
} from './structured-fields.ts';

/** What may stand behind the name of a component, by itself or together; `sf` and `tr` are not read here. */
const knownParameters = ['req', 'key', 'bs', 'name'];

/**
 * The octets that a signature is over (RFC 9421 2.5): a line for each covered component, and the list of components
 * with the parameters of the signature.
 * @throws MessageSignatureError for a component that is unknown, doubled or not in the message
 */
export function signatureBase(message: Message, covered: InnerList): string {
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const component of covered.items) {
    const identifier = writeMember(component);
    if (seen.has(identifier)) throw unknown(`${identifier} is covered twice`);
    seen.add(identifier);
    lines.push(`${identifier}: ${componentValue(message, component)}`);
  }
  lines.push(`"@signature-params": ${writeMember(covered)}`);
  return lines.join('\n');
}

/** RFC 9421 2.1 and 2.2. */
function componentValue(message: Message, component: Item): string {
  const { value: name, parameters } = component;
  if (name.type !== 'string' || name.value !== name.value.toLowerCase())
    throw unknown('a component is named by a string in small letters');
  for (const parameter of parameters.keys())
    if (!knownParameters.includes(parameter)) throw unknown(`${name.value} with ${parameter}`);
  const of = hasFlag(parameters, 'req') ? requestOf(message, name.value) : message;
  const value = name.value.startsWith('@')
    ? derivedValue(of, name.value, component)
    : fieldValue(of, name.value, component);
  // A value of several lines could pass for other components.
  if (/[\r\n]/.test(value)) throw unknown(`${name.value} has more than one line`);
  return value;
}

/**
 * Whether a Boolean parameter (RFC 9421 2.1, 2.4) stands behind a component. A flag is true or absent (RFC 9651 3.1.2):
 * `?0`, or another type, is neither.
 * @throws MessageSignatureError
 */
export function hasFlag(parameters: Parameters, name: 'req' | 'bs'): boolean {
  const flag = parameters.get(name);
  if (flag === undefined) return false;
  if (flag.type !== 'boolean' || !flag.value) throw unknown(`${name} that is not true`);
  return true;
}

function requestOf(message: Message, name: string): RequestMessage {
  if (message.kind === 'response' && message.request) return message.request;
  throw missing(`the request that ${name} is of`);
}

function fieldValue(message: Message, name: string, { parameters }: Item): string {
  const lines = message.fields.get(name);
  if (!lines) throw missing(name);
  if (parameters.has('name')) throw unknown(`${name} with name`);
  const key = parameters.get('key');
  if (hasFlag(parameters, 'bs')) {
    if (key) throw unknown(`${name} with bs and key`);
    return lines.map((line) => `:${Buffer.from(line, 'latin1').toString('base64')}:`).join(', ');
  }
  if (!key) return lines.join(', ');
  const member = key.type === 'string' ? parseDictionary(lines.join(', ')).get(key.value) : undefined;
  if (!member) throw missing(`the key of ${name}`);
  return writeMember(member);
}

type Derive = (message: RequestMessage, url: URL) => string;

const derivations: Readonly<Record<string, Derive>> = {
  '@method': ({ method }) => method,
  '@target-uri': ({ targetUri }) => targetUri,
  '@authority': (_, url) => url.host,
  '@scheme': (_, url) => url.protocol.slice(0, -1),
  '@request-target': (_, url) => `${url.pathname}${url.search}`,
  '@path': (_, url) => url.pathname,
  '@query': (_, url) => url.search || '?',
};

function derivedValue(message: Message, name: string, { parameters }: Item): string {
  if (parameters.has('key') || parameters.has('bs')) throw unknown(`${name} with a parameter of fields`);
  if (name === '@status' && message.kind === 'response' && !parameters.has('name'))
    return String(message.status);
  if (message.kind !== 'request') throw unknown(`${name} of a response`);
  const url = URL.canParse(message.targetUri) ? new URL(message.targetUri) : undefined;
  if (!url) throw missing('the target');
  const wanted = parameters.get('name');
  if (name === '@query-param' && wanted?.type === 'string') return queryParameter(url, wanted.value);
  const derive = Object.hasOwn(derivations, name) ? derivations[name] : undefined;
  if (!derive || wanted) throw unknown(name);
  return derive(message, url);
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** RFC 9421 2.2.8: name and value in percent-encoding; one that comes twice is not signed. */
function queryParameter(url: URL, encodedName: string): string {
  const values = [...url.searchParams].filter(([name]) => encode(name) === encodedName);
  const [only] = values;
  if (!only || values.length > 1) throw missing('the parameter of the query');
  return encode(only[1]);
}

const unknown = (what: string) => new MessageSignatureError('message.component_unknown', what);
const missing = (what: string) => new MessageSignatureError('message.component_missing', what);

/** The value of a field that must be there. @throws MessageSignatureError */
export function requiredValue(message: Message, name: string): string {
  const value = valueOf(message.fields, name);
  if (value === undefined) throw new MessageSignatureError('message.signature_missing', `no field ${name}`);
  return value;
}
