import type { AuthorityKind } from '../authority/index.ts';
import type { CertificateKey, CertificateStatus, StatusEvent } from '../status/index.ts';

/** What a visitor asks for. The form of each is checked by {@link readQuery}. */
export type RepositoryQuery =
  /** Semantic identifier (EN 319 412-1), such as `PNOAZ-5ARPXN9`: whoever knows it may see it. */
  | { readonly kind: 'subject'; readonly subjectId: string }
  /** SHA-256 of the certificate, hexadecimal: whoever knows it has the certificate. */
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  | { readonly kind: 'serial'; readonly serial: string }
  /** The beginning of the holder's name. */
  | { readonly kind: 'name'; readonly prefix: string };

export interface ListedCertificate extends CertificateKey {
  readonly authority: string;
  readonly authorityKind: AuthorityKind;
  readonly profile: string;
  readonly subjectName: string;
  /** Milliseconds since 1970, like every time here. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly status: CertificateStatus;
  /** The certificate names a person by a personal code, which a name or a serial number does not entitle to. */
  readonly isPersonal: boolean;
  /** Present where the visitor may see everything. */
  readonly whole:
    | { readonly subjectId: string; readonly fingerprint: string; readonly certificate: Uint8Array }
    | undefined;
}

/** What happened to a certificate, as far as the public may know: not who did it, nor their notes. */
export type PublicEvent = Pick<StatusEvent, 'action' | 'reason' | 'at' | 'invalidSince'>;

export interface ShownCertificate {
  readonly certificate: ListedCertificate;
  readonly history: readonly PublicEvent[];
}

export interface RepositoryPage {
  readonly certificates: readonly ListedCertificate[];
  /** Where the next page starts; undefined at the end. */
  readonly next: string | undefined;
}

export type RepositoryErrorCode = 'repository.query';

export type SearchResult =
  | ({ readonly kind: 'found' } & RepositoryPage)
  | { readonly kind: 'refused'; readonly code: RepositoryErrorCode }
  | { readonly kind: 'blocked'; readonly until: number };

/** An authority, as everybody may see it. */
export interface ListedAuthority {
  readonly caId: number;
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly certificate: Uint8Array;
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isIssuing: boolean;
  readonly partitions: number;
}

/** How many certificates of an authority stand how. */
export interface StatusCounts {
  readonly caId: number;
  readonly good: number;
  readonly held: number;
  readonly revoked: number;
  readonly expired: number;
  readonly unfinished: number;
}

export const pageSize = 20;
const shortestPrefix = 3;
const longestText = 128;

/** Reads what a visitor typed; undefined when it cannot be what it should be. Blanks and colons in numbers do not count. */
export function readQuery(kind: RepositoryQuery['kind'], typed: string): RepositoryQuery | undefined {
  const text = typed.normalize('NFC').trim();
  if (text.length > longestText || /\p{Cc}/u.test(text)) return undefined;
  const number = text.replace(/[\s:]/g, '').toLowerCase().replace(/^0x/, '');
  switch (kind) {
    case 'subject': {
      const subjectId = text.replace(/\s/g, '').toUpperCase();
      return /^[A-Z]{3}AZ-[A-Z0-9-]{1,60}$/.test(subjectId) ? { kind, subjectId } : undefined;
    }
    case 'fingerprint':
      return /^[0-9a-f]{64}$/.test(number) ? { kind, fingerprint: number } : undefined;
    case 'serial': {
      const serial = serialOf(number);
      return serial === undefined ? undefined : { kind, serial };
    }
    case 'name': {
      const prefix = text.replace(/\s+/g, ' ');
      return prefix.length >= shortestPrefix ? { kind, prefix } : undefined;
    }
  }
}

/** The magnitude of a serial number in hexadecimal: whole octets, lower case, no leading zero octets. */
export function serialOf(typed: string): string | undefined {
  const digits = typed.replace(/[\s:]/g, '').toLowerCase();
  if (!/^[0-9a-f]{1,42}$/.test(digits)) return undefined;
  const magnitude = digits.replace(/^0+/, '');
  const serial = magnitude.length % 2 === 0 ? magnitude : `0${magnitude}`;
  return serial.length >= 16 && serial.length <= 40 ? serial : undefined;
}

/** A natural person's identifier: of a person, an identity card or a passport (EN 319 412-1 5.1.3). */
export function isPersonalId(subjectId: string): boolean {
  return /^(PNO|IDC|PAS|TIN)/.test(subjectId);
}

/** A name as the index has it: capitals of ASCII made small, the rest as it is. */
export function indexed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** How the typed beginning may stand in the index: as it is, and with the capitals that names have in Azerbaijani. */
export function spellingsOf(prefix: string): readonly string[] {
  const capitalised = prefix
    .toLocaleLowerCase('az')
    .replace(
      /(^|[ -])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toLocaleUpperCase('az'),
    );
  const english = prefix.toLowerCase().replace(/(^|[ -])(\p{L})/gu, (word) => word.toUpperCase());
  return [...new Set([prefix, capitalised, english].map(indexed))];
}

/** Everything or only what a name or a serial number entitles to. */
export function entitles(query: RepositoryQuery, subjectId: string): boolean {
  return query.kind === 'subject' || query.kind === 'fingerprint' || !isPersonalId(subjectId);
}
