import { type PageRequest, textsFor } from '../../../http/index.ts';
import { formatDate, formatDateTime } from '../../../messages/index.ts';
import type { ListedCertificate } from '../../../pki/index.ts';
import { texts } from '../messages.ts';

type Certificate = Pick<ListedCertificate, 'status' | 'notBefore' | 'notAfter' | 'profile'>;

export function moment(at: number, request: PageRequest): string {
  return formatDateTime(new Date(at), request.language);
}

export function period({ notBefore, notAfter }: Certificate, request: PageRequest): string {
  const day = (at: number) => formatDate(new Date(at), request.language);
  return textsFor(texts, request).period(day(notBefore), day(notAfter));
}

/** The status in words: a revoked or suspended certificate stays that after its end. */
export function statusWords(certificate: Certificate, now: number, request: PageRequest) {
  const t = textsFor(texts, request).status;
  const { status, notBefore, notAfter } = certificate;
  if (status.kind === 'revoked')
    return { text: t.revoked(moment(status.since, request)), color: 'danger' } as const;
  if (status.kind === 'held')
    return { text: t.held(moment(status.since, request)), color: 'warning' } as const;
  if (now > notAfter) return { text: t.expired, color: 'neutral' } as const;
  if (now < notBefore) return { text: t.early, color: 'neutral' } as const;
  return { text: t.good, color: 'success' } as const;
}

/** `citizen-signature` in words. */
export function profileWords(profile: string, request: PageRequest): string {
  const t = textsFor(texts, request).profiles;
  const [, kind = profile, use] = /^(.+)-(signature|authentication)$/.exec(profile) ?? [];
  const name = isKey(t, kind) ? t[kind] : t.other;
  return use !== undefined && isKey(t, use) ? `${name}, ${t[use]}` : name;
}

function isKey<T extends object>(table: T, key: string): key is keyof T & string {
  return Object.hasOwn(table, key);
}

export function reasonWords(reason: number | undefined, request: PageRequest): string {
  const t = textsFor(texts, request).reasons;
  const key = String(reason ?? 0);
  return isKey(t, key) ? String(t[key]) : t[0];
}
