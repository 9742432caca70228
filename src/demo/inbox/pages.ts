import {
  document,
  type Html,
  html,
  linkButton,
  type Request,
  standaloneLink,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, type Language } from '../../messages/index.ts';
import { inboxMessages } from './messages.ts';
import type { KeptMessage } from './model.ts';

const refreshSeconds = 5;
const kept = '200';

/** The list; it renews itself without script until the reader stops it (WCAG 2.2.1). */
export function inboxPage(
  request: Pick<Request, 'language' | 'path'>,
  messages: readonly KeptMessage[],
  isRefreshing: boolean,
): Html {
  const t = textsFor(inboxMessages, request);
  return document(request, {
    title: t.title,
    site: t.site,
    ...(isRefreshing ? { refreshSeconds } : {}),
    layout: 'narrow',
    main: html`<div class="ds-alert" data-color="warning"><p>${t.what}</p></div>
<div class="acar-row"><p class="acar-quiet">${t.kept(kept)} ${isRefreshing && t.refreshing}</p>${
      isRefreshing
        ? standaloneLink({ href: '?refresh=off', text: t.stopRefreshing })
        : standaloneLink({ href: '?refresh=on', text: t.startRefreshing })
    }</div>
${
  messages.length === 0
    ? html`<p>${t.empty}</p>`
    : html`<ol class="acar-inbox" reversed>${messages.map((message) => entry(message, t, request.language))}</ol>`
}`,
  });
}

function entry(message: KeptMessage, t: (typeof inboxMessages)['az'], language: Language): Html {
  const { channel, to, from, subject, body, at } = message;
  return html`<li><article class="ds-card acar-card" data-color="neutral" data-channel="${channel}">
<h2 class="ds-heading" data-size="xs">${t.channel[channel]}${subject !== undefined && html`: ${subject}`}</h2>
<p class="acar-quiet">${t.to}: <strong>${to}</strong> · ${t.from}: ${from} · ${t.at}: <time datetime="${at.toISOString()}">${formatDateTime(at, language)}</time></p>
${body.split(/\n\s*\n/).map((part) => html`<p class="acar-message">${part.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</p>`)}
</article></li>
`;
}

export function inboxErrorPage(request: Pick<Request, 'language' | 'path'>): Html {
  const t = textsFor(inboxMessages, request);
  return document(request, {
    title: t.failed,
    site: t.site,
    main: html`<p>${linkButton({ href: '/', text: t.back })}</p>`,
  });
}
