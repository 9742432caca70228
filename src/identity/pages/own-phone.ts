import {
  document,
  exitButton,
  field,
  form,
  type Html,
  html,
  linkButton,
  submit,
  textsFor,
} from '../../http/index.ts';
import { phone, signingIn } from '../messages.ts';
import { asker, footerLinks } from './frame.ts';
import { alternativeForm, answeredPage, phoneDocument, stepForm, steps, waitingDocument } from './phone.ts';
import type {
  ElsewhereView,
  OpenWalletView,
  PhoneAskedView,
  PhoneNumberView,
  PlainRequest,
  SignInRequest,
} from './view.ts';

/** The wallet on this device, opened by a link. */
export function openWalletPage(request: SignInRequest, view: OpenWalletView): Html {
  switch (view.phase) {
    case 'link':
    case 'opened':
      return linkPage(request, view);
    case 'answered':
      return answeredPage(request, view);
    case 'confirmed':
    case 'ended':
      return againPage(request, view);
  }
}

type Phase<P extends OpenWalletView['phase']> = Extract<OpenWalletView, { readonly phase: P }>;

function linkPage(request: SignInRequest, view: Phase<'link' | 'opened'>): Html {
  const t = textsFor(phone, request).link;
  return waitingDocument(request, view, {
    title: t.title,
    phase: view.phase,
    exits: otherPhones(request, view),
    main: [
      steps(t.steps),
      view.phase === 'opened' && html`<p role="status">${t.opened}</p>`,
      html`<div class="acar-actions">${linkButton({ href: view.link, text: t.open })}</div>`,
    ],
  });
}

function otherPhones(request: SignInRequest, view: OpenWalletView) {
  const t = textsFor(phone, request).link;
  return [
    alternativeForm(request, view, exitButton(t.byCode)),
    stepForm(request, view, { name: 'way', value: 'number', text: t.byNumber, isExit: true }),
  ];
}

function againPage(request: SignInRequest, view: Phase<'confirmed' | 'ended'>): Html {
  const t = textsFor(phone, request);
  const isConfirmed = view.phase === 'confirmed';
  return phoneDocument(request, view, {
    title: isConfirmed ? t.inOtherWindow.title : t.ended.title,
    exits: otherPhones(request, view),
    main: [
      isConfirmed &&
        html`<p class="acar-lead">${t.inOtherWindow.text}</p><p>${t.inOtherWindow.elsewhere}</p>`,
      stepForm(request, view, { name: 'way', value: 'link', text: t.link.renew }),
    ],
  });
}

/** Number and personal code of whom to ask. */
export function phoneNumberPage(request: SignInRequest, view: PhoneNumberView): Html {
  const t = textsFor(phone, request).ask;
  const phoneNumber = field({
    name: 'phone_number',
    label: t.phoneNumber,
    hint: t.phoneHint,
    type: 'tel',
    autocomplete: 'tel',
    maxLength: 32,
    required: true,
    isProse: false,
    autofocus: view.problem === undefined,
    ...(view.phoneNumber !== '' && { value: view.phoneNumber }),
  });
  const personalCode = field({
    name: 'personal_code',
    label: t.personalCode,
    hint: t.personalHint,
    maxLength: 16,
    required: true,
    isProse: false,
  });
  return phoneDocument(request, view, {
    title: t.title,
    exits: [
      alternativeForm(request, view, exitButton(t.byCode)),
      stepForm(request, view, { name: 'way', value: 'link', text: t.here, isExit: true }),
    ],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, view.answer, [phoneNumber, personalCode, submit(t.submit)]),
    ],
  });
}

/** Another device was asked; whether there is one, this page does not know. */
export function phoneAskedPage(request: SignInRequest, view: PhoneAskedView): Html {
  if (view.phase === 'answered') return answeredPage(request, view);
  const t = textsFor(phone, request).asked;
  return waitingDocument(request, view, {
    title: t.title,
    phase: view.phase,
    exits: [stepForm(request, view, { name: 'way', value: 'number', text: t.again, isExit: true })],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<div class="acar-panel"><p>${t.controlCode}</p><p class="acar-code">${view.controlCode}</p><p>${t.compare}</p></div>`,
    ],
  });
}

/** The wallet led another browser here than the one that began: nothing opens, and the way on is told. */
export function elsewherePage(request: PlainRequest, view: ElsewhereView): Html {
  const t = textsFor(phone, request).elsewhere;
  const { service } = view;
  return document(request, {
    title: t.title,
    site: textsFor(signingIn, request).site,
    footerLinks: footerLinks(request.language, view),
    heading: false,
    main: [
      service && asker(service, request.language),
      html`<h1 class="ds-heading" data-size="lg">${t.title}</h1>`,
      html`<p class="acar-lead">${t.text}</p><p>${t.next}</p><p>${t.warning}</p>`,
      service?.href &&
        html`<div class="acar-actions">${linkButton({ href: service.href, text: t.toService })}</div>`,
    ],
  });
}
