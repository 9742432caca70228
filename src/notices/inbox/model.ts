import type { ByteSource } from '../../../certs/signatures/index.ts';
import type { Level } from '../../../oidc/ports.ts';
import type { Language } from '../../messages/index.ts';

/** Who reads at the portal, and how they signed in. */
export interface Reader {
  readonly accountId: string;
  readonly personalCode: string;
  readonly method: string;
  readonly level: Level;
}

/** Where a reader's request came from. */
export interface ReaderOrigin {
  readonly address: string;
  readonly userAgent: string;
}

type NoticeKind = 'summons' | 'postponement' | 'decision' | 'document_request' | 'correction' | 'withdrawal';

type Names = Readonly<Record<Language, string>>;

/** What may be told of a notice before it is opened. */
export interface Envelope {
  readonly noticeId: string;
  /** `B-001-2026-000123` */
  readonly number: string;
  readonly kind: NoticeKind;
  readonly caseNumber: string;
  readonly court: { readonly id: string; readonly names: Names };
  /** Whom it is for, as the case names them. */
  readonly party: string;
  readonly sentAt: Date;
  /** The mandate by which the reader reads it; undefined for the reader's own, and for the head of an organisation. */
  readonly mandateId: string | undefined;
  /** The representation by which it is read, where it is for an organisation. */
  readonly representationId: string | undefined;
  /** When the reader opened it; undefined = unread. */
  readonly readAt: Date | undefined;
  /** A later notice that corrects it or takes it back. */
  readonly replacedBy: 'correction' | 'withdrawal' | undefined;
  /** Undefined for a notice of no hearing. */
  readonly hearing: Hearing | undefined;
}

export interface Hearing {
  readonly hearingId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly room: string;
  readonly state: 'planned' | 'postponed' | 'cancelled';
}

/** Somebody opened the notice. */
export interface Reading {
  readonly byReader: boolean;
  /** As the account has it; undefined where that is gone. */
  readonly name: string | undefined;
  readonly as: 'party' | 'head' | 'representative';
  readonly at: Date;
  /** Of the record that proves it. */
  readonly recordId: string | undefined;
}

/** All that a notice's page tells. */
export interface OwnNotice extends Envelope {
  readonly documentId: string;
  readonly address: string;
  readonly judge: string;
  /** What the case is about, in a line. */
  readonly caseSubject: string;
  /** The notice that replaces it, and the one that it replaces, where the reader may see them. */
  readonly newer: string | undefined;
  readonly older: string | undefined;
  /** The party, and the head of an organisation, see everybody's; a representative only their own. */
  readonly readings: readonly Reading[];
}

/** The signed PDF. */
export interface NoticeFile extends ByteSource {
  /** SHA-256. */
  readonly digest: Uint8Array;
}

/** The bytes of notices. Whoever asks has seen to it that the reader may have them. */
export interface NoticeFiles {
  /** The document as it is signed; undefined when there is none. */
  open(documentId: string): Promise<NoticeFile | undefined>;
}

/** Where a page of a list begins: behind the notice that was sent then. */
export interface ListKey {
  readonly sentAt: Date;
  readonly entry: string;
}

/** The key in an address: milliseconds since 1970 and the entry. */
export function writeListKey({ sentAt, entry }: ListKey): string {
  return `${sentAt.getTime()}-${entry}`;
}

/** Undefined for what is no key, as a reader may have typed it. */
export function readListKey(text: string | undefined): ListKey | undefined {
  const [, sentAt, entry] = /^(\d{1,14})-(\d{1,18})$/.exec(text ?? '') ?? [];
  return entry === undefined ? undefined : { sentAt: new Date(Number(sentAt)), entry };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isNoticeId(id: string): boolean {
  return uuid.test(id);
}
