import { z } from 'zod';
import { page, type Route, redirect, route } from '../http/index.ts';
import { readLoginCode } from './model.ts';
import { activatedPage, activationCodesPage, activationPasswordPage } from './pages/activation.ts';
import { newPasswordField } from './pages/frame.ts';
import { limited, limitKeys, statusOf } from './route-limits.ts';
import type { AccountRoutesDeps } from './routes.ts';

const short = z.string().max(200).default('');
const typed = z.string().max(1_024).default('');
const formResponses = {
  303: 'the next step',
  422: 'the form again, with what to mend',
  429: 'too many tries: when to come back',
  503: 'busy: the form again',
};

/** `/activate`: two codes, a password, done. Where the browser stands is in the database. */
export function activationRoutes({ accounts, limiter, links }: AccountRoutesDeps): Route[] {
  const again = '/activate?again=yes';
  return [
    route({
      id: 'activation.codes',
      method: 'GET',
      path: '/activate',
      summary: 'Asks for the two codes of the sheet',
      audience: 'page',
      query: z.object({ again: z.string().optional() }),
      responses: { 200: 'the form' },
      handle: (request) =>
        page(activationCodesPage(request, links, { hasExpired: request.query.again !== undefined })),
    }),
    route({
      id: 'activation.prove',
      method: 'POST',
      path: '/activate',
      summary: 'Checks the two codes',
      audience: 'page',
      body: z.strictObject({ code: short, activationCode: short }),
      responses: formResponses,
      async handle(request) {
        const { code, activationCode } = request.body;
        const { browser, address } = request;
        const guess = () => accounts.beginActivation({ loginCode: code, activationCode, browser });
        const loginCode = readLoginCode(code);
        // A code that cannot be one guesses nothing, so it is not counted.
        const outcome = loginCode
          ? await limited(limiter, limitKeys('activate', loginCode, address), guess)
          : await guess();
        if (outcome.kind === 'proven') return redirect('/activate/password');
        const field = outcome.code === 'account.wrong_activation' ? 'activationCode' : 'code';
        const view = { code, problem: { refusal: outcome, field } };
        return page(activationCodesPage(request, links, view), { status: statusOf(outcome) });
      },
    }),
    route({
      id: 'activation.password',
      method: 'GET',
      path: '/activate/password',
      summary: 'Asks for the first password',
      audience: 'page',
      responses: { 200: 'the form', 303: 'back to the codes when they are not proven' },
      async handle(request) {
        const isProven = await accounts.isActivationProven({ browser: request.browser });
        return isProven ? page(activationPasswordPage(request, links)) : redirect(again);
      },
    }),
    route({
      id: 'activation.finish',
      method: 'POST',
      path: '/activate/password',
      summary: 'Sets the first password and activates the account',
      audience: 'page',
      body: z.strictObject({ password: typed, repeated: typed }),
      responses: formResponses,
      async handle(request) {
        const { browser } = request;
        const outcome = await accounts.finishActivation({ ...request.body, browser });
        if (outcome.kind === 'activated') return redirect('/activate/done');
        if (outcome.code === 'account.step_expired') return redirect(again);
        const problem = { refusal: outcome, field: newPasswordField(outcome) };
        return page(activationPasswordPage(request, links, problem), { status: statusOf(outcome) });
      },
    }),
    route({
      id: 'activation.done',
      method: 'GET',
      path: '/activate/done',
      summary: 'Says that the account is active and leads to the sign-in',
      audience: 'page',
      responses: { 200: 'the page' },
      handle: (request) => page(activatedPage(request, links)),
    }),
  ];
}
