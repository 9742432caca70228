import { cades } from '../cades/index.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, ContainerType, NamedFile, PreparedSignature, SigningOrder } from '../model.ts';
import { readState, stateInvalid, type StateMembers, writeState } from '../state.ts';
import { xades } from '../xades/index.ts';
import { fileDigest } from '../xades/octets.ts';
import { ZipError } from '../zip/index.ts';
import { type Container, openContainer } from './container.ts';
import { metaNames, nextName } from './names.ts';
import {
  changeContainer,
  checkFiles,
  composeContainer,
  manifestOver,
  metaEntry,
  unsupported,
} from './write.ts';

export type AsicOptions =
  | { readonly container: ContainerType; readonly signature: 'XAdES' | 'CAdES' }
  /** The one file is an ASiC-E container; a further signature over its files is put into it, as those in it are. */
  | { readonly container: 'existing' };

const format = 'ASiC';

/** What `complete` needs again. */
interface State {
  readonly container: AsicOptions['container'];
  readonly signature: 'XAdES' | 'CAdES';
  /** Names of the entries. */
  readonly signatureName: string;
  readonly manifestName: string;
  /** Of the signature's own format. */
  readonly inner: string;
  /** SHA-256 of the existing container; files are checked by the format of the signature that is over them. */
  readonly digests: readonly string[];
}

export async function prepareAsic(order: SigningOrder, options: AsicOptions): Promise<PreparedSignature> {
  const existing = options.container === 'existing' ? await openExisting(order.files) : undefined;
  const { type, signature, ...names } = existing ? placesIn(existing) : placesOf(options);
  const files = existing?.files ?? order.files;
  checkFiles(type, files);
  const state: Omit<State, 'inner'> = {
    container: options.container,
    signature,
    ...names,
    digests: await digestsOf(existing ? order.files : []),
  };
  const { toBeSigned, state: inner } =
    signature === 'XAdES'
      ? await xades.prepare({ ...order, files }, { packaging: 'detached', isInContainer: true })
      : await cades.prepare(
          { ...order, files: [await besideCades(state, files)] },
          { packaging: 'detached' },
        );
  return { toBeSigned, state: writeState(format, { ...state, inner }) };
}

export async function completeAsic(
  text: string,
  given: readonly NamedFile[],
  value: Uint8Array,
): Promise<ByteSource> {
  const state = stateOf(readState(format, text));
  const isExisting = state.container === 'existing';
  if ((await digestsOf(isExisting ? given : [])).join() !== state.digests.join())
    throw new SignatureError('signature.files_changed', 'the files are not those that were prepared');
  const existing = isExisting ? await openExisting(given) : undefined;
  const files = existing?.files ?? given;
  const beside = state.signature === 'CAdES' ? await besideCades(state, files) : undefined;
  const signature = beside
    ? await cades.complete(state.inner, [beside], value)
    : await xades.complete(state.inner, files, value);
  const manifest = beside && state.manifestName !== '' ? [metaEntry(beside.name, beside.content)] : [];
  const meta = [...manifest, metaEntry(state.signatureName, signature)];
  if (existing) return changeContainer(existing, { replaced: new Map(), added: meta });
  return composeContainer(state.container === 'ASiC-S' ? 'ASiC-S' : 'ASiC-E', files, meta);
}

type Places = Pick<State, 'signature' | 'signatureName' | 'manifestName'> & { readonly type: ContainerType };

function placesOf(options: AsicOptions): Places {
  if (options.container === 'existing') throw unsupported('there is no container');
  const { container: type, signature } = options;
  if (type === 'ASiC-E') return { type, signature, ...numbered(signature, []) };
  const signatureName = signature === 'XAdES' ? metaNames.signatures : metaNames.signature;
  return { type, signature, signatureName, manifestName: '' };
}

function placesIn({ type, meta }: Container): Places {
  if (type !== 'ASiC-E') throw unsupported('ASiC-S has one signature file; ASiC-E holds several');
  const signature = meta.some(({ kind }) => kind === 'cades') ? 'CAdES' : 'XAdES';
  const taken = meta.map(({ name }) => name);
  return { type, signature, ...numbered(signature, taken) };
}

function numbered(
  signature: 'XAdES' | 'CAdES',
  taken: readonly string[],
): Pick<State, 'signatureName' | 'manifestName'> {
  if (signature === 'XAdES')
    return { signatureName: nextName(taken, ['signatures', '.xml']), manifestName: '' };
  return {
    signatureName: nextName(taken, ['signature', '.p7s'], 1),
    manifestName: nextName(taken, ['ASiCManifest', '.xml'], 1),
  };
}

/** What a CAdES signature is over: the file of ASiC-S, in ASiC-E a manifest (EN 319 162-1 4.3.3.2 and 4.4.3.3). */
async function besideCades(
  { signatureName, manifestName }: Pick<State, 'signatureName' | 'manifestName'>,
  files: readonly NamedFile[],
): Promise<NamedFile> {
  const [file] = files;
  if (manifestName === '' && file) return file;
  const manifest = await manifestOver(
    { name: signatureName, mediaType: 'application/pkcs7-signature' },
    files,
  );
  return { name: manifestName, mediaType: 'text/xml', content: metaEntry(manifestName, manifest).content };
}

async function openExisting(files: readonly NamedFile[]): Promise<Container> {
  const [file, ...others] = files;
  if (!file || others.length > 0) throw unsupported('a signature is added to one container');
  try {
    return await openContainer(file.content);
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new SignatureError('signature.malformed', error.message, { cause: error });
  }
}

async function digestsOf(files: readonly NamedFile[]): Promise<readonly string[]> {
  const digests: string[] = [];
  for (const { content } of files) digests.push((await fileDigest(content, 'sha256')).toString('hex'));
  return digests;
}

function stateOf(members: StateMembers): State {
  const { container, signature, signatureName, manifestName, inner, digests } = members;
  const isKnown =
    (container === 'ASiC-S' || container === 'ASiC-E' || container === 'existing') &&
    (signature === 'XAdES' || signature === 'CAdES') &&
    typeof signatureName === 'string' &&
    typeof manifestName === 'string' &&
    typeof inner === 'string' &&
    Array.isArray(digests);
  if (!isKnown) throw stateInvalid();
  return { container, signature, signatureName, manifestName, inner, digests: digests.map(String) };
}
