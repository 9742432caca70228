import { createHash, hash } from 'node:crypto';
import { curves, joinedEcdsaValue, type SignatureScheme } from '../../keys/index.ts';
import { der } from '../../asn1/index.ts';
import { type Certificate, verifyByScheme } from '../../validation/index.ts';
import { readAll, sourceOf } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import { rememberMade } from '../made-values.ts';
import type { ByteSource, NamedFile, Packaging, PreparedSignature, SigningOrder } from '../model.ts';
import {
  canonicalise,
  canonicalisations,
  descendants,
  exclusiveUri,
  isNamed,
  readXml,
  type XmlDocument,
  XmlError,
  xmlLimits,
} from '../xml/index.ts';
import { uriOf } from './algorithms.ts';
import { appended, edited } from './edit.ts';
import { signatureName } from './names.ts';
import { fileDigest } from './octets.ts';
import { madeKey } from './read-signature.ts';
import { type PreparedFile, readXadesState, type XadesState, writeXadesState } from './state.ts';
import {
  objectFrame,
  objectId,
  type SignedReference,
  signatureText,
  signedInfoText,
  signedPropertiesText,
  wrapperText,
  xmlHead,
} from './write.ts';

export interface XadesOptions {
  readonly packaging: Packaging;
  /** The signature is written as a container has it (EN 319 162-1 4.4.3.2); detached alone. */
  readonly isInContainer?: boolean;
}

/** What lies within a signature is held in memory, and again as base64. */
const maxEnveloped = 32 * 1024 * 1024;

export async function prepareXades(order: SigningOrder, options: XadesOptions): Promise<PreparedSignature> {
  const { packaging, isInContainer = false } = options;
  if (uriOf(order.scheme) === undefined) throw unsupported('the scheme has no name in XML');
  checkOptions(order.files, { packaging, isInContainer });
  const id = idOf(order);
  const files: PreparedFile[] = [];
  for (const [index, file] of order.files.entries()) {
    const { digest } = await contentOf(file, { packaging, id, index });
    files.push({ name: file.name, mediaType: file.mediaType, digest });
  }
  const { certificate, chain, scheme, time } = order;
  const state = { packaging, isInContainer, certificate, chain, scheme, time, files };
  return { toBeSigned: Buffer.from(textsOf(state).signedInfo), state: writeXadesState(state) };
}

export async function completeXades(
  written: string,
  files: readonly NamedFile[],
  value: Uint8Array,
): Promise<ByteSource> {
  const state = readXadesState(written);
  const contents = await checkFiles(state, files);
  const { id, signedInfo, signedProperties } = textsOf(state);
  const { scheme, certificate } = state;
  const message = Buffer.from(signedInfo);
  if (verifyByScheme(scheme, { key: certificate, message, signature: value }) !== 'good') throw mismatch();
  const joined = xmlValue(value, scheme, certificate);
  rememberMade(madeKey(uriOf(scheme) ?? '', joined, message), certificate);
  const text = signatureText({
    id,
    signedInfo,
    signedProperties,
    value: joined,
    certificates: [certificate, ...state.chain],
    objects: contents.flatMap((one) => (one.object === undefined ? [] : [one.object])),
  });
  const [first] = contents;
  if (first?.document)
    return sourceOf(
      Buffer.from(edited(first.document, [appended(first.document, first.document.root, text)])),
    );
  return sourceOf(Buffer.from(state.isInContainer ? wrapperText(text) : xmlHead + text));
}

function unsupported(message: string): SignatureError {
  return new SignatureError('signature.unsupported', message);
}

function mismatch(): SignatureError {
  return new SignatureError('signature.value_mismatch', 'the value is not by the key over what was prepared');
}

function checkOptions(
  files: readonly NamedFile[],
  { packaging, isInContainer }: Required<XadesOptions>,
): void {
  if (files.length === 0) throw unsupported('there is nothing to sign');
  if (packaging === 'enveloped' && files.length > 1) throw unsupported('one document holds the signature');
  if (isInContainer && packaging !== 'detached') throw unsupported('in a container signatures are detached');
  const names = new Set(files.map(({ name }) => name));
  if (names.size < files.length) throw unsupported('two files have one name');
  if ([...names].some((name) => name === '' || !name.isWellFormed())) throw unsupported('a file has no name');
}

