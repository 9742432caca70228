import { type Html, html, tag, textsFor } from '../../http/index.ts';
import type { Language } from '../../messages/index.ts';
import { accessTexts } from '../messages.ts';
import { type Access, signsOf } from '../model.ts';

export const listPath = '/me/accesses';
export const consentsPath = `${listPath}/consents`;
export const onePath = (id: string) => `${listPath}/${id}`;

const colors = {
  answered: 'success',
  without_data: 'neutral',
  refused: 'danger',
  failed: 'warning',
  waiting: 'info',
} as const satisfies Record<Access['outcome'], string>;

/** The outcome, and whatever makes the access stand out. */
export function outcomeTags(access: Access, language: Language): Html {
  const t = textsFor(accessTexts, { language });
  const { outcome, question } = access;
  const tags = [
    tag(t.outcomes[outcome], colors[outcome]),
    signsOf(access).includes('at_night') && tag(t.night, 'warning'),
    question && tag(question.answer ? t.answeredTag : t.asked, question.answer ? 'success' : 'info'),
  ];
  return html`<span class="acar-tags">${tags}</span>`;
}

/** What for: in words, or as what the agency said and has no right for. */
export function purposeText({ purpose }: Access, language: Language): string {
  return purpose.texts?.[language] ?? accessTexts[language].unknownPurpose(purpose.id);
}

/** On what an agency may ask; of a refused one, what it referred to. */
export function basisText({ basis, purpose, outcome }: Access, language: Language): string {
  const t = accessTexts[language];
  if (basis.kind === 'consent') return outcome === 'refused' ? t.claimedConsent : t.byConsent;
  return purpose.texts ? (basis.texts?.[language] ?? basis.reference) : t.unknownBasis(basis.reference);
}

/** Why there was no answer; codes that say nothing to a citizen in one sentence. */
export function reasonText(code: string, language: Language): string {
  const { reasons } = accessTexts[language];
  const known: Readonly<Record<string, string>> = reasons;
  return known[code] ?? reasons.other;
}
