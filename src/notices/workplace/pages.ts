import { cards, exits, exitLink, type Html, html, linkButton, textsFor } from '../../http/index.ts';
import type { Workplace } from '../courts/index.ts';
import { type CourtRequest, courtDocument, courtPath, sectionsOf } from './frame.ts';
import { workplaceTexts } from './messages.ts';
import type { CourtFrame, OfficeFrame } from './model.ts';

/** The courts at which the person has an office; none is an answer too. */
export function workplacesPage(
  request: CourtRequest,
  frame: CourtFrame,
  workplaces: readonly Workplace[],
): Html {
  const t = textsFor(workplaceTexts, request);
  if (workplaces.length === 0)
    return courtDocument(request, frame, {
      title: t.none.title,
      layout: 'sheet',
      main: [
        html`<p class="acar-lead">${t.none.text}</p>`,
        exits([exitLink({ href: frame.portal, text: t.toPortal })]),
      ],
    });
  return courtDocument(request, frame, {
    title: t.choose,
    main: cards(
      workplaces.map(({ court, members }) => [
        html`<h2 class="ds-heading" data-size="xs">${court.names[request.language]}</h2>`,
        html`<p>${members.map(({ office }) => t.offices[office]).join(', ')}</p>`,
        linkButton({ href: courtPath({ court }), text: t.enter }),
      ]),
    ),
  });
}

/** A court's first page: what the person does there, and the way to each part of it. */
export function overviewPage(request: CourtRequest, frame: OfficeFrame): Html {
  const t = textsFor(workplaceTexts, request);
  return courtDocument(request, frame, {
    title: frame.court.names[request.language],
    main: [
      html`<p class="acar-lead">${frame.offices.map((office) => t.offices[office]).join(', ')}</p>`,
      html`<p class="acar-quiet">${frame.court.address}</p>`,
      html`<ul class="acar-links">${sectionsOf(frame).map(
        ({ name, href }) =>
          name !== 'overview' &&
          html`<li><a class="ds-link" href="${href}">${t.sections[name]}</a><br><span class="acar-quiet">${t.about[name]}</span></li>`,
      )}</ul>`,
    ],
  });
}

/** The person is signed in surely enough, but not with the card that this office needs. */
export function cardNeededPage(request: CourtRequest, frame: CourtFrame, signInUrl: string): Html {
  const t = textsFor(workplaceTexts, request).cardNeeded;
  return courtDocument(request, frame, {
    title: t.title,
    layout: 'sheet',
    main: [
      html`<p class="acar-lead">${t.text}</p>`,
      html`<p>${linkButton({ href: signInUrl, text: t.signIn })}</p>`,
      exits([exitLink({ href: '/', text: t.back })]),
    ],
  });
}
