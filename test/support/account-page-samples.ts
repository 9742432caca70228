import {
  type AccountLinks,
  type AccountPageRequest,
  type FormProblem,
} from '../../src/accounts/pages/frame.ts';
import {
  activatedPage,
  activationCodesPage,
  activationPasswordPage,
} from '../../src/accounts/pages/activation.ts';
import {
  recoveredPage,
  recoveryChannelPage,
  recoveryCodePage,
  recoveryOneTimeCodePage,
  recoveryPasswordPage,
} from '../../src/accounts/pages/recovery.ts';
import { registrationPage } from '../../src/accounts/pages/registration.ts';
import type { Html } from '../../src/http/index.ts';

const links: AccountLinks = { signIn: '/', help: '/help/sign-in', accessibility: '/accessibility' };

function problem(code: FormProblem['refusal']['code'], field: string): FormProblem {
  return { refusal: { kind: 'refused', code }, field };
}

/** Every step of activation and recovery, with and without an error, by a name for its address. */
export const accountSamples: Readonly<Record<string, (request: AccountPageRequest) => Html>> = {
  'activation-codes': (r) => activationCodesPage(r, links, { hasExpired: true }),
  'activation-codes-wrong': (r) =>
    activationCodesPage(r, links, { code: '1', problem: problem('account.malformed_code', 'code') }),
  'activation-password': (r) => activationPasswordPage(r, links),
  'activation-finished': (r) => activatedPage(r, links),
  'recovery-code': (r) => recoveryCodePage(r, links, {}),
  'recovery-channel': (r) => recoveryChannelPage(r, links),
  'recovery-one-time-code': (r) => recoveryOneTimeCodePage(r, links, { channel: 'sms', wasResent: true }),
  'recovery-one-time-code-wrong': (r) =>
    recoveryOneTimeCodePage(r, links, {
      channel: 'email',
      problem: problem('account.one_time_code_expired', 'code'),
    }),
  'recovery-password-wrong': (r) =>
    recoveryPasswordPage(r, links, problem('account.password_personal', 'password')),
  'recovery-finished': (r) => recoveredPage(r, links),
  registration: (r) => registrationPage(r, links),
};
