import { html, page, type Route, route, standaloneLink, textsFor } from '../../http/index.ts';
import { atCourt, courtDocument, courtPath, type WorkplaceDeps } from '../workplace/index.ts';
import { myCases, unsignedNotices } from './pages/cases.ts';
import { signingTexts } from './signing-texts.ts';

const pages = [
  { id: 'court.my_cases', path: myCases },
  { id: 'court.my_case', path: `${myCases}/:case` },
  { id: 'court.new_notice', path: `${myCases}/:case/notices/new` },
  { id: 'court.unsigned', path: unsignedNotices },
] as const;

/** Where no documents can be signed: the pages to which the header and other pages lead a judge say so, and what to do. */
export function withoutSigningRoutes(deps: WorkplaceDeps): Route[] {
  return pages.map(({ id, path }) =>
    route({
      id,
      method: 'GET',
      path: `/courts/:court${path}`,
      summary: 'Says that no notices can be made here',
      audience: 'page',
      responses: { 404: 'No notices are made here.', 303: 'To the sign-in, when nobody is signed in.' },
      handle: (request) =>
        atCourt(deps, request, ['judge'], (frame) => {
          const t = textsFor(signingTexts, request).unavailable;
          const drawn = courtDocument(request, frame, {
            title: t.title,
            main: [
              html`<p class="acar-lead">${t.lead}</p><p>${t.todo}</p>`,
              html`<div class="acar-actions">${[
                standaloneLink({ href: courtPath(frame, '/calendar'), text: t.toCalendar }),
                standaloneLink({ href: courtPath(frame), text: t.toOverview }),
              ]}</div>`,
            ],
          });
          return page(drawn, { status: 404 });
        }),
    }),
  );
}
