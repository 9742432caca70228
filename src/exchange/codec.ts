import {
  type Fields,
  item,
  type Member,
  MessageSignatureError,
  parseItem,
  parseList,
  string,
  valueOf,
  words,
  writeList,
  writeMember,
} from '../message-signatures/index.ts';
import { ExchangeError } from './errors.ts';
import {
  type Basis,
  isExchangeName,
  isOrganisationId,
  isRequestId,
  mostPersons,
  type Terms,
} from './model.ts';

type Pair = readonly [string, string];

/** The fields that say the terms of a request. */
export function writeTerms(terms: Terms): readonly Pair[] {
  const { requestId, consumer, purpose, basis, persons, user } = terms;
  return [
    ['acar-request-id', requestId],
    ['acar-consumer', consumer],
    ['acar-purpose', purpose],
    ['acar-basis', writeBasis(basis)],
    ...(persons.length > 0
      ? [['acar-person', writeList(persons.map((one) => item(string(one))))] as const]
      : []),
    ...(terms.case === undefined ? [] : [['acar-case', writeMember(item(words(terms.case)))] as const]),
    ...(user === undefined
      ? []
      : [['acar-user', writeMember(item({ type: 'display', value: user }))] as const]),
  ];
}

function writeBasis(basis: Basis): string {
  const parameters = new Map(
    basis.kind === 'law'
      ? [['reference', string(basis.reference)] as const]
      : [['id', string(basis.id)] as const],
  );
  return writeMember(item({ type: 'token', value: basis.kind }, parameters));
}

/** @throws ExchangeError `exchange.terms_malformed` with the name of the field */
export function readTerms(fields: Fields): Terms {
  const plain = (name: string, isGood: (text: string) => boolean) => {
    const value = valueOf(fields, name);
    if (value === undefined || !isGood(value)) throw malformed(name);
    return value;
  };
  return {
    requestId: plain('acar-request-id', isRequestId),
    consumer: plain('acar-consumer', isOrganisationId),
    purpose: plain('acar-purpose', isExchangeName),
    basis: readBasis(fields),
    persons: readPersons(fields),
    case: readText(fields, 'acar-case', 64),
    user: readText(fields, 'acar-user', 100),
  };
}

const malformed = (name: string) => new ExchangeError('exchange.terms_malformed', name);

/** What a reader of structured fields makes of a value; that it cannot be read is said with the field's name. */
function parsed<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MessageSignatureError) throw malformed(name);
    throw error;
  }
}

function readBasis(fields: Fields): Basis {
  const name = 'acar-basis';
  const { value, parameters } = parsed(name, () => parseItem(valueOf(fields, name) ?? ''));
  const [only, second] = parameters;
  if (value.type !== 'token' || !only || second || only[1].type !== 'string') throw malformed(name);
  const [parameter, { value: text }] = only;
  if (value.value === 'law' && parameter === 'reference' && isExchangeName(text))
    return { kind: 'law', reference: text };
  if (value.value === 'consent' && parameter === 'id' && isRequestId(text))
    return { kind: 'consent', id: text };
  throw malformed(name);
}

function readPersons(fields: Fields): readonly string[] {
  const name = 'acar-person';
  const value = valueOf(fields, name);
  if (value === undefined) return [];
  const persons = parsed(name, () => parseList(value)).map((member) => stringOf(name, member, 20));
  if (persons.length === 0 || persons.length > mostPersons || new Set(persons).size < persons.length)
    throw malformed(name);
  return persons;
}

function readText(fields: Fields, name: string, longest: number): string | undefined {
  const value = valueOf(fields, name);
  return value === undefined
    ? undefined
    : stringOf(
        name,
        parsed(name, () => parseItem(value)),
        longest,
      );
}

/** Control signs, and those that change how others are shown: with them a name could read as another one. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function stringOf(name: string, member: Member, longest: number): string {
  if (member.kind !== 'item' || member.parameters.size > 0) throw malformed(name);
  const { value } = member;
  if (value.type !== 'string' && value.type !== 'display') throw malformed(name);
  const text = value.value;
  if (text.trim() === '' || text.length > longest || unseen.test(text)) throw malformed(name);
  return text;
}

/** A certificate in a field, as RFC 9440 2.1 has it. */
export function writeOctets(octets: Uint8Array): string {
  return writeMember(item({ type: 'bytes', value: octets }));
}

/** @throws ExchangeError `exchange.terms_malformed` */
export function readOctets(fields: Fields, name: string): Uint8Array {
  const { value, parameters } = parsed(name, () => parseItem(valueOf(fields, name) ?? ''));
  if (value.type !== 'bytes' || parameters.size > 0) throw malformed(name);
  return value.value;
}

/** Places in the record, as `Acar-Records` tells them. */
export function writeRecordIds(ids: readonly string[]): string {
  return writeList(ids.map((id) => item(string(id))));
}

/** @throws ExchangeError `exchange.terms_malformed` */
export function readRecordIds(fields: Fields): readonly string[] {
  const name = 'acar-records';
  const members = parsed(name, () => parseList(valueOf(fields, name) ?? ''));
  return members.map((member) => stringOf(name, member, 20));
}
