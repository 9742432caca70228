import {
  document,
  errorDocument,
  type ErrorRequest,
  field,
  type Html,
  type HtmlValue,
  html,
  notice,
  type Request,
  textsFor,
} from '../../http/index.ts';
import { walletTexts } from './messages.ts';

type Texts = (typeof walletTexts)['az'];

export interface WalletShell {
  /** Address of the script. */
  readonly main: string;
  readonly helpHref: string;
}

/**
 * The one page of the wallet: every view with its texts, hidden until the script shows it. The script holds no words,
 * so that the page is in the reader's language as any other.
 */
export function walletPage(request: Pick<Request, 'language' | 'path'>, shell: WalletShell): Html {
  const t = textsFor(walletTexts, request);
  return document(request, {
    title: t.title,
    site: t.site,
    heading: false,
    footerLinks: [{ href: shell.helpHref, text: t.help }],
    head: html`<link rel="manifest" href="/manifest.webmanifest?lang=${request.language}">
<link rel="apple-touch-icon" href="/app/icon-192.png">
<meta name="theme-color" content="#015764">
<script type="module" src="${shell.main}"></script>`,
    main: [
      html`<noscript>${notice('warning', html`<p>${t.noScript}</p>`)}</noscript>`,
      view('loading', t.title, html`<p>${t.loading}</p>`),
      ...enrolViews(t),
      homeView(t),
      view('scan', t.scan.heading, [
        html`<p>${t.scan.hint}</p><video class="acar-camera" data-part="camera" playsinline muted></video>`,
        said(),
        button('cancel', t.scan.cancel, 'secondary'),
      ]),
      requestView(t),
      view('done', '', [
        html`<p data-part="returning" hidden>${t.done.returning}</p><p><a class="ds-button" data-part="return" hidden>${t.done.return}</a></p>`,
        button('home', t.done.home, 'secondary'),
      ]),
      settingsView(t),
      view('problem', t.problem.heading, [said(), button('home', t.problem.again)]),
      html`<ul hidden data-texts>${Object.entries(t.said).map(([code, text]) => html`<li data-code="${code}">${text}</li>`)}</ul>`,
    ],
  });
}

/** A section with its heading, which takes the focus when it is shown. */
function view(name: string, heading: string, content: HtmlValue): Html {
  return html`<section class="acar-view" data-view="${name}"${name !== 'loading' && html` hidden`}><h1 class="ds-heading" data-size="lg" tabindex="-1">${heading}</h1>${content}</section>`;
}

/** Where the script says what happened; spoken by screen readers. */
function said(): Html {
  return html`<div class="ds-alert" data-color="warning" role="alert" data-said hidden></div>`;
}

function button(action: string, text: string, variant?: 'secondary' | 'tertiary'): Html {
  return html`<p><button class="ds-button" type="button" data-action="${action}"${variant && html` data-variant="${variant}"`}>${text}</button></p>`;
}

function script(form: string, content: HtmlValue): Html {
  return html`<form class="acar-form" data-form="${form}" novalidate>${content}</form>`;
}

function submit(text: string): Html {
  return html`<button class="ds-button" type="submit">${text}</button>`;
}

function pinField(name: string, label: string, hint?: string): Html {
  return field({
    name,
    label,
    type: 'password',
    inputMode: 'numeric',
    autocomplete: 'off',
    maxLength: 6,
    required: true,
    isProse: false,
    ...(hint === undefined ? {} : { hint }),
  });
}

function enrolViews({ enrol: t }: Texts): Html[] {
  return [
    view('enrol', t.heading, [
      html`<p class="acar-lead">${t.lead}</p><p>${t.where}</p>`,
      said(),
      script('code', [
        field({
          name: 'code',
          label: t.code,
          hint: t.codeHint,
          autocomplete: 'off',
          maxLength: 20,
          isProse: false,
        }),
        submit(t.next),
      ]),
      button('scan', t.scan, 'secondary'),
    ]),
    view('keys', t.heading, [
      html`<p class="acar-lead">${t.hello} <strong data-part="holder"></strong></p>`,
      said(),
      html`<div data-part="keys-form">${script('keys', [
        field({
          name: 'name',
          label: t.name,
          hint: t.nameHint,
          value: t.nameValue,
          autocomplete: 'off',
          maxLength: 60,
        }),
        pinField('pin', t.pin, t.pinHint),
        pinField('pin-again', t.pinAgain),
        submit(t.finish),
      ])}</div>`,
      html`<p role="status" data-part="working" hidden>${t.working}</p>`,
    ]),
  ];
}

