import { cards, exits, exitLink, type Html, html, linkButton, textsFor } from '../../http/index.ts';
import type { Office, Workplace } from '../courts/index.ts';
import { type CourtRequest, courtDocument, courtPath, sectionsOf } from './frame.ts';
import { workplaceTexts } from './messages.ts';
import type { CourtFrame, OfficeFrame, TaskCounts } from './model.ts';

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
        html`<p>${t.youAre(members.map(({ office }) => t.offices[office]).join(', '))}</p>`,
        linkButton({ href: courtPath({ court }), text: t.enter }),
      ]),
    ),
  });
}

/** Where each thing is done that waits, and by whom. The path stands behind `/courts/COURT`. */
const tasks: readonly {
  readonly name: keyof TaskCounts;
  readonly path: string;
  readonly offices: readonly Office[];
}[] = [
  { name: 'untoldOwn', path: '/my-cases', offices: ['judge'] },
  { name: 'untold', path: '/undelivered', offices: ['clerk', 'chair'] },
  { name: 'newCases', path: '/my-cases', offices: ['judge'] },
  { name: 'unsigned', path: '/notices/unsigned', offices: ['judge'] },
  { name: 'undelivered', path: '/undelivered', offices: ['clerk', 'chair'] },
  { name: 'drafts', path: '/cases?tab=drafts', offices: ['clerk'] },
  { name: 'files', path: '/imports', offices: ['clerk'] },
  { name: 'recusals', path: '/lots', offices: ['chair'] },
  { name: 'judgeLeft', path: '/absent-judges', offices: ['chair'] },
  { name: 'judgeAway', path: '/absent-judges', offices: ['chair'] },
  { name: 'withoutJudge', path: '/cases', offices: ['clerk', 'chair'] },
];

/** A court's first page: what waits for the person there, and the way to each part of it. */
export function overviewPage(request: CourtRequest, frame: OfficeFrame, counts: TaskCounts): Html {
  const t = textsFor(workplaceTexts, request);
  const waiting = tasks.filter(
    ({ name, offices }) => counts[name] > 0 && offices.some((office) => frame.offices.includes(office)),
  );
  return courtDocument(request, frame, {
    title: t.sections.overview,
    heading: false,
    main: [
      html`<h1 class="ds-heading" data-size="lg">${frame.court.names[request.language]}</h1>`,
      html`<p class="acar-lead">${t.youAre(frame.offices.map((office) => t.offices[office]).join(', '))}</p>`,
      html`<p class="acar-quiet">${frame.court.address}</p>`,
      html`<h2 class="ds-heading" data-size="md">${t.tasks.title}</h2>`,
      waiting.length === 0
        ? html`<p>${t.tasks.none}</p>`
        : html`<ul class="acar-links">${waiting.map(
            ({ name, path }) =>
              html`<li><a class="ds-link" href="${courtPath(frame, path)}">${t.tasks[name](numberOf(counts[name]))}</a></li>`,
          )}</ul>`,
      html`<ul class="acar-links">${sectionsOf(frame).map(
        ({ name, href }) =>
          name !== 'overview' &&
          html`<li><a class="ds-link" href="${href}">${t.sections[name]}</a><br><span class="acar-quiet">${t.about[name]}</span></li>`,
      )}</ul>`,
    ],
  });
}

function numberOf(count: number): string {
  return count < 100 ? String(count) : '99+';
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