/** Differs between signatures that somebody may put side by side. */
function idOf({ certificate, time }: Pick<XadesState, 'certificate' | 'time'>): string {
  return `S-${hash('sha256', `${time} ${hash('sha256', certificate.raw, 'hex')}`, 'hex').slice(0, 24)}`;
}

/** All that is signed, from what is kept. */
function textsOf(state: XadesState) {
  const id = idOf(state);
  const references = state.files.map((file, index) => referenceOf(file, { ...state, id, index }));
  const { certificate, time } = state;
  const signedProperties = signedPropertiesText({ id, certificate, time, references });
  const methodUri = uriOf(state.scheme) ?? '';
  return {
    id,
    signedProperties,
    signedInfo: signedInfoText({ id, methodUri, references, signedProperties }),
  };
}

interface Place {
  readonly packaging: Packaging;
  readonly id: string;
  readonly index: number;
}

function referenceOf({ name, mediaType, digest }: PreparedFile, place: Place): SignedReference {
  switch (place.packaging) {
    case 'detached':
      return { uri: name.split('/').map(encodeURIComponent).join('/'), kind: 'file', digest, mediaType };
    case 'enveloped':
      return { uri: '', kind: 'document', digest, mediaType: mediaType === '' ? 'text/xml' : mediaType };
    case 'enveloping':
      return {
        uri: `#${objectId(place.id, place.index)}`,
        kind: 'object',
        digest,
        mediaType,
        description: name,
      };
  }
}

interface Content {
  readonly digest: Buffer;
  /** The Object that holds the file. */
  readonly object?: string;
  /** The document that the signature is put into. */
  readonly document?: XmlDocument;
}

async function contentOf(file: NamedFile, { packaging, id, index }: Place): Promise<Content> {
  if (packaging === 'detached') return { digest: await fileDigest(file.content, 'sha256') };
  const bytes = await readAll(file.content, maxEnveloped);
  if (!bytes) throw new SignatureError('signature.too_large', 'what lies in a signature is bounded');
  if (packaging === 'enveloped') return documentContent(bytes);
  const [before, after] = objectFrame(id, index, file.mediaType);
  const object = `${before}${bytes.toString('base64')}${after}`;
  return { digest: hash('sha256', object, 'buffer'), object };
}

const exclusive = canonicalisations.get(exclusiveUri);

function documentContent(bytes: Uint8Array): Content {
  try {
    const document = readXml(bytes, { ...xmlLimits, maxBytes: maxEnveloped });
    for (const element of descendants(document.root))
      if (isNamed(element, signatureName))
        throw unsupported('the document holds a signature, which this one would break');
    if (!exclusive) throw unsupported('exclusive canonicalisation');
    const octets = canonicalise({ apex: document, hasComments: false }, exclusive);
    return { digest: createHash('sha256').update(octets).digest(), document };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new SignatureError('signature.malformed', `no XML that is signed: ${error.message}`, {
      cause: error,
    });
  }
}

const changed = () => new SignatureError('signature.files_changed', 'the files are not those prepared');

/** The same files, in the same order, with the same octets. */
async function checkFiles(state: XadesState, files: readonly NamedFile[]): Promise<readonly Content[]> {
  if (files.length !== state.files.length) throw changed();
  const id = idOf(state);
  const contents: Content[] = [];
  for (const [index, prepared] of state.files.entries()) {
    const file = files[index];
    if (!file || file.name !== prepared.name || file.mediaType !== prepared.mediaType) throw changed();
    const content = await contentOf(file, { packaging: state.packaging, id, index }).catch(
      (error: unknown) => {
        throw error instanceof SignatureError ? changed() : error;
      },
    );
    if (!content.digest.equals(prepared.digest)) throw changed();
    contents.push(content);
  }
  return contents;
}

/** RFC 9231 2.3.6: ECDSA has r || s. */
function xmlValue(value: Uint8Array, { key }: SignatureScheme, { keyAlgorithm }: Certificate): Uint8Array {
  if (key !== 'ec') return value;
  const named = Buffer.from(keyAlgorithm.parameters ?? []);
  const curve = Object.values(curves).find(({ oid }) => named.equals(der.oid(oid)));
  const joined = curve && joinedEcdsaValue(value, curve.length);
  if (!joined) throw mismatch();
  return joined;
}
