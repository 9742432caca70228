import { type Html, html, tag, textsFor } from '../../../http/index.ts';
import { formatDateTime, type Language } from '../../../messages/index.ts';
import { organisationsPath } from '../../mandates/index.ts';
import { inboxTexts } from '../messages.ts';
import type { Envelope, Hearing } from '../model.ts';

export const listPath = '/me/notices';
export const organisationPath = (representationId: string) => `${organisationsPath}/${representationId}`;
export const noticePath = (noticeId: string) => `${listPath}/${noticeId}`;

/** Unread or read, and what became of it: in words, and only then in colours. */
export function stateTags({ readAt, replacedBy }: Envelope, language: Language): Html {
  const t = textsFor(inboxTexts, { language });
  const tags = [
    readAt ? tag(t.read, 'neutral') : tag(t.unread, 'accent'),
    replacedBy && tag(t.replacedTags[replacedBy], 'warning'),
  ];
  return html`<span class="acar-tags">${tags}</span>`;
}

/** `22 noyabr 2026, 14:05–15:00`; where it ends on another day, both in full. */
export function hearingTime({ startsAt, endsAt }: Hearing, language: Language): string {
  const [from, until] = [formatDateTime(startsAt, language), formatDateTime(endsAt, language)];
  const [day = '', time = ''] = until.split(', ');
  return from.startsWith(`${day}, `) ? `${from}–${time}` : `${from} – ${until}`;
}
