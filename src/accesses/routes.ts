import { z } from 'zod';
import { page, type Reply, type Request, RequestError, type Route, redirect, route } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import { checkingKeys, type PortalDeps, type SignedInFrame, signedIn } from '../portal/index.ts';
import { csvHead, csvLine, toExported } from './codec.ts';
import { type Access, type AccessFilter, readQuestion } from './model.ts';
import { accessListPage } from './pages/list.ts';
import { accessNews, accessPage } from './pages/one.ts';
import { listPath, onePath } from './pages/words.ts';
import type { Accesses, AskingPerson } from './service.ts';

export interface AccessRoutesDeps {
  readonly portal: PortalDeps;
  readonly accesses: Accesses;
}

const listSize = 25;
/** Rows of an export, and how many are read at a time. */
const mostExported = 10_000;
const exportedAtOnce = 100;
const signInFirst = { 303: 'To the sign-in, when nobody is signed in.' };
const onward = { 303: 'To the page that tells the outcome, or to the sign-in.' };

/** An empty field of the form is none. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal('').transform(() => undefined), schema]).optional();
const filterQuery = {
  organisation: optional(z.string().max(64)),
  from: optional(z.iso.date()),
  until: optional(z.iso.date()),
};
type Filter = AccessFilter & { readonly before?: string | undefined };

/** Who looked at my data: the list and its copies, one access, and the question about it. */
export function accessRoutes(deps: AccessRoutesDeps): Route[] {
  return [listRoute(deps), ...exportRoutes(deps), oneRoute(deps), askRoute(deps)];
}

function listRoute(deps: AccessRoutesDeps): Route {
  return route({
    id: 'accesses.list',
    method: 'GET',
    path: listPath,
    summary: 'Who asked for my data, the newest first',
    audience: 'page',
    query: z.strictObject({ ...filterQuery, before: z.string().max(20).optional() }),
    responses: { 200: 'The page.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, (frame) => showList(deps, request, frame, request.query)),
  });
}

async function showList(
  { accesses }: AccessRoutesDeps,
  request: Request,
  frame: SignedInFrame,
  { before, ...filter }: Filter,
): Promise<Reply> {
  const { person } = frame;
  const [found, organisations, recent] = await Promise.all([
    accesses.page(person, { ...filter, before, limit: listSize }),
    accesses.organisations(person),
    accesses.countRecent(person),
  ]);
  const view = { ...found, isFirst: before === undefined, filter, organisations, recent, mostExported };
  return page(accessListPage(request, frame, view));
}

function exportRoutes(deps: AccessRoutesDeps): Route[] {
  const one = (kind: 'csv' | 'json', type: string, write: typeof csvOf) =>
    route({
      id: `accesses.${kind}`,
      method: 'GET',
      path: `${listPath}.${kind}`,
      summary: `The same list to keep, as ${kind.toUpperCase()}: at most ${mostExported} rows`,
      audience: 'page',
      query: z.strictObject(filterQuery),
      responses: { 200: 'The file.', ...signInFirst },
      handle: (request) =>
        signedIn(deps.portal, request, ({ person }): Reply => {
          const rows = allOf(deps.accesses, person, request.query);
          return {
            kind: 'content',
            status: 200,
            body: encoded(write(rows, request.language)),
            type,
            name: `acar-accesses.${kind}`,
            disposition: 'attachment',
          };
        }),
    });
  return [one('csv', 'text/csv; charset=utf-8', csvOf), one('json', 'application/json', jsonOf)];
}

/** Page by page, and never all in memory. */
async function* allOf(
  accesses: Accesses,
  person: AskingPerson,
  filter: AccessFilter,
): AsyncGenerator<readonly Access[]> {
  let before: string | undefined;
  for (let count = 0; count < mostExported; count += exportedAtOnce) {
    const found = await accesses.page(person, { ...filter, before, limit: exportedAtOnce });
    yield found.accesses;
    before = found.next;
    if (before === undefined) return;
  }
}

async function* csvOf(pages: AsyncIterable<readonly Access[]>, language: Language): AsyncGenerator<string> {
  yield csvHead;
  for await (const accesses of pages)
    yield accesses.map((access) => csvLine(toExported(access, language))).join('');
}

async function* jsonOf(pages: AsyncIterable<readonly Access[]>, language: Language): AsyncGenerator<string> {
  let separator = '[';
  for await (const accesses of pages) {
    for (const access of accesses) {
      yield `${separator}\n${JSON.stringify(toExported(access, language))}`;
      separator = ',';
    }
  }
  yield separator === '[' ? '[]\n' : '\n]\n';
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

function oneRoute(deps: AccessRoutesDeps): Route {
  return route({
    id: 'accesses.one',
    method: 'GET',
    path: `${listPath}/:id`,
    summary: 'One request for my data, with its proof',
    audience: 'page',
    query: z.strictObject({ news: z.enum(accessNews).optional() }),
    responses: { 200: 'The page.', 404: 'It is none of this person’s.', ...signInFirst },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const access = await ownAccess(deps, frame, request);
        const keys = await checkingKeys(deps.portal);
        return page(accessPage(request, frame, { access, keys, news: request.query.news }));
      }),
  });
}

function askRoute(deps: AccessRoutesDeps): Route {
  return route({
    id: 'accesses.ask',
    method: 'POST',
    path: `${listPath}/:id/question`,
    formPage: `${listPath}/:id`,
    summary: 'Asks the agency about its request for my data',
    audience: 'page',
    body: z.strictObject({ text: z.string().max(5000) }),
    responses: {
      404: 'It is none of this person’s.',
      422: 'The question is too short or too long.',
      ...onward,
    },
    handle: (request) =>
      signedIn(deps.portal, request, async (frame) => {
        const { text } = request.body;
        const access = await ownAccess(deps, frame, request);
        const question = readQuestion(text);
        if (question === undefined) {
          const view = { access, keys: await checkingKeys(deps.portal), wrongQuestion: text };
          return page(accessPage(request, frame, view), { status: 422 });
        }
        const outcome = await deps.accesses.ask(frame.person, access.id, question);
        if (outcome === 'unknown') throw new RequestError(404, 'http.not_found');
        return redirect(`${onePath(access.id)}?news=${outcome}`);
      }),
  });
}

async function ownAccess(
  { accesses }: AccessRoutesDeps,
  { person }: SignedInFrame,
  { params }: Request,
): Promise<Access> {
  const access = await accesses.find(person, params['id'] ?? '');
  if (!access) throw new RequestError(404, 'http.not_found');
  return access;
}
