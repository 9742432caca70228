import { facts, form, type Html, html, submit, textsFor } from '../../http/index.ts';
import type { Language } from '../../messages/index.ts';
import { signedInWith } from '../../ways/index.ts';
import { after } from '../messages.ts';
import { backForm, signInDocument } from './frame.ts';
import type { ConsentView, SignInRequest, WaitingView } from './view.ts';

/** The continuation screen: who, to which service, what is handed over, and what happens next. */
export function consentPage(request: SignInRequest, view: ConsentView): Html {
  const t = textsFor(after, request).consent;
  return signInDocument(request, view, {
    title: t.title,
    hasOwnCancel: true,
    main: [
      html`<p class="acar-lead">${t.lead(view.service.name)}</p>`,
      facts([
        { name: t.person, value: view.person.name },
        { name: t.method, value: signedInWith(view.person.method, request.language) },
        { name: t.service, value: `${view.service.name} (${view.service.address})` },
      ]),
      html`<h2 class="ds-heading" data-size="sm">${t.given}</h2>`,
      facts(
        view.claims.map((claim) => ({
          name: describeClaim(claim.name, request.language),
          value: claim.value ?? '–',
        })),
      ),
      html`<p>${t.next}</p>`,
      html`<div class="acar-actions acar-actions--stacked">
${form(request, view.decide, submit(t.proceed, { name: 'decision', value: 'continue' }))}
${form(request, view.decide, submit(t.somebodyElse, { name: 'decision', value: 'switch', secondary: true }))}
${form(request, view.addresses.cancel, submit(t.cancel, { secondary: true }))}
</div>`,
    ],
  });
}

/** A claim in words, also for the portal's list of consents; an unknown one by its own name. */
export function describeClaim(name: string, language: Language): string {
  const t = textsFor(after, { language });
  const known = Object.entries(t.claims).find(([claim]) => claim === name);
  return known ? known[1] : t.unnamedClaim(name);
}

/** Nothing to do here until the other device answers; the script asks, and without it the button does. */
export function waitingPage(request: SignInRequest, view: WaitingView): Html {
  const t = textsFor(after, request).waiting;
  return signInDocument(request, view, {
    title: t.title,
    scripts: ['waiting.js'],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      view.controlCode &&
        html`<div class="acar-panel"><p>${t.controlCode}</p><p class="acar-code">${view.controlCode}</p><p>${t.compare}</p></div>`,
      html`<form method="post" action="${view.answer}" class="acar-form" data-poll="${view.poll}" data-poll-after="${view.pollAfterSeconds}">
<input type="hidden" name="csrf" value="${request.csrf}">${submit(t.check)}</form>`,
      backForm(request, view),
    ],
  });
}
