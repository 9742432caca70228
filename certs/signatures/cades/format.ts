import { hash } from 'node:crypto';
import { der, oids, readDer } from '../../asn1/index.ts';
import {
  encodeAttribute,
  extendSignedData,
  hashIdentifier,
  hashNameOf,
  type SignedData,
} from '../../cms/index.ts';
import type { HashName } from '../../keys/index.ts';
import { parseAlgorithm } from '../../validation/index.ts';
import { sourceOf, digestsOf, readWhole } from '../byte-source.ts';
import { SignatureError, type SignatureErrorCode } from '../errors.ts';
import type {
  NamedFile,
  OpenedDocument,
  ReadRefusalCode,
  ReadResult,
  SignatureFormat,
  SignedDocument,
} from '../model.ts';
import {
  type OrderedSigner,
  readState,
  signerMembers,
  signerOf,
  stateInvalid,
  type StateMembers,
  writeState,
} from '../state.ts';
import { assembleSignedData, checkValue, type SignedValue, signerInfoOf } from './assemble.ts';
import { describe, openDocument, readDocument } from './document.ts';
import { raiseMessage } from './raise.ts';
import { encodeSignedAttributes, messageHashOf } from './signed-attributes.ts';

export interface CadesOptions {
  readonly packaging: 'enveloping' | 'detached';
  /**
   * The signature is put beside those of a signed file: the only file of the order when it envelops its content, else
   * the one behind the content.
   */
  readonly adds?: boolean;
}

/** The largest document that is put into a signature; larger ones are signed detached, which has no limit. */
const largestContent = 64 * 1024 * 1024;

/** CAdES (ETSI EN 319 122-1) with its baseline levels. Enveloping signatures are in memory, detached documents are not. */
export const cades: SignatureFormat<CadesOptions> = {
  async prepare(order, options) {
    const { packaging, adds = false } = options;
    const hashName = messageHashOf(order.scheme);
    const { digest, mediaType, existing } = await gather(order.files, { packaging, adds }, hashName);
    const members = {
      ...signerMembers(order),
      packaging,
      adds,
      digest: base64(digest),
      mediaType,
      ...(existing ? { existing: digestOfExisting(existing) } : {}),
    };
    return {
      toBeSigned: attributesOf(order, { digest, mediaType }),
      state: writeState('CAdES', members),
    };
  },
  async complete(state, files, value) {
    const members = readState('CAdES', state);
    const signer = signerOf(members);
    const packaging = packagingOf(members);
    const { adds, mediaType } = members;
    if (typeof adds !== 'boolean' || typeof mediaType !== 'string') throw stateInvalid();
    const found = await gather(files, { packaging, adds }, messageHashOf(signer.scheme));
    const isSame =
      members['digest'] === base64(found.digest) &&
      (!found.existing || members['existing'] === digestOfExisting(found.existing));
    if (!isSame)
      throw new SignatureError('signature.files_changed', 'the files are not those that were prepared');
    const signedAttributes = attributesOf(signer, { digest: found.digest, mediaType });
    const signed = { signedAttributes, certificate: signer.certificate, scheme: signer.scheme, value };
    checkValue(signedAttributes, signed);
    return sourceOf(
      found.existing
        ? addSigner(found.existing, signed, signer)
        : assembleSignedData(signed, {
            chain: signer.chain,
            ...(found.content ? { content: found.content } : {}),
          }),
    );
  },
  async raise(signed, level, sources) {
    const opened = await openDocument(signed, [sources.timestamps.hash]);
    if (opened.kind === 'refused') throw refusalError(opened);
    const { context } = opened;
    const { signatureId } = signed;
    return sourceOf(await raiseMessage({ context, level, sources, signatureId }));
  },
  read: readDocument,
};

/**
 * A document that is read and then raised. `knowsMade`: values that this process made a little while ago need no second
 * verification, for raising alone; `others`: hashes of the time stamps that are to be put into it.
 */
export async function openToRaise(
  signed: SignedDocument,
  { knowsMade, others }: { readonly knowsMade: boolean; readonly others: readonly HashName[] },
): Promise<OpenedDocument | Refused> {
  const message = await openDocument(signed, others);
  if (message.kind === 'refused') return message;
  const context = { ...message.context, knowsMade };
  return {
    kind: 'opened',
    document: describe({ ...message, context }, signed),
    raise: async (level, sources, signatureId) =>
      sourceOf(await raiseMessage({ context, level, sources, signatureId })),
  };
}

