import { assetUrl, exitButton, type Html, html, qrPicture, submit, textsFor } from '../../http/index.ts';
import { phone } from '../messages.ts';
import { alternativeForm, answeredPage, phoneDocument, stepForm, steps, waitingDocument } from './phone.ts';
import type { ScanCodeView, SignInRequest } from './view.ts';

/** Pages without script show each code no older than this. */
const refreshSeconds = 2;

/** The code on this screen, then the number, then what became of it. */
export function scanCodePage(request: SignInRequest, view: ScanCodeView): Html {
  switch (view.phase) {
    case 'code':
      return codePage(request, view);
    case 'number':
      return numberPage(request, view);
    case 'answered':
      return answeredPage(request, view);
    case 'idle':
    case 'ended':
      return renewPage(request, view);
  }
}

type Phase<P extends ScanCodeView['phase']> = Extract<ScanCodeView, { readonly phase: P }>;

function codePage(request: SignInRequest, view: Phase<'code'>): Html {
  const t = textsFor(phone, request).code;
  const { code, secondsLeft, isHandheld } = view;
  const picture = html`<div data-code data-encoder="${assetUrl('qr.js')}">${qrPicture(code, t.picture)}</div>
<p class="acar-quiet"><span data-left data-text="${t.left}">${t.left.replace('{n}', String(secondsLeft))}</span> ${t.changes}</p>`;
  const cannot = alternativeForm(request, view, exitButton(t.cannot));
  return waitingDocument(request, view, {
    title: t.title,
    phase: view.phase,
    refreshSeconds,
    exits: isHandheld ? [] : [cannot],
    main: isHandheld
      ? [
          html`<p>${t.hereHint}</p>`,
          alternativeForm(request, view, submit(t.here)),
          html`<h2 class="ds-heading" data-size="xs">${t.other}</h2>`,
          picture,
          steps(t.steps),
        ]
      : [picture, steps(t.steps)],
  });
}

/** The digits stand in the title too: who listens to the page hears them first. */
function numberPage(request: SignInRequest, view: Phase<'number'>): Html {
  const t = textsFor(phone, request).number;
  return waitingDocument(request, view, {
    title: t.title(view.number),
    phase: view.phase,
    main: html`<div class="acar-panel"><p>${t.label}</p><p class="acar-code">${view.number}</p><p>${t.compare}</p></div>`,
  });
}

function renewPage(request: SignInRequest, view: Phase<'idle' | 'ended'>): Html {
  const t = textsFor(phone, request);
  const isIdle = view.phase === 'idle';
  return phoneDocument(request, view, {
    title: isIdle ? t.idle.title : t.ended.title,
    exits: [alternativeForm(request, view, exitButton(t.code.cannot))],
    main: [
      isIdle && html`<p class="acar-lead">${t.idle.text}</p>`,
      stepForm(request, view, { name: 'renew', value: 'yes', text: t.code.renew }),
    ],
  });
}
