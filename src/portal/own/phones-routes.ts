import { z } from 'zod';
import { page, type Reply, type Request, type Route, redirect, route } from '../../http/index.ts';
import type { PhonesPort, PortalDeps } from '../model.ts';
import type { SignedInFrame } from './pages.ts';
import { phoneCodePage, phoneNews, phonesPage, type PhonesView } from './phones-pages.ts';
import { signedIn } from './signed-in.ts';

const id = z.uuid();
const toList = { 303: 'Back to the list, or to the sign-in.' };

/** My phones. What takes power away is open to every signed-in person; what gives it asks for level high. */
export function phoneRoutes(deps: PortalDeps, phones: PhonesPort): Route[] {
  return [
    route({
      id: 'portal.phones',
      method: 'GET',
      path: '/me/phones',
      summary: 'My phones',
      audience: 'page',
      query: z.strictObject({ news: z.enum(phoneNews).optional() }),
      responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.' },
      handle: (request) =>
        signedIn(deps, request, (frame) => showList(phones, request, frame, { news: request.query.news })),
    }),
    route({
      id: 'portal.add_phone',
      method: 'POST',
      path: '/me/phones/add',
      formPage: '/me/phones',
      summary: 'Gives a code of one use for another phone',
      audience: 'page',
      body: z.strictObject({ number: z.string().max(40) }),
      responses: { 200: 'The code.', 422: 'The number is none.', ...toList },
      handle: (request) => signedIn(deps, request, (frame) => add(phones, request, frame)),
    }),
    route({
      id: 'portal.change_phone',
      method: 'POST',
      path: '/me/phones/change',
      summary: 'Suspends, restores or revokes one of my phones',
      audience: 'page',
      body: z.strictObject({ phone: id, change: z.enum(['suspend', 'restore', 'lose']) }),
      responses: toList,
      handle: (request) =>
        signedIn(deps, request, async ({ person }) => {
          const { phone, change } = request.body;
          const isAllowed = change !== 'restore' || person.level === 'high';
          const isDone = isAllowed && (await phones.change(person, phone, change, request));
          return redirect(`/me/phones?news=${isDone ? change : 'refused'}`);
        }),
    }),
    route({
      id: 'portal.rename_phone',
      method: 'POST',
      path: '/me/phones/rename',
      summary: 'Gives one of my phones another name',
      audience: 'page',
      body: z.strictObject({ phone: id, name: z.string().max(200) }),
      responses: toList,
      handle: (request) =>
        signedIn(deps, request, async ({ person }) => {
          const isDone = await phones.rename(person, request.body.phone, request.body.name);
          return redirect(`/me/phones?news=${isDone ? 'renamed' : 'refused'}`);
        }),
    }),
  ];
}

async function add(
  phones: PhonesPort,
  request: Request<unknown, { readonly number: string }>,
  frame: SignedInFrame,
): Promise<Reply> {
  if (frame.person.level !== 'high') return redirect('/me/phones');
  const { number } = request.body;
  const code = await phones.issueCode(frame.person, number, request);
  if (code) return page(phoneCodePage(request, frame, code));
  return showList(phones, request, frame, { number, isNumberWrong: true });
}

async function showList(
  phones: PhonesPort,
  request: Request,
  frame: SignedInFrame,
  view: Partial<PhonesView>,
) {
  const [list, number] = await Promise.all([phones.list(frame.person), phones.numberOf(frame.person)]);
  return page(
    phonesPage(request, frame, {
      phones: list,
      number: view.number ?? number ?? '',
      isNumberWrong: view.isNumberWrong ?? false,
      news: view.news,
    }),
    { status: view.isNumberWrong ? 422 : 200 },
  );
}
