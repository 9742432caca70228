import { facts, type Html, html, linkButton, textsFor } from '../../http/index.ts';
import { describeWay, wayIds, wayPicture } from '../../ways/index.ts';
import { help } from '../messages/help.ts';
import { open } from '../messages/open.ts';
import type { PortalDeps } from '../model.ts';
import { type Frame, type PortalRequest, portalDocument } from './frame.ts';

export function helpPage(request: PortalRequest, frame: Frame, contact: PortalDeps['contact']): Html {
  const t = textsFor(help, request);
  return portalDocument(request, frame, {
    title: t.title,
    layout: 'narrow',
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      wayIds.map((id) => {
        const way = describeWay(id, request.language);
        return html`<section class="acar-help-way" id="${id}">${wayPicture(id)}<div>
<h2 class="ds-heading" data-size="sm">${way?.name}</h2><p class="acar-quiet">${way?.whom}</p>
<ol class="ds-list">${t.steps[id].map((step) => html`<li>${step}</li>`)}</ol></div></section>`;
      }),
      !frame.person &&
        html`<p>${linkButton({ href: frame.signInUrl('/me'), text: textsFor(open, request).home.start })}</p>`,
      html`<section><h2 class="ds-heading" data-size="md">${t.questions}</h2>
${question(t.forgotten, t.forgottenText)}${question(t.time, t.timeText)}${question(t.safe, t.safeText)}</section>`,
      contactSection(request, contact),
    ],
  });
}

function question(heading: string, text: string): Html {
  return html`<div class="acar-question"><h3 class="ds-heading" data-size="xs">${heading}</h3><p>${text}</p></div>`;
}

function contactSection(request: PortalRequest, contact: PortalDeps['contact']): Html | undefined {
  const t = textsFor(help, request);
  const { email, phone } = contact;
  if (!email && !phone) return undefined;
  return html`<section id="contact"><h2 class="ds-heading" data-size="md">${t.contact}</h2>${facts([
    ...(email
      ? [{ name: t.email, value: html`<a class="ds-link" href="mailto:${email}">${email}</a>` }]
      : []),
    ...(phone
      ? [
          {
            name: t.phone,
            value: html`<a class="ds-link" href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a>`,
          },
        ]
      : []),
  ])}</section>`;
}

export function accessibilityPage(
  request: PortalRequest,
  frame: Frame,
  contact: PortalDeps['contact'],
): Html {
  const t = textsFor(help, request).accessibility;
  return portalDocument(request, frame, {
    title: t.title,
    layout: 'narrow',
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<section><h2 class="ds-heading" data-size="md">${t.doneHeading}</h2>${list(t.done)}</section>`,
      html`<section><h2 class="ds-heading" data-size="md">${t.limitsHeading}</h2>${list(t.limits)}<p>${t.tell}</p></section>`,
      contactSection(request, contact),
    ],
  });
}

function list(items: readonly string[]): Html {
  return html`<ul class="ds-list">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
