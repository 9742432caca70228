import { z } from 'zod';
import { page, type Route, redirect, route } from '../http/index.ts';
import { type PortalDeps, signedIn } from '../portal/index.ts';
import type { OwnDataConsents } from './consents.ts';
import { consentDays, consentNews, dataConsentsPage, mayGive } from './pages/consents.ts';
import { consentsPath } from './pages/words.ts';

export interface DataConsentRoutesDeps {
  readonly portal: PortalDeps;
  readonly consents: OwnDataConsents;
}

const onward = { 303: 'Back to the page, or to the sign-in.' };
/** Organisation, service and purpose. */
const target = /^([0-9A-Z-]{1,64}) ([a-z0-9.-]{1,63}) ([a-z0-9.-]{1,63})$/;

const after = (news: (typeof consentNews)[number]) => redirect(`${consentsPath}?news=${news}`);

/** What I let agencies ask about me: seen, given, withdrawn. What gives power asks for more than a password. */
export function dataConsentRoutes(deps: DataConsentRoutesDeps): Route[] {
  return [seeRoute(deps), giveRoute(deps), withdrawRoute(deps)];
}

function seeRoute({ portal, consents }: DataConsentRoutesDeps): Route {
  return route({
    id: 'accesses.consents',
    method: 'GET',
    path: consentsPath,
    summary: 'My consents to exchanges of data',
    audience: 'page',
    query: z.strictObject({ news: z.enum(consentNews).optional(), before: z.uuid().optional() }),
    responses: { 200: 'The page.', 303: 'To the sign-in, when nobody is signed in.' },
    handle: (request) =>
      signedIn(portal, request, async (frame) => {
        const [given, askable] = await Promise.all([
          consents.list(frame.person.accountId, request.query.before),
          consents.askable(),
        ]);
        const { news, before } = request.query;
        const view = { ...given, isFirst: before === undefined, askable, news };
        return page(dataConsentsPage(request, frame, view));
      }),
  });
}

function giveRoute({ portal, consents }: DataConsentRoutesDeps): Route {
  return route({
    id: 'accesses.give_consent',
    method: 'POST',
    path: `${consentsPath}/give`,
    summary: 'Lets an agency ask a service about me for one purpose and for some time',
    audience: 'page',
    body: z.strictObject({ of: z.string().regex(target), days: z.enum(consentDays) }),
    responses: onward,
    handle: (request) =>
      signedIn(portal, request, async ({ person }) => {
        if (!mayGive(person)) return redirect(consentsPath);
        const { of, days } = request.body;
        const [consumer = '', service = '', purpose = ''] = of.split(' ');
        const given = { consumer, service, purpose, days: Number(days) };
        const isGiven = await consents.give(person.accountId, given);
        return after(isGiven ? 'given' : 'refused');
      }),
  });
}

function withdrawRoute({ portal, consents }: DataConsentRoutesDeps): Route {
  return route({
    id: 'accesses.withdraw_consent',
    method: 'POST',
    path: `${consentsPath}/withdraw`,
    summary: 'Withdraws such a consent of mine',
    audience: 'page',
    body: z.strictObject({ consent: z.uuid() }),
    responses: onward,
    handle: (request) =>
      signedIn(portal, request, async ({ person }) => {
        const isWithdrawn = await consents.withdraw(person.accountId, request.body.consent);
        return after(isWithdrawn ? 'withdrawn' : 'refused');
      }),
  });
}
