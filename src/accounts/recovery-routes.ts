import { z } from 'zod';
import { page, type Reply, type Request, type Route, redirect, route } from '../http/index.ts';
import type { RecoveryStep } from './recovery.ts';
import type { Refused } from './errors.ts';
import { newPasswordField } from './pages/frame.ts';
import {
  recoveredPage,
  recoveryChannelPage,
  recoveryCodePage,
  recoveryOneTimeCodePage,
  recoveryPasswordPage,
} from './pages/recovery.ts';
import { limited, limitKeys, statusOf } from './route-limits.ts';
import type { AccountRoutesDeps } from './routes.ts';

const again = '/recover?again=yes';
const typed = z.string().max(1_024).default('');
const pageResponses = { 200: 'the form', 303: 'to the step where this browser stands' };
const formResponses = {
  303: 'the next step',
  422: 'the form again, with what to mend',
  429: 'too many tries: when to come back',
  503: 'busy: the form again',
};

/** `/recover`: code, channel, one-time code, new password, done. Where the browser stands is in the database. */
export function recoveryRoutes(deps: AccountRoutesDeps): Route[] {
  return [...startRoutes(deps), ...channelRoutes(deps), ...codeRoutes(deps), ...passwordRoutes(deps)];
}

/** Where a browser belongs that asks for a page it has not reached. */
function placeOf(at: RecoveryStep | undefined): string {
  return at ? `/recover/${at.step}` : again;
}

function startRoutes({ accounts, limiter, links }: AccountRoutesDeps): Route[] {
  return [
    route({
      id: 'recovery.start',
      method: 'GET',
      path: '/recover',
      summary: 'Asks for the code',
      audience: 'page',
      query: z.object({ again: z.string().optional() }),
      responses: { 200: 'the form' },
      handle: (request) =>
        page(recoveryCodePage(request, links, { hasExpired: request.query.again !== undefined })),
    }),
    route({
      id: 'recovery.begin',
      method: 'POST',
      path: '/recover',
      summary: 'Takes the code; the answer is the same whether somebody has it or nobody',
      audience: 'page',
      body: z.strictObject({ code: z.string().max(200).default('') }),
      responses: formResponses,
      async handle(request) {
        const { browser, address, body } = request;
        const outcome = await limited(limiter, [{ scope: 'address', value: address }], () =>
          accounts.beginRecovery({ loginCode: body.code, browser }),
        );
        if (outcome.kind === 'begun') return redirect('/recover/channel');
        const view = { code: body.code, problem: { refusal: outcome, field: 'code' } };
        return page(recoveryCodePage(request, links, view), { status: statusOf(outcome) });
      },
    }),
  ];
}

function channelRoutes({ accounts, limiter, links }: AccountRoutesDeps): Route[] {
  return [
    route({
      id: 'recovery.channel',
      method: 'GET',
      path: '/recover/channel',
      summary: 'Asks where to send the one-time code',
      audience: 'page',
      responses: pageResponses,
      async handle(request) {
        const at = await accounts.recoveryStep({ browser: request.browser });
        return at ? page(recoveryChannelPage(request, links)) : redirect(again);
      },
    }),
    route({
      id: 'recovery.send',
      method: 'POST',
      path: '/recover/channel',
      summary: 'Sends a one-time code, in place of an earlier one',
      audience: 'page',
      body: z.strictObject({ channel: z.enum(['email', 'sms']) }),
      responses: formResponses,
      async handle(request) {
        const { browser, address, language, body } = request;
        const before = await accounts.recoveryStep({ browser });
        const keys = limitKeys('recovery message', browser, address);
        const decision = await limiter.begin(keys);
        if (!decision.allowed) {
          const { blockedUntil } = decision;
          const refusal: Refused = { kind: 'refused', code: 'account.too_many_tries', blockedUntil };
          const problem = { refusal, field: 'channel' };
          return page(recoveryChannelPage(request, links, problem), { status: 429 });
        }
        const outcome = await accounts.sendRecoveryCode({ browser, channel: body.channel, language });
        if (outcome.kind === 'refused') return redirect(again);
        return redirect(before?.step === 'code' ? '/recover/code?sent=again' : '/recover/code');
      },
    }),
  ];
}

function codeRoutes({ accounts, limiter, links }: AccountRoutesDeps): Route[] {
  return [
    route({
      id: 'recovery.code',
      method: 'GET',
      path: '/recover/code',
      summary: 'Asks for the one-time code',
      audience: 'page',
      query: z.object({ sent: z.string().optional() }),
      responses: pageResponses,
      async handle(request) {
        const at = await accounts.recoveryStep({ browser: request.browser });
        if (at?.step !== 'code') return redirect(placeOf(at));
        const view = { channel: at.channel, wasResent: request.query.sent !== undefined };
        return page(recoveryOneTimeCodePage(request, links, view));
      },
    }),
    route({
      id: 'recovery.prove',
      method: 'POST',
      path: '/recover/code',
      summary: 'Checks the one-time code',
      audience: 'page',
      body: z.strictObject({ code: z.string().max(200).default('') }),
      responses: formResponses,
      async handle(request): Promise<Reply> {
        const { browser, address, body } = request;
        const at = await accounts.recoveryStep({ browser });
        if (at?.step !== 'code') return redirect(placeOf(at));
        const outcome = await limited(limiter, limitKeys('recovery code', browser, address), () =>
          accounts.checkRecoveryCode({ browser, code: body.code }),
        );
        if (outcome.kind === 'proven') return redirect('/recover/password');
        const view = { channel: at.channel, problem: { refusal: outcome, field: 'code' } };
        return page(recoveryOneTimeCodePage(request, links, view), { status: statusOf(outcome) });
      },
    }),
  ];
}

function passwordRoutes({ accounts, links }: AccountRoutesDeps): Route[] {
  const place = async (request: Request) =>
    placeOf(await accounts.recoveryStep({ browser: request.browser }));
  return [
    route({
      id: 'recovery.password',
      method: 'GET',
      path: '/recover/password',
      summary: 'Asks for the new password',
      audience: 'page',
      responses: pageResponses,
      async handle(request) {
        const to = await place(request);
        return to === '/recover/password' ? page(recoveryPasswordPage(request, links)) : redirect(to);
      },
    }),
    route({
      id: 'recovery.finish',
      method: 'POST',
      path: '/recover/password',
      summary: 'Sets the new password and ends every session of the person',
      audience: 'page',
      body: z.strictObject({ password: typed, repeated: typed }),
      responses: formResponses,
      async handle(request) {
        const outcome = await accounts.finishRecovery({ ...request.body, browser: request.browser });
        if (outcome.kind === 'recovered') return redirect('/recover/done');
        if (outcome.code === 'account.step_expired') return redirect(await place(request));
        const problem = { refusal: outcome, field: newPasswordField(outcome) };
        return page(recoveryPasswordPage(request, links, problem), { status: statusOf(outcome) });
      },
    }),
    route({
      id: 'recovery.done',
      method: 'GET',
      path: '/recover/done',
      summary: 'Says that the password was recovered and leads to the sign-in',
      audience: 'page',
      responses: { 200: 'the page' },
      handle: (request) => page(recoveredPage(request, links)),
    }),
  ];
}
