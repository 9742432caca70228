import {
  facts,
  type Html,
  html,
  type HtmlValue,
  linkButton,
  type PageRequest,
  standaloneLink,
  tag,
  textsFor,
  type OpenSite,
} from '../../../http/index.ts';
import type { PublicEvent, ShownCertificate } from '../../../pki/index.ts';
import { texts } from '../messages.ts';
import { longNumber, pkiDocument } from './frame.ts';
import { addressOf } from './repository.ts';
import { moment, period, profileWords, reasonWords, statusWords } from './words.ts';

/** One certificate: what it is, how it stands now, and everything that happened to it. */
export function certificatePage(
  request: PageRequest,
  frame: OpenSite,
  { certificate, history }: ShownCertificate,
  now: number,
): Html {
  const t = textsFor(texts, request).certificate;
  const { whole } = certificate;
  const status = statusWords(certificate, now, request);
  return pkiDocument(request, frame, {
    title: `${t.title}: ${certificate.subjectName}`,
    main: [
      facts([
        { name: t.status, value: tag(status.text, status.color) },
        { name: t.holder, value: certificate.subjectName },
        { name: t.identifier, value: whole ? whole.subjectId || '–' : t.hidden },
        { name: t.kind, value: profileWords(certificate.profile, request) },
        { name: t.issuer, value: certificate.authority },
        { name: t.serial, value: longNumber(certificate.serial) },
        { name: t.fingerprint, value: whole ? longNumber(whole.fingerprint) : t.hidden },
        { name: t.valid, value: period(certificate, request) },
      ]),
      whole &&
        html`<p class="acar-row">${linkButton({ href: addressOf(certificate, '/pem'), text: `${t.download} (PEM)` })} ${linkButton(
          { href: addressOf(certificate, '/der'), text: `${t.download} (DER)` },
          { secondary: true },
        )}</p>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.history}</h2><ul class="ds-list">${history.map(
        (event) => html`<li>${eventWords(event, request)}</li>`,
      )}</ul></section>`,
      suspensions(history, request),
      html`<p>${standaloneLink({ href: '/repository', text: t.again })}</p>`,
    ],
  });
}

function eventWords(event: PublicEvent, request: PageRequest): HtmlValue {
  const t = textsFor(texts, request).certificate;
  const at = moment(event.at, request);
  switch (event.action) {
    case 'issued':
      return t.issued(at);
    case 'held':
      return t.held(at);
    case 'released':
      return t.released(at);
    case 'revoked': {
      const words = t.revoked(at, reasonWords(event.reason, request));
      return event.invalidSince === undefined
        ? words
        : `${words}. ${t.invalidSince(moment(event.invalidSince, request))}`;
    }
  }
}

/** A suspension ends with what follows it. */
function suspensions(history: readonly PublicEvent[], request: PageRequest): HtmlValue {
  const t = textsFor(texts, request).certificate;
  const lines = history.flatMap(({ action, at }, index) => {
    if (action !== 'held') return [];
    const end = history[index + 1];
    const from = moment(at, request);
    return [end ? t.suspended(from, moment(end.at, request)) : t.suspendedNow(from)];
  });
  if (lines.length === 0) return undefined;
  return html`<section><h2 class="ds-heading" data-size="sm">${t.suspensions}</h2><ul class="ds-list">${lines.map(
    (line) => html`<li>${line}</li>`,
  )}</ul></section>`;
}