function homeView({ home: t }: Texts): Html {
  return view('home', t.heading, [
    html`<p class="acar-lead"><strong data-part="holder"></strong> <span class="acar-quiet" data-part="number"></span></p>`,
    said(),
    button('scan', t.scan),
    html`<h2 class="ds-heading" data-size="xs">${t.waiting}</h2>
<ul class="acar-cards" data-part="requests" aria-live="polite"></ul>
<template data-template="request"><li><div class="ds-card acar-card" data-color="neutral"><p><strong data-part="service"></strong> <span class="acar-quiet" data-part="browser"></span></p><button class="ds-button" type="button" data-action="look">${t.open}</button></div></li></template>
<p data-part="none">${t.none}</p><p class="acar-quiet" role="status" data-part="connection"></p>`,
    button('settings', t.settings, 'secondary'),
  ]);
}

function row(name: string, part: string): Html {
  return html`<div><dt>${name}</dt><dd data-part="${part}"></dd></div>`;
}

function requestView({ request: t }: Texts): Html {
  return view('request', t.heading, [
    html`<span hidden data-part="heading-authentication">${t.heading}</span><span hidden data-part="heading-signature">${t.headingSignature}</span>
<span hidden data-part="purpose-authentication">${t.purposes.authentication}</span><span hidden data-part="purpose-signature">${t.purposes.signature}</span><span hidden data-part="unknown">${t.unknown}</span>
<dl class="acar-facts">${row(t.service, 'service')}${row(t.purpose, 'purpose')}${row(t.browser, 'browser')}${row(t.place, 'place')}</dl>
<div data-part="documents-box" hidden><h2 class="ds-heading" data-size="xs">${t.documents}</h2><ul class="acar-cards" data-part="documents"></ul><p class="acar-hint">${t.documentsHint}</p>
<template data-template="document"><li><div class="ds-card acar-card" data-color="neutral"><p><strong data-part="name"></strong></p><p class="acar-quiet" data-part="digest"></p>
<div data-part="files-box"><p>${t.files} <span data-part="file-count"></span></p><ol class="ds-list" data-part="files"></ol></div></div></li></template>
<template data-template="file"><li><span data-part="name"></span><p class="acar-quiet" data-part="digest"></p></li></template></div>
<div data-part="code-box" hidden><h2 class="ds-heading" data-size="xs">${t.codeHeading}</h2><p class="acar-control-code" data-part="code"></p><p>${t.codeHint}</p></div>`,
    said(),
    script('approve', [
      html`<fieldset class="ds-fieldset" data-part="numbers-box" hidden><legend class="ds-label">${t.numbers}</legend><p class="acar-hint">${t.numbersHint}</p><div class="acar-numbers" data-part="numbers"></div>
<template data-template="number"><label class="acar-number-choice"><input type="radio" name="number"><span data-part="number"></span></label></template></fieldset>`,
      pinField('approve-pin', t.pin),
      submit(t.approve),
    ]),
    button('refuse', t.refuse, 'secondary'),
    html`<p><button class="ds-button" type="button" data-action="report" data-variant="tertiary" data-color="danger">${t.report}</button></p><p class="acar-hint">${t.reportHint}</p>
<p class="acar-quiet">${t.left} <span data-part="left"></span> ${t.seconds}</p>`,
  ]);
}

function settingsView({ settings: t }: Texts): Html {
  return view('settings', t.heading, [
    html`<dl class="acar-facts">${row(t.name, 'phone')}${row(t.number, 'number')}${row(t.holder, 'holder')}${row(t.validUntil, 'valid-until')}</dl>`,
    said(),
    html`<h2 class="ds-heading" data-size="xs">${t.changePin}</h2>`,
    script('pin', [
      pinField('old-pin', t.oldPin),
      pinField('new-pin', t.newPin),
      pinField('new-pin-again', t.newPinAgain),
      submit(t.changePin),
    ]),
    html`<h2 class="ds-heading" data-size="xs">${t.renew}</h2><p>${t.renewHint}</p>`,
    script('renew', [pinField('renew-pin', t.oldPin), submit(t.renew)]),
    html`<h2 class="ds-heading" data-size="xs">${t.forget}</h2><p>${t.forgetHint}</p>
<p><button class="ds-button" type="button" data-action="forget" data-color="danger" data-variant="secondary">${t.forget}</button></p>`,
    button('home', t.back, 'secondary'),
  ]);
}

/** Makes the page for an error of the wallet's site. */
export function createWalletErrorPage(helpHref: string) {
  return (request: ErrorRequest, status: number, code: string): Html => {
    const t = textsFor(walletTexts, request);
    return errorDocument(
      request,
      { status, code },
      { site: t.site, footerLinks: [{ href: helpHref, text: t.help }] },
    );
  };
}
