import { der, type Nest, nest, oids, tags, writeNest } from '../asn1/index.ts';
import {
  isIdentifier,
  isLongerThan,
  isPersonName,
  isPlainName,
  semanticIdentifier,
  upperBounds,
} from '../lint/index.ts';
import { type CaRefusal, refuse } from './errors.ts';
import type { Organisation, Subject } from './model.ts';

export type EncodedSubject = { readonly kind: 'encoded'; readonly name: Uint8Array } | CaRefusal;

type Attribute = keyof typeof upperBounds;
type Fields = Partial<Record<Attribute, string>>;

/** The DER of the subject's Name, or which field is wrong. */
export function encodeSubject(subject: Subject): EncodedSubject {
  if (subject.kind === 'certified-authority')
    return { kind: 'encoded', name: subject.certificate.subject.raw };
  const refusal = checkIdentifiers(subject);
  if (refusal) return refusal;
  return encodeName(fieldsOf(subject));
}

function checkIdentifiers(subject: Exclude<Subject, { kind: 'certified-authority' }>): CaRefusal | undefined {
  if ('identifier' in subject && !isIdentifier(subject.identifier))
    return refuse('ca.subject_field', `not a number of the kind ${subject.identifier.scheme}`, 'identifier');
  if (subject.kind === 'entrepreneur' && !isIdentifier(vat(subject.taxNumber)))
    return refuse('ca.subject_field', 'a VOEN has ten digits', 'taxNumber');
  if ('organisation' in subject && !isIdentifier(subject.organisation.identifier))
    return refuse('ca.subject_field', 'not a number of that kind', 'organisation.identifier');
  return undefined;
}

const vat = (number: string) => ({ scheme: 'VAT', number }) as const;

function fieldsOf(subject: Exclude<Subject, { kind: 'certified-authority' }>): Fields {
  if (!('givenName' in subject))
    return { ...organisationFields(subject.organisation), commonName: subject.commonName };
  const { givenName, surname } = subject;
  const fullName = `${givenName} ${surname}`;
  const person: Fields = {
    serialNumber: semanticIdentifier(subject.identifier),
    surname,
    givenName,
    commonName: subject.commonName ?? fullName,
  };
  switch (subject.kind) {
    case 'citizen':
      return person;
    case 'entrepreneur':
      return {
        organizationName: subject.tradeName ?? fullName,
        organizationIdentifier: semanticIdentifier(vat(subject.taxNumber)),
        ...person,
      };
    case 'employee':
    case 'official':
      return {
        ...organisationFields(subject.organisation),
        ...(subject.unit === undefined ? {} : { organizationalUnitName: subject.unit }),
        ...(subject.title === undefined ? {} : { title: subject.title }),
        ...person,
      };
  }
}

function organisationFields({ name, identifier }: Organisation): Fields {
  return { organizationName: name, organizationIdentifier: semanticIdentifier(identifier) };
}

/** Most general first, as directories have it. */
const order: readonly Attribute[] = [
  'organizationName',
  'organizationIdentifier',
  'organizationalUnitName',
  'title',
  'serialNumber',
  'surname',
  'givenName',
  'commonName',
];

const types = Object.fromEntries(order.map((attribute) => [attribute, der.oid(oids[attribute])]));
const country = relative(der.oid(oids.countryName), der.printableString('AZ'));

function relative(type: Uint8Array, value: Uint8Array): Nest {
  return nest(tags.set, nest(tags.sequence, type, value));
}

const personal: ReadonlySet<Attribute> = new Set(['givenName', 'surname']);

function encodeName(fields: Fields): EncodedSubject {
  const parts: Nest[] = [country];
  for (const attribute of order) {
    const text = fields[attribute];
    const type = types[attribute];
    if (text === undefined || !type) continue;
    const refusal = checkText(attribute, text);
    if (refusal) return refusal;
    // RFC 5280 appendix A.1 has only PrintableString for serialNumber.
    const value = attribute === 'serialNumber' ? der.printableString(text) : der.utf8String(text);
    parts.push(relative(type, value));
  }
  return { kind: 'encoded', name: writeNest(nest(tags.sequence, ...parts)) };
}

function checkText(attribute: Attribute, text: string): CaRefusal | undefined {
  const bound = upperBounds[attribute];
  if (isLongerThan(text, bound))
    return refuse('ca.subject_field', `${attribute} has more than ${bound} characters`, attribute);
  const isAllowed = personal.has(attribute) ? isPersonName(text) : isPlainName(text);
  if (!isAllowed)
    return refuse(
      'ca.subject_field',
      `${attribute} is empty or has characters that names do not have`,
      attribute,
    );
  return undefined;
}
