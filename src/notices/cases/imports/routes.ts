import { z } from 'zod';
import {
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
  textsFor,
} from '../../../http/index.ts';
import { atCourt, courtPath, type OfficeFrame, type WorkplaceDeps } from '../../workplace/index.ts';
import { csvTemplate } from './csv.ts';
import { importTexts } from './messages.ts';
import { largestFile } from './model.ts';
import { importPage } from './pages/import.ts';
import { importsPage, type ImportsView } from './pages/list.ts';
import { reasonOf } from './pages/words.ts';
import type { CaseImports, ImportDetail } from './service.ts';

export interface CaseImportRoutesDeps extends WorkplaceDeps {
  readonly caseImports: CaseImports;
}

const pageSize = 50;
const path = '/courts/:court/imports';
const notMine = { 404: 'No court at which I am a clerk, or no such file.' };
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };

/** Files of cases: brought, looked at, registered. */
export function caseImportRoutes(deps: CaseImportRoutesDeps): Route[] {
  return [listRoute(deps), templateRoute(deps), uploadRoute(deps), ...oneRoutes(deps)];
}

function listRoute(deps: CaseImportRoutesDeps): Route {
  return route({
    id: 'court.imports',
    method: 'GET',
    path,
    summary: 'The form for a file of cases, and the latest files',
    audience: 'page',
    responses: { 200: 'The page.', ...signInFirst, ...notMine },
    handle: (request) => atCourt(deps, request, ['clerk'], (frame) => showList(deps, request, frame)),
  });
}

async function showList(
  { caseImports }: CaseImportRoutesDeps,
  request: Request,
  frame: OfficeFrame,
  refusal?: ImportsView['refusal'],
): Promise<Reply> {
  const imports = await caseImports.list(frame.court.courtId);
  const drawn = importsPage(request, frame, { imports, ...(refusal ? { refusal } : {}) });
  return page(drawn, { status: refusal ? 422 : 200 });
}

function templateRoute(deps: CaseImportRoutesDeps): Route {
  return route({
    id: 'court.import_template',
    method: 'GET',
    path: `${path}/template`,
    summary: 'An empty table to be filled in',
    audience: 'page',
    responses: { 200: 'A CSV.', ...signInFirst, ...notMine },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], () => ({
        kind: 'file',
        status: 200,
        body: Buffer.from(csvTemplate()),
        type: 'text/csv; charset=utf-8',
        name: 'acar-cases.csv',
      })),
  });
}

function uploadRoute(deps: CaseImportRoutesDeps): Route {
  return route({
    id: 'court.upload_cases',
    method: 'POST',
    path: `${path}/upload`,
    formPage: path,
    summary: 'Takes a file of cases; nothing is registered yet',
    audience: 'page',
    body: z.strictObject({}),
    upload: { maxBytes: largestFile },
    responses: { 303: 'To the file, or to the sign-in.', 422: 'Not taken; the page says why.', ...notMine },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        for await (const { field, name, content } of request.files) {
          if (field !== 'file' || name === '') continue;
          const outcome = await deps.caseImports.receive(frame, { name, content });
          return outcome.kind === 'held'
            ? redirect(courtPath(frame, `/imports/${outcome.importId}`))
            : showList(deps, request, frame, outcome);
        }
        const code = 'case_import.no_file';
        return showList(deps, request, frame, { kind: 'refused', code, line: undefined, column: undefined });
      }),
  });
}

function oneRoutes(deps: CaseImportRoutesDeps): Route[] {
  const show = route({
    id: 'court.import',
    method: 'GET',
    path: `${path}/:import`,
    summary: 'One file: what it holds and what became of its rows',
    audience: 'page',
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,6}$/)
        .optional(),
      refresh: z.enum(['no']).optional(),
    }),
    responses: { 200: 'The page.', ...signInFirst, ...notMine },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const one = await findImport(deps, request, frame);
        const { after, refresh } = request.query;
        const from = { after: Number(after ?? 0), limit: pageSize + 1 };
        const found = await deps.caseImports.troubledRows(one.id, from);
        const rows = found.slice(0, pageSize);
        const next = found.length > pageSize ? rows.at(-1)?.row : undefined;
        const view = { one, rows, next, isFirst: after === undefined, isRefreshing: refresh === undefined };
        return page(importPage(request, frame, view));
      }),
  });
  const choose = route({
    id: 'court.choose_import',
    method: 'POST',
    path: `${path}/:import/choose`,
    summary: 'Registers the good rows of a file, keeps them as drafts, or throws the file away',
    audience: 'page',
    body: z.strictObject({ do: z.enum(['register', 'draft', 'discard']) }),
    responses: { 303: 'To the file, the list of cases, or the sign-in.', ...notMine },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const { id } = await findImport(deps, request, frame);
        const chosen = request.body.do;
        if (chosen === 'discard' && (await deps.caseImports.discard(frame, id)))
          return redirect(`${courtPath(frame, '/cases')}?news=import_discarded`);
        // Chosen before, by a second press or another clerk: the page shows what is.
        if (chosen !== 'discard') await deps.caseImports.choose(frame, id, chosen);
        return redirect(courtPath(frame, `/imports/${id}`));
      }),
  });
  return [show, choose, reportRoute(deps), badRowsRoute(deps)];
}

function reportRoute(deps: CaseImportRoutesDeps): Route {
  return route({
    id: 'court.import_report',
    method: 'GET',
    path: `${path}/:import/report`,
    summary: 'Line, column and reason of every row that asks for a look',
    audience: 'page',
    responses: { 200: 'A CSV.', ...signInFirst, ...notMine },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const { id } = await findImport(deps, request, frame);
        const t = textsFor(importTexts, request);
        const body = deps.caseImports.report(id, {
          head: [t.line, t.column, t.reason],
          reasonOf: (row, problem) => reasonOf(request, row, problem),
        });
        return attachment(body, 'text/csv; charset=utf-8', `acar-import-${id}.csv`);
      }),
  });
}

function badRowsRoute(deps: CaseImportRoutesDeps): Route {
  return route({
    id: 'court.import_bad_rows',
    method: 'GET',
    path: `${path}/:import/bad-rows`,
    summary: 'The rows that were refused, in the form of their file',
    audience: 'page',
    responses: { 200: 'A CSV or JSON.', ...signInFirst, ...notMine },
    handle: (request) =>
      atCourt(deps, request, ['clerk'], async (frame) => {
        const one = await findImport(deps, request, frame);
        const type = one.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json';
        return attachment(deps.caseImports.badRows(one), type, `acar-import-${one.id}-bad.${one.format}`);
      }),
  });
}

function attachment(body: AsyncIterable<Uint8Array>, type: string, name: string): Reply {
  return { kind: 'content', status: 200, body, type, name, disposition: 'attachment' };
}

async function findImport(
  { caseImports }: CaseImportRoutesDeps,
  request: Request,
  { court }: OfficeFrame,
): Promise<ImportDetail> {
  const id = request.params['import'] ?? '';
  const found = /^\d{1,18}$/.test(id) ? await caseImports.find(court.courtId, id) : undefined;
  if (!found) throw new RequestError(404, 'http.not_found');
  return found;
}
