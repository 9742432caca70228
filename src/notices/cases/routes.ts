import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { page, type Route, redirect, route } from '../../http/index.ts';
import { atCourt, courtPath } from '../workplace/index.ts';
import { askedCase, type AskedCaseDeps, showCase } from './asked-case.ts';
import { caseFormBody, formOctets, readCaseForm } from './form.ts';
import { takeCaseForm } from './form-routes.ts';
import { emptyCase, longestReason } from './model.ts';
import type { NameLookups } from './names.ts';
import { caseNews } from './pages/case.ts';
import { caseFormPage } from './pages/form.ts';
import { caseListPage, caseTabs, listNews, tabStates } from './pages/list.ts';
import { participantRoutes } from './participant-routes.ts';
import { takeContacts, showContacts } from './contacts-routes.ts';

export interface CaseRoutesDeps extends AskedCaseDeps {
  readonly nameLookups: NameLookups;
}

const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const listSize = 20;

/** Cases of a court: the list, the form, one case. */
export function caseRoutes(deps: CaseRoutesDeps): Route[] {
  return [listRoute(deps), ...formRoutes(deps), ...oneRoutes(deps), ...participantRoutes(deps)];
}

function listRoute(deps: CaseRoutesDeps): Route {
  return route({
    id: 'court.cases',
    method: 'GET',
    path: '/courts/:court/cases',
    summary: 'Cases of the court, the newest first',
    audience: 'page',
    query: z.strictObject({
      tab: z.enum(caseTabs).optional(),
      q: z.string().max(100).optional(),
      before: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      news: z.enum(listNews).optional(),
    }),
    responses: { 200: 'The page.', 404: 'No court at which I work.', ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['clerk', 'chair'], async (frame) => {
        const { tab = 'open', q: query = '', before, news } = request.query;
        const search = { states: tabStates[tab], query, before, limit: listSize };
        const found = await deps.cases.list(frame.court.courtId, search);
        const isFirst = before === undefined;
        return page(caseListPage(request, frame, { ...found, tab, query, isFirst, news }));
      }),
  });
}

function formRoutes(deps: CaseRoutesDeps): Route[] {
  const fresh = route({
    id: 'court.new_case',
    method: 'GET',
    path: '/courts/:court/cases/new',
    summary: 'The empty form of a case',
    audience: 'page',
    responses: { 200: 'The page.', 404: 'No court at which I am a clerk.', ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], (frame) =>
        page(caseFormPage(request, frame, { caseId: randomUUID(), version: 0, typed: emptyCase })),
      ),
  });
  const edit = route({
    id: 'court.draft',
    method: 'GET',
    path: '/courts/:court/cases/:case/edit',
    summary: 'A draft in its form',
    audience: 'page',
    query: z.strictObject({ news: z.enum(['saved']).optional() }),
    responses: { 200: 'The page.', 404: 'No such draft.', ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const { case: one, typed } = await askedCase(deps, request, frame);
        if (one.state !== 'draft') return redirect(courtPath(frame, `/cases/${one.caseId}`));
        const { caseId, version } = one;
        return page(caseFormPage(request, frame, { caseId, version, typed, news: request.query.news }));
      }),
  });
  const take = route({
    id: 'court.take_case',
    method: 'POST',
    path: '/courts/:court/cases/draft',
    formPage: '/courts/:court/cases/new',
    summary: 'Keeps a draft, registers it, or changes the form: `do` says which',
    audience: 'page',
    body: caseFormBody,
    maxBodyBytes: formOctets,
    responses: {
      200: 'The form, changed.',
      303: 'To the case, or to the sign-in.',
      409: 'Another clerk was quicker, or another case resembles this one; the page says which.',
      422: 'Something is wrong; the form says what.',
      404: 'No court at which I am a clerk.',
    },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], (frame) =>
        takeCaseForm(deps, request, frame, readCaseForm(request.body)),
      ),
  });
  return [fresh, edit, take];
}

function oneRoutes(deps: CaseRoutesDeps): Route[] {
  const show = route({
    id: 'court.case',
    method: 'GET',
    path: '/courts/:court/cases/:case',
    summary: 'One case; a judge sees their own',
    audience: 'page',
    query: z.strictObject({ news: z.enum(caseNews).optional() }),
    responses: { 200: 'The page.', 404: 'No such case of mine.', ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['clerk', 'chair', 'judge'], async (frame) => {
        const detail = await askedCase(deps, request, frame);
        const { caseId, state } = detail.case;
        if (state === 'draft') return redirect(courtPath(frame, `/cases/${caseId}/edit`));
        return showCase(deps, request, frame, { ...detail, news: request.query.news });
      }),
  });
  return [show, changeState(deps, 'close'), changeState(deps, 'reopen'), ...contactsRoutes(deps)];
}

function changeState(deps: CaseRoutesDeps, what: 'close' | 'reopen'): Route {
  return route({
    id: `court.${what}_case`,
    method: 'POST',
    path: `/courts/:court/cases/:case/${what}`,
    formPage: '/courts/:court/cases/:case',
    summary: what === 'close' ? 'Closes a case' : 'Opens a case again',
    audience: 'page',
    body: z.strictObject({
      version: z.string().regex(/^\d{1,9}$/),
      reason: z.string().max(2 * longestReason),
    }),
    responses: {
      303: 'To the case, or to the sign-in.',
      404: 'No such case of mine.',
      409: 'Somebody else changed the case; the page shows it as it is now.',
      422: 'No reason was given, the case waits for its judge, or participants were told of a hearing ahead.',
    },
    handle: (request) =>
      atCourt(deps, request, ['clerk', 'judge'], async (frame) => {
        const detail = await askedCase(deps, request, frame);
        const { caseId } = detail.case;
        const { reason, version } = request.body;
        const outcome = await deps.cases[what](frame, { caseId, version: Number(version), reason });
        if (outcome.kind === 'changed')
          return redirect(
            `${courtPath(frame, `/cases/${caseId}`)}?news=${what === 'close' ? 'closed' : 'reopened'}`,
          );
        if (outcome.kind === 'wrong')
          return showCase(deps, request, frame, { ...detail, reason, problems: outcome.problems }, 422);
        const now = outcome.now ?? detail;
        return showCase(deps, request, frame, { ...now, reason, isStale: true }, 409);
      }),
  });
}

function contactsRoutes(deps: CaseRoutesDeps): Route[] {
  const path = '/courts/:court/cases/:case/contacts';
  const show = route({
    id: 'court.contacts',
    method: 'GET',
    path,
    summary: 'The contacts of a registered case, to be corrected',
    audience: 'page',
    responses: { 200: 'The page.', 404: 'No such case.', ...signInFirst },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const detail = await askedCase(deps, request, frame);
        return showContacts(request, frame, detail);
      }),
  });
  const take = route({
    id: 'court.change_contacts',
    method: 'POST',
    path,
    summary: 'Corrects the contacts of a registered case',
    audience: 'page',
    body: caseFormBody,
    maxBodyBytes: formOctets,
    responses: {
      200: 'The form again, from the version that is kept now.',
      303: 'To the case, or to the sign-in.',
      404: 'No such case.',
      409: 'Somebody else changed the case; the page shows both.',
      422: 'Something is wrong; the form says what.',
    },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const detail = await askedCase(deps, request, frame);
        return takeContacts(deps, request, frame, { detail, sent: readCaseForm(request.body) });
      }),
  });
  return [show, take];
}