type Refused = Extract<ReadResult, { readonly kind: 'refused' }>;

/** What is signed, and the message that it is added to. */
interface Gathered {
  readonly digest: Uint8Array;
  readonly mediaType: string;
  /** Undefined for a detached one. */
  readonly content?: Uint8Array;
  readonly existing?: SignedData;
}

async function gather(
  files: readonly NamedFile[],
  { packaging, adds }: Required<CadesOptions>,
  hashName: HashName,
): Promise<Gathered> {
  if (adds) return gatherExisting(files, packaging, hashName);
  const [file, ...others] = files;
  if (!file || others.length > 0)
    throw unsupported('one file is signed at a time; a container holds several');
  if (packaging === 'detached')
    return { digest: wanted(await digestsOf(file.content, [hashName]), hashName), mediaType: '' };
  const content = await readWhole(file.content, largestContent);
  return { digest: hash(hashName, content, 'buffer'), mediaType: file.mediaType, content };
}

async function gatherExisting(
  files: readonly NamedFile[],
  packaging: CadesOptions['packaging'],
  hashName: HashName,
): Promise<Gathered> {
  const [existing, content, ...others] = packaging === 'detached' ? files.toReversed() : files;
  if (!existing || others.length > 0 || (packaging === 'detached') !== (content !== undefined))
    throw unsupported('a signature is added to one signed file');
  const signed = { file: existing, detached: content ? [content] : [] };
  const opened = await openDocument(signed, [hashName]);
  if (opened.kind === 'refused') throw refusalError(opened);
  const { signedData, digests } = opened.context;
  if (opened.context.packaging !== packaging) throw unsupported(`the signed file is not ${packaging}`);
  if (signedData.contentType !== oids.data)
    throw unsupported('the signed file is of another content than data');
  return { digest: wanted(digests, hashName), mediaType: '', existing: signedData };
}

function wanted(digests: ReadonlyMap<HashName, Uint8Array> | undefined, name: HashName): Uint8Array {
  const digest = digests?.get(name);
  if (!digest) throw unsupported('the document that was signed is not at hand');
  return digest;
}

function attributesOf(
  { certificate, scheme, time }: OrderedSigner,
  { digest, mediaType }: { readonly digest: Uint8Array; readonly mediaType: string },
): Uint8Array {
  return encodeSignedAttributes({
    certificate,
    hash: messageHashOf(scheme),
    digest,
    signingTime: time,
    others: mediaType === '' ? [] : [encodeAttribute(oids.mimeType, der.utf8String(mediaType))],
  });
}

function addSigner(existing: SignedData, signed: SignedValue, { chain }: OrderedSigner): Uint8Array {
  const info = signerInfoOf(signed);
  const name = messageHashOf(signed.scheme);
  const isListed = existing.digestAlgorithms.some((raw) => hashNameOf(parseAlgorithm(readDer(raw))) === name);
  return extendSignedData(existing, {
    certificates: [signed.certificate, ...chain].map(({ raw }) => raw),
    signerInfos: [info],
    digestAlgorithms: isListed ? [] : [hashIdentifier(name)],
  });
}

/** Of the message that a signature is added to, so that `complete` knows it again. */
function digestOfExisting({ signerInfos, certificateChoices }: SignedData): string {
  const all = [...certificateChoices, ...signerInfos.map(({ raw }) => raw)];
  return hash('sha256', Buffer.concat(all), 'base64');
}

function packagingOf({ packaging }: StateMembers): CadesOptions['packaging'] {
  if (packaging === 'enveloping' || packaging === 'detached') return packaging;
  throw stateInvalid();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function unsupported(message: string): SignatureError {
  return new SignatureError('signature.unsupported', message);
}

const errorCodes: Readonly<
  Partial<Record<ReadRefusalCode | 'signature.not_this_format', SignatureErrorCode>>
> = {
  'signature.too_large': 'signature.too_large',
  'signature.encrypted': 'signature.unsupported',
};

function refusalError({ code, message }: Refused): SignatureError {
  return new SignatureError(errorCodes[code] ?? 'signature.malformed', `${code}: ${message}`);
}
