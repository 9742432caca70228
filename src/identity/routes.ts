import { z } from 'zod';
import type { FlowReply, FlowRequest, LoginFlows } from '../../oidc/interactions/index.ts';
import {
  inReadersLanguage,
  page,
  type Reply,
  type Request,
  RequestError,
  type Route,
  redirect,
  route,
} from '../http/index.ts';
import { chooseLanguage, defaultLanguage, isLanguage, languages } from '../messages/index.ts';
import { createStreamLimit } from './stream-limit.ts';
import { drawInteraction, type PortalAddresses } from './draw.ts';
import { cardReturnPage } from './pages.ts';
import { forgetSignIn, rememberSignIn, waitingSignIn } from './waiting-sign-in.ts';

export interface SignInRoutesDeps {
  readonly flows: LoginFlows;
  readonly portal: PortalAddresses;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const responses = {
  200: 'the page',
  303: 'the next page, or back to the service',
  410: 'the sign-in is over; the page leads on',
} as const;
const nothing = z.strictObject({});
/** Web eID's own bound; nothing else that a form sends is as long. */
const longestToken = 10_000;
/** What a login method's form may send; the method itself judges the values. */
const answer = z.record(z.string().max(64), z.string().max(longestToken));

/** The login pages: each form is answered with a redirect, each page can be read again. */
export function signInRoutes(deps: SignInRoutesDeps): Route[] {
  const { flows } = deps;
  const reply = async (request: Request, pending: Promise<FlowReply>): Promise<Reply> => {
    const result = await pending;
    const uid = request.params['uid'] ?? '';
    if (result.kind === 'go') {
      const stays = result.to.startsWith(`/interaction/${uid}`);
      return redirect(result.to, stays ? [] : forgetSignIn(request, uid));
    }
    const language = isLanguage(result.language) ? result.language : request.language;
    const drawn = drawInteraction({ ...request, language }, result.view, deps.portal, deps.now());
    const cookies = drawn.status === 200 ? rememberSignIn(request, uid) : [];
    return page(drawn.page, { ...drawn, cookies });
  };
  const step = (name: string, summary: string, act: (request: FlowRequest) => Promise<FlowReply>) =>
    route({
      id: `sign_in.${name}`,
      method: 'POST',
      path: `/interaction/:uid/${name}`,
      summary,
      audience: 'page',
      body: nothing,
      responses: { 303: responses[303] },
      handle: (request) => reply(request, act(toFlowRequest(request))),
    });
  const read = (
    name: string,
    path: string,
    summary: string,
    act: (request: FlowRequest) => Promise<FlowReply>,
  ) =>
    route({
      id: `sign_in.${name}`,
      method: 'GET',
      path,
      summary,
      audience: 'page',
      responses,
      handle: (request) => reply(request, act(toFlowRequest(request))),
    });
  return [
    // Where the sign in the header of these pages leads.
    route({
      id: 'sign_in.home',
      method: 'GET',
      path: '/',
      summary: 'Leads to the portal',
      audience: 'page',
      responses: { 303: 'the portal' },
      handle: ({ language }) => redirect(inReadersLanguage(deps.portal.home, language)),
    }),
    route({
      id: 'sign_in.go_on',
      method: 'GET',
      path: '/sign-in',
      summary: 'Back to the sign-in that waits in this browser, else to a new one at the portal',
      audience: 'page',
      responses: { 303: 'the sign-in' },
      handle(request) {
        const uid = waitingSignIn(request);
        if (uid !== undefined) return redirect(`/interaction/${uid}`);
        return redirect(inReadersLanguage(deps.portal.signIn, request.language));
      },
    }),
    read('show', '/interaction/:uid', 'The page of a running sign-in', (request) => flows.show(request)),
    read('again', '/interaction/:uid/again', 'Starts the same request of the service anew', (request) =>
      flows.again(request),
    ),
    route({
      id: 'sign_in.choose',
      method: 'POST',
      path: '/interaction/:uid/choose',
      summary: 'Chooses one of the ways in',
      audience: 'page',
      body: z.strictObject({ method: z.string().max(32) }),
      responses: { 303: responses[303] },
      handle: (request) => reply(request, flows.choose(toFlowRequest(request), request.body.method)),
    }),
    route({
      id: 'sign_in.advance',
      method: 'POST',
      path: '/interaction/:uid/advance',
      summary: 'Answers what the chosen way asks for',
      audience: 'page',
      body: answer,
      responses: { 303: responses[303] },
      handle: (request) => reply(request, flows.advance(toFlowRequest(request), request.body)),
    }),
    ...cardReturnRoutes(deps),
    ...otherDeviceRoutes(deps, reply),
    step('resend', 'Asks for another one-time code', (request) => flows.advance(request, { resend: 'yes' })),
    step('back', 'Back to the choice of a way in', (request) => flows.back(request)),
    step('extend', 'Asks for more time (WCAG 2.2.1)', (request) => flows.extend(request)),
    step('cancel', 'Gives up and returns to the service', (request) => flows.cancel(request)),
    route({
      id: 'sign_in.decide',
      method: 'POST',
      path: '/interaction/:uid/decide',
      summary: 'Lets the service join the session, or signs in as somebody else',
      audience: 'page',
      body: z.strictObject({ decision: z.enum(['continue', 'switch']) }),
      responses: { 303: responses[303] },
      handle: (request) => {
        const flow = toFlowRequest(request);
        return reply(
          request,
          request.body.decision === 'continue' ? flows.approve(flow) : flows.switchPerson(flow),
        );
      },
    }),
  ];
}

/** Windows that may follow one login at a node at the same time. */
const mostStreams = 4;

/** What changes while another device is waited for, and where such a device leads the browser back to. */
function otherDeviceRoutes(
  { flows }: SignInRoutesDeps,
  reply: (request: Request, pending: Promise<FlowReply>) => Promise<Reply>,
): Route[] {
  const streams = createStreamLimit(mostStreams);
  return [
    route({
      id: 'sign_in.events',
      method: 'GET',
      path: '/interaction/:uid/events',
      summary: 'An event stream of what the page of a waiting sign-in shows',
      audience: 'page',
      responses: {
        200: 'text/event-stream',
        204: 'nothing is waited for',
        429: 'too many windows follow it',
      },
      async handle(request) {
        const flow = toFlowRequest(request);
        const views = await flows.follow(flow);
        if (!views) return { kind: 'nothing', status: 204 };
        const source = streams.admit(flow.uid, views);
        if (!source) throw new RequestError(429, 'http.too_busy');
        return { kind: 'events', source };
      },
    }),
    route({
      id: 'sign_in.returned',
      method: 'GET',
      path: '/interaction/:uid/return',
      summary: 'Takes the browser back from a program on the same device',
      audience: 'page',
      query: z.strictObject({ verifier: z.string().max(128).optional() }),
      responses: { ...responses, 403: 'another browser began this sign-in; the page leads on' },
      handle: (request) => {
        const { verifier } = request.query;
        const input = verifier === undefined ? {} : { verifier };
        return reply(request, flows.returned(toFlowRequest(request), input));
      },
    }),
  ];
}

const cardReturn = z.strictObject({
  state: z.string().max(512),
  token: z.string().max(longestToken).optional(),
  error: z.string().max(64).optional(),
});

/** Where the card agent leads back to (smartcard/agent/PROTOCOL.md, section 3). */
function cardReturnRoutes({ flows, portal }: SignInRoutesDeps): Route[] {
  const path = '/interaction/:uid/card';
  return [
    route({
      id: 'sign_in.card_returned',
      method: 'POST',
      path,
      summary: 'Takes what the card agent sends; changes nothing, and answers with a form of our own',
      audience: 'page',
      isOpenedElsewhere: true,
      query: z.strictObject({ language: z.enum(languages).optional() }),
      body: cardReturn,
      responses: { 200: responses[200] },
      async handle(request) {
        const uid = request.params['uid'] ?? '';
        const language = request.query.language ?? request.language;
        const returnOrigin = await flows.returnOriginOf(uid);
        const { state, token, error } = request.body;
        const view = {
          ...portal,
          state,
          token,
          error,
          answer: `/interaction/${encodeURIComponent(uid)}/advance`,
        };
        const drawn = cardReturnPage({ language, path: request.path, query: request.query }, view);
        // The form's answer may lead on to the service, and browsers hold redirects to the page's policy as well.
        return page(drawn, { formTargets: returnOrigin ? [returnOrigin] : [] });
      },
    }),
    route({
      id: 'sign_in.card_return_again',
      method: 'GET',
      path,
      summary: 'Back to the sign-in, as after a reload',
      audience: 'page',
      responses: { 303: responses[303] },
      handle: (request) => redirect(`/interaction/${encodeURIComponent(request.params['uid'] ?? '')}`),
    }),
  ];
}

function toFlowRequest(request: Request<unknown, unknown>): FlowRequest {
  const { node, params, browser, address, userAgent, language, isLanguageChosen } = request;
  return {
    req: node.req,
    res: node.res,
    uid: params['uid'] ?? '',
    browser,
    address,
    userAgent,
    language: (uiLocales) =>
      isLanguageChosen ? language : (chooseLanguage((uiLocales ?? '').split(' ')) ?? defaultLanguage),
  };
}
