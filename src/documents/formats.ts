import type {
  ByteSource,
  LevelSources,
  NamedFile,
  PreparedSignature,
  SigningOrder,
} from '../../certs/index.ts';
import type { Language } from '../messages/index.ts';
import type { DocumentFormatName, DocumentPerson } from './model.ts';

/** A document as it is before a signature is added to it. */
export interface DocumentToSign {
  readonly file: NamedFile;
  /** Signatures are put into it as it is: it has some already, which stay, or is a container. */
  readonly isContainer: boolean;
}

export type DocumentSigner = Omit<SigningOrder, 'files'>;

/** What people see of the signature. */
export interface SignatureLook {
  readonly person: Pick<DocumentPerson, 'name'>;
  /** Of a visible stamp, where the format has one; undefined = none. */
  readonly stampLanguage: Language | undefined;
}

/** How documents of a kind are signed, with everything decided that a person is not asked. */
export interface DocumentFormat {
  /** @throws SignatureError */
  prepare(document: DocumentToSign, signer: DocumentSigner, look: SignatureLook): Promise<PreparedSignature>;
  /** At level B. @throws SignatureError `signature.value_mismatch` and others */
  complete(document: DocumentToSign, state: string, value: Uint8Array): Promise<ByteSource>;
  /**
   * Raises every signature that is below the level to it; LTA adds a further archive time stamp to those that have it.
   * @throws SignatureError
   */
  raise(signed: NamedFile, level: 'LT' | 'LTA', sources: LevelSources): Promise<ByteSource>;
}

export type DocumentFormats = Readonly<Record<DocumentFormatName, DocumentFormat>>;
