import type { Language } from '../../messages/index.ts';

export const noticeKinds = [
  'summons',
  'postponement',
  'decision',
  'document_request',
  'correction',
  'withdrawal',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export type ParticipantRole =
  | 'claimant'
  | 'defendant'
  | 'third_party'
  | 'accused'
  | 'victim'
  | 'witness'
  | 'representative';

/** What a judge fills in besides the participants. */
export interface NoticeTemplate {
  /** It is about a hearing, with place and time. */
  readonly hasHearing: boolean;
  readonly text: 'required' | 'optional';
  /** A day until which something must be done. */
  readonly hasDue: boolean;
  /** It is about an earlier notice, which it corrects or withdraws. */
  readonly isAboutNotice: boolean;
}

const plain = { hasHearing: false, text: 'required', hasDue: false, isAboutNotice: false } as const;

export const noticeTemplates: Readonly<Record<NoticeKind, NoticeTemplate>> = {
  summons: { ...plain, hasHearing: true, text: 'optional' },
  postponement: { ...plain, hasHearing: true },
  decision: plain,
  document_request: { ...plain, hasDue: true },
  correction: { ...plain, isAboutNotice: true },
  withdrawal: { ...plain, isAboutNotice: true },
};

/** Characters of what a judge writes. */
export const longestText = 8000;

/** What a notice says to its participant. */
export interface NoticeContent {
  readonly kind: NoticeKind;
  /** The participant's. */
  readonly language: Language;
  readonly number: string;
  readonly court: { readonly name: string; readonly address: string };
  readonly caseNumber: string;
  /** What the case is about; '' = nothing is said. */
  readonly subject: string;
  readonly parties: readonly { readonly role: ParticipantRole; readonly name: string }[];
  readonly addressee: { readonly role: ParticipantRole; readonly name: string };
  readonly hearing: { readonly startsAt: Date; readonly room: string } | undefined;
  /** Of the hearing that is postponed. */
  readonly formerly: Date | undefined;
  /** The notice that is corrected or withdrawn. */
  readonly about: { readonly number: string; readonly kind: NoticeKind; readonly signedAt: Date } | undefined;
  /** As the judge wrote it, in paragraphs; '' = nothing. */
  readonly text: string;
  readonly due: Date | undefined;
  readonly judge: string;
  readonly preparedAt: Date;
  /** The verification page. */
  readonly verifyAt: string;
}
