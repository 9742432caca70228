import { oids } from '../../asn1/index.ts';
import { hashNameOf, type SignedData } from '../../cms/index.ts';
import type { HashName } from '../../keys/index.ts';
import { type Digests, digestsOf, digestsOfBytes, readWhole } from '../byte-source.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, NamedFile, ReadDocument, ReadFile, ReadResult, SignedDocument } from '../model.ts';
import { withoutArmour } from './armour.ts';
import { mimeTypeOf } from './claims.ts';
import { messageDigestIn } from './problems.ts';
import { largestMessage, readMessage } from './read-message.ts';
import { type MessageContext, readSignatures } from './read-signature.ts';
import { contentHashesOf } from './time-stamps.ts';

const mostDetached = 100;

type Refused = Extract<ReadResult, { readonly kind: 'refused' }>;

/** A message with the digests of its content, and the file that its content is where it lies outside. */
export interface OpenedMessage {
  readonly kind: 'opened';
  readonly context: MessageContext;
  readonly signedFile: NamedFile | undefined;
}

/** Opens a signed document; hashes its content by what its signatures need, and by `others`. Never throws for bad bytes. */
export async function openDocument(
  { file, detached }: SignedDocument,
  others: readonly HashName[] = [],
): Promise<OpenedMessage | Refused> {
  if (file.content.size > largestMessage) return tooLarge();
  const bytes = await readBounded(file.content);
  if (!bytes) return tooLarge();
  const message = readMessage(withoutArmour(bytes));
  if (message.kind === 'refused') return message;
  const { signedData } = message;
  if (signedData.signerInfos.length === 0 || signedData.contentType === oids.tSTInfo)
    return refuse('signature.not_this_format', 'the message has no signature of a document');
  const names = new Set([...contentHashesOf(signedData), ...others]);
  if (signedData.content) {
    const digests = digestsOfBytes(signedData.content, names);
    const context = { signedData, format: 'CAdES', packaging: 'enveloping', digests } as const;
    return { kind: 'opened', context, signedFile: undefined };
  }
  if (detached.length > mostDetached) return refuse('signature.too_complex', 'too many files');
  const found = await findSigned(signedData, detached, names);
  const context = { signedData, format: 'CAdES', packaging: 'detached', digests: found?.digests } as const;
  return { kind: 'opened', context, signedFile: found?.file };
}

async function readBounded(source: ByteSource): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(source, largestMessage);
  } catch (error) {
    if (error instanceof SignatureError && error.code === 'signature.too_large') return undefined;
    throw error;
  }
}

/** Of several files beside a signature the one that it is of; else the first. */
async function findSigned(
  signedData: SignedData,
  detached: readonly NamedFile[],
  names: ReadonlySet<HashName>,
) {
  let first: { readonly file: NamedFile; readonly digests: Digests } | undefined;
  for (const file of detached) {
    const found = { file, digests: await digestsOf(file.content, names) };
    if (isOf(signedData, found.digests)) return found;
    first ??= found;
  }
  return first;
}

function isOf({ signerInfos }: SignedData, digests: Digests): boolean {
  return signerInfos.some(({ digestAlgorithm, signedAttributes = [] }) => {
    const name = hashNameOf(digestAlgorithm);
    const [signed, actual] = [messageDigestIn(signedAttributes), name && digests.get(name)];
    return signed !== undefined && actual !== undefined && Buffer.compare(signed, actual) === 0;
  });
}

/** Reads and checks, and judges nothing. Never throws for bad bytes. */
export async function readDocument(signed: SignedDocument): Promise<ReadResult> {
  const opened = await openDocument(signed);
  if (opened.kind === 'refused') return opened;
  return { kind: 'read', document: describe(opened, signed) };
}

export function describe({ context, signedFile }: OpenedMessage, signed: SignedDocument): ReadDocument {
  const isSigned = (file: NamedFile) => file === signedFile;
  const isWhole = signed.detached.every(isSigned);
  const signatures = readSignatures(context).map((one) => ({ ...one, coversWholeDocument: isWhole }));
  const ids = signatures.filter(({ counterSigns }) => counterSigns === undefined).map(({ id }) => id);
  const files: readonly ReadFile[] = [
    ...contentOf(signed.file, context.signedData, ids),
    ...signed.detached.map((file) => ({
      name: file.name,
      mediaType: file.mediaType,
      size: file.content.size,
      coveredBy: isSigned(file) ? ids : [],
    })),
  ];
  return { format: 'CAdES', signatures, timeStamps: [], files, problems: [] };
}

/** The document inside. */
function contentOf(
  file: NamedFile,
  { content, signerInfos }: SignedData,
  ids: readonly string[],
): readonly ReadFile[] {
  if (!content) return [];
  const [mediaType = ''] = signerInfos.flatMap(
    ({ signedAttributes = [] }) => mimeTypeOf(signedAttributes) ?? [],
  );
  const name = file.name.replace(/\.(p7m|p7s|p7b|p7|pkcs7|cms|sig)$/i, '');
  return [{ name, mediaType, size: content.length, coveredBy: ids }];
}

function tooLarge(): Refused {
  return refuse('signature.too_large', `more than ${largestMessage} bytes`);
}

function refuse(code: Refused['code'], message: string): Refused {
  return { kind: 'refused', code, message };
}
