import { z } from 'zod';
import type { FlowReply, FlowRequest, LoginFlows } from '../../oidc/interactions/index.ts';
import { page, type Reply, type Request, type Route, redirect, route } from '../http/index.ts';
import { chooseLanguage, defaultLanguage, isLanguage } from '../messages/index.ts';
import { drawInteraction, type PortalAddresses } from './draw.ts';

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
/** What a login method's form may send; the method itself judges the values. */
const answer = z.record(z.string().max(64), z.string().max(4096));

/** The login pages: each form is answered with a redirect, each page can be read again. */
export function signInRoutes(deps: SignInRoutesDeps): Route[] {
  const { flows } = deps;
  const reply = async (request: Request, pending: Promise<FlowReply>): Promise<Reply> => {
    const result = await pending;
    if (result.kind === 'go') return redirect(result.to);
    const language = isLanguage(result.language) ? result.language : request.language;
    const drawn = drawInteraction({ ...request, language }, result.view, deps.portal, deps.now());
    return page(drawn.page, { status: drawn.status, formTargets: drawn.formTargets });
  };
  const step = (name: string, summary: string, act: (request: FlowRequest) => Promise<FlowReply>) =>
    route({
      id: `signIn.${name}`,
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
      id: `signIn.${name}`,
      method: 'GET',
      path,
      summary,
      audience: 'page',
      responses,
      handle: (request) => reply(request, act(toFlowRequest(request))),
    });
  return [
    read('show', '/interaction/:uid', 'The page of a running sign-in', (request) => flows.show(request)),
    read('again', '/interaction/:uid/again', 'Starts the same request of the service anew', (request) =>
      flows.again(request),
    ),
    route({
      id: 'signIn.choose',
      method: 'POST',
      path: '/interaction/:uid/choose',
      summary: 'Chooses one of the ways in',
      audience: 'page',
      body: z.strictObject({ method: z.string().max(32) }),
      responses: { 303: responses[303] },
      handle: (request) => reply(request, flows.choose(toFlowRequest(request), request.body.method)),
    }),
    route({
      id: 'signIn.advance',
      method: 'POST',
      path: '/interaction/:uid/advance',
      summary: 'Answers what the chosen way asks for',
      audience: 'page',
      body: answer,
      responses: { 303: responses[303] },
      handle: (request) => reply(request, flows.advance(toFlowRequest(request), request.body)),
    }),
    step('resend', 'Asks for another one-time code', (request) => flows.advance(request, { resend: 'yes' })),
    step('back', 'Back to the choice of a way in', (request) => flows.back(request)),
    step('extend', 'Asks for more time (WCAG 2.2.1)', (request) => flows.extend(request)),
    step('cancel', 'Gives up and returns to the service', (request) => flows.cancel(request)),
    route({
      id: 'signIn.decide',
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
