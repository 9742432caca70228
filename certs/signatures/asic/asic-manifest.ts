import type { HashName } from '../../keys/index.ts';
import { readAll } from '../byte-source.ts';
import type { ByteSource } from '../model.ts';
import { digestUris, sha256Uri } from '../xades/algorithms.ts';
import {
  attributeOf,
  childrenNamed,
  escapeAttribute,
  readXml,
  textOf,
  type XmlElement,
  XmlError,
} from '../xml/index.ts';
import { malformed } from '../zip/errors.ts';

/** ASiCManifest (EN 319 162-1 A.4), which a signature or a time stamp is of. */
export interface AsicManifest {
  /** The entry of the signature or time stamp. */
  readonly signature: string;
  readonly references: readonly ManifestReference[];
}

export interface ManifestReference {
  readonly uri: string;
  readonly mediaType: string;
  readonly isRootFile: boolean;
  readonly hash: HashName | undefined;
  /** As written. */
  readonly hashUri: string;
  readonly digest: Buffer;
}

const namespace = 'http://uri.etsi.org/02918/v1.2.1#';
const dsNamespace = 'http://www.w3.org/2000/09/xmldsig#';
const maxBytes = 4 * 1024 * 1024;
const maxReferences = 4096;

/** @throws ZipError */
export async function readAsicManifest(content: ByteSource, name: string): Promise<AsicManifest> {
  const bytes = await readAll(content, maxBytes);
  if (!bytes) throw malformed(`${name} is too large`);
  const root = rootOf(bytes, name);
  const [signature, ...others] = childrenNamed(root, { namespace, local: 'SigReference' });
  const uri = signature && attributeOf(signature, 'URI');
  if (uri === undefined || others.length > 0) throw malformed(`${name} names no signature, or several`);
  const references = childrenNamed(root, { namespace, local: 'DataObjectReference' });
  if (references.length === 0 || references.length > maxReferences)
    throw malformed(`${name} lists no files, or too many`);
  return { signature: uri, references: references.map((one) => referenceOf(one, name)) };
}

function rootOf(bytes: Uint8Array, name: string): XmlElement {
  try {
    const { root } = readXml(bytes);
    if (root.local === 'ASiCManifest' && root.namespace === namespace) return root;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw malformed(`${name}: ${error.message}`);
  }
  throw malformed(`${name} is no ASiCManifest`);
}

function referenceOf(element: XmlElement, name: string): ManifestReference {
  const [method] = childrenNamed(element, { namespace: dsNamespace, local: 'DigestMethod' });
  const [value, ...others] = childrenNamed(element, { namespace: dsNamespace, local: 'DigestValue' });
  const hashUri = method && attributeOf(method, 'Algorithm');
  const uri = attributeOf(element, 'URI');
  if (uri === undefined || hashUri === undefined || !value || others.length > 0)
    throw malformed(`${name} has a reference that is broken`);
  return {
    uri,
    mediaType: attributeOf(element, 'MimeType') ?? '',
    isRootFile: attributeOf(element, 'Rootfile') === 'true',
    hash: digestUris.get(hashUri),
    hashUri,
    digest: Buffer.from(textOf(value), 'base64'),
  };
}

/** The name that a URI means (RFC 3986 2.1); what cannot be decoded is taken as it stands. */
export function nameOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

export interface ListedFile {
  readonly name: string;
  readonly mediaType: string;
  /** SHA-256. */
  readonly digest: Uint8Array;
  readonly isRootFile?: boolean;
}

export function writeAsicManifest(
  signature: { readonly name: string; readonly mediaType: string },
  files: readonly ListedFile[],
): Buffer {
  const references = files.map(
    ({ name, mediaType, digest, isRootFile }) =>
      `<asic:DataObjectReference MimeType="${escapeAttribute(mediaType || 'application/octet-stream')}"${
        isRootFile ? ' Rootfile="true"' : ''
      } URI="${uriOf(name)}"><ds:DigestMethod Algorithm="${sha256Uri}"/><ds:DigestValue>${Buffer.from(digest).toString('base64')}</ds:DigestValue></asic:DataObjectReference>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<asic:ASiCManifest xmlns:asic="${namespace}" xmlns:ds="${dsNamespace}"><asic:SigReference MimeType="${signature.mediaType}" URI="${uriOf(signature.name)}"/>${references.join('')}</asic:ASiCManifest>`,
  );
}

function uriOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/').replaceAll("'", '%27');
}
