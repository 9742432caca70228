import { facts, form, type Html, html, submit, textsFor, trustedHtml } from '../../http/index.ts';
import type { Language } from '../../messages/index.ts';
import { signedInWith } from '../../ways/index.ts';
import { after } from '../messages.ts';
import { signInDocument } from './frame.ts';
import type { ClaimView, ConsentView, SignInRequest } from './view.ts';

/** The continuation screen: who, to which service, what is handed over, and what happens next. */
export function consentPage(request: SignInRequest, view: ConsentView): Html {
  const t = textsFor(after, request).consent;
  return signInDocument(request, view, {
    title: t.title,
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<div class="acar-who">${figure}<div><p class="acar-quiet">${t.person}</p><p class="acar-who__name">${view.person.name}</p>
<p>${t.method}: ${signedInWith(view.person.method, request.language)}</p></div></div>`,
      html`<h2 class="ds-heading" data-size="sm">${t.given}</h2>`,
      facts(
        withoutRepetition(view.claims).map((claim) => ({
          name: describeClaim(claim.name, request.language),
          value: claim.value ?? '–',
        })),
      ),
      html`<p>${t.next}</p>`,
      html`<div class="acar-actions acar-actions--stacked">
${form(request, view.decide, submit(t.proceed, { name: 'decision', value: 'continue' }))}
${form(request, view.decide, submit(t.somebodyElse, { name: 'decision', value: 'switch', secondary: true }))}
</div>`,
    ],
  });
}

const figure = trustedHtml(
  '<svg class="acar-asker__mark" viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><circle cx="24" cy="16" r="9"/><path d="M7 42c1-10 8-14 17-14s16 4 17 14"/></svg>',
);

/** The full name says its parts too: one line less to read. */
function withoutRepetition(claims: readonly ClaimView[]): readonly ClaimView[] {
  const words = claims.find((claim) => claim.name === 'name')?.value?.split(' ');
  const isSaid = ({ name, value }: ClaimView) =>
    (name === 'given_name' || name === 'family_name') &&
    value?.split(' ').every((word) => words?.includes(word)) === true;
  return claims.filter((claim) => !isSaid(claim));
}

/** A claim in words, also for the portal's list of consents; an unknown one by its own name. */
export function describeClaim(name: string, language: Language): string {
  const t = textsFor(after, { language });
  const known = Object.entries(t.claims).find(([claim]) => claim === name);
  return known ? known[1] : t.unnamedClaim(name);
}
