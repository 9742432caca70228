import { z } from 'zod';
import { page, type Reply, RequestError, type Route, route } from '../../http/index.ts';
import type { PortalDeps, RecordsPort } from '../model.ts';
import type { Frame } from '../pages/frame.ts';
import { signedIn } from '../own/signed-in.ts';
import { checkingKeys, checkReceiptPage } from './pages.ts';
import { receiptPath, recordPath } from './paths.ts';

const recordId = /^\d{1,15}$/;
const downloads = {
  200: 'The file.',
  303: 'To the sign-in, when nobody is signed in.',
  404: 'The person has no such record.',
};

/** Records and receipts to keep, and the page where anybody checks them. */
export function receiptRoutes(deps: PortalDeps, records: RecordsPort): Route[] {
  return [checkRoute(deps), recordRoute(deps, records), receiptRoute(deps, records)];
}

function checkRoute(deps: PortalDeps): Route {
  return route({
    id: 'portal.check_receipt',
    method: 'GET',
    path: '/check-receipt',
    summary:
      'Where anybody checks a receipt of the log, in the browser; with `record`, that of a record of their own',
    audience: 'page',
    query: z.strictObject({ record: z.string().regex(recordId).optional() }),
    responses: { 200: 'The page.' },
    async handle(request) {
      const { record } = request.query;
      const [person, keys] = await Promise.all([deps.session(request), checkingKeys(deps)]);
      const frame: Frame = {
        person,
        signInUrl: deps.signInUrl,
        signOutAction: deps.signOut.action,
        certificates: deps.certificates,
        hasLog: true,
      };
      const checked =
        person && record !== undefined
          ? { receipt: receiptPath(record), record: recordPath(record) }
          : undefined;
      return page(checkReceiptPage(request, frame, { keys, checked }), {
        formTargets: person ? deps.signOut.formTargets : [],
      });
    },
  });
}

function recordRoute(deps: PortalDeps, records: RecordsPort): Route {
  return route({
    id: 'portal.record',
    method: 'GET',
    path: '/me/history/:id/record',
    summary: 'One of my records with everything that it says, as JSON',
    audience: 'page',
    responses: downloads,
    handle: (request) =>
      signedIn(deps, request, async ({ person }) => {
        const id = idOf(request.params);
        return file(await records.document(person, id), 'application/json', `record-${id}.json`);
      }),
  });
}

function receiptRoute(deps: PortalDeps, records: RecordsPort): Route {
  return route({
    id: 'portal.receipt',
    method: 'GET',
    path: '/me/history/:id/receipt',
    summary: 'The receipt for one of my records (c2sp.org/tlog-proof)',
    audience: 'page',
    responses: { ...downloads, 503: 'The record waits for its place in the log; try again in a second.' },
    handle: (request) =>
      signedIn(deps, request, async ({ person }) => {
        const id = idOf(request.params);
        const receipt = await records.receipt(person, id);
        if (receipt?.kind === 'waiting') throw new RequestError(503, 'http.unavailable');
        return file(receipt?.text, 'text/plain; charset=utf-8', `receipt-${id}.tlog-proof`);
      }),
  });
}

function idOf(params: Readonly<Record<string, string>>): string {
  const id = params['id'] ?? '';
  if (!recordId.test(id)) throw new RequestError(404, 'http.not_found');
  return id;
}

function file(text: string | undefined, type: string, name: string): Reply {
  if (text === undefined) throw new RequestError(404, 'http.not_found');
  return { kind: 'file', status: 200, body: Buffer.from(text), type, name };
}
