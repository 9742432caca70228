import { z } from 'zod';
import { errorSummary, form, type Html, passwordField, submit, textsFor } from '../../http/index.ts';
import type { Refused } from '../errors.ts';
import { frameTexts } from '../messages.ts';
import {
  type AccountPageRequest,
  errorOf,
  type FormProblem,
  newPasswordFields,
  problemText,
} from './frame.ts';

const typed = z.string().max(1_024);

/** What the form of {@link passwordChangeForm} sends. */
export const passwordChangeBody = z.strictObject({ oldPassword: typed, password: typed, repeated: typed });

/**
 * The form that changes a password, with its errors above it, for a page of the portal. The page adds the script
 * `password-reveal.js`; with a refusal its title says that there are errors.
 */
export function passwordChangeForm(
  request: AccountPageRequest,
  options: { readonly action: string; readonly refusal?: Refused | undefined },
): Html[] {
  const { language } = request;
  const t = textsFor(frameTexts, request);
  const { refusal } = options;
  const problem = refusal && toProblem(refusal);
  const old = passwordField(
    {
      name: 'oldPassword',
      label: t.password.old,
      autocomplete: 'current-password',
      maxLength: 512,
      required: true,
      error: errorOf(problem, 'oldPassword', language),
    },
    t,
  );
  const fields = newPasswordFields(language, { problem, autofocus: false });
  const inputs = form(request, options.action, [old, fields, submit(t.password.save)]);
  if (!problem) return [inputs];
  return [
    errorSummary(t.errorHeading, [{ field: problem.field, text: problemText(problem, language) }]),
    inputs,
  ];
}

function toProblem(refusal: Refused): FormProblem {
  const isOld = refusal.code === 'account.wrong_password' || refusal.code === 'account.too_many_tries';
  return { refusal, field: isOld ? 'oldPassword' : newPasswordField(refusal) };
}

/** The field of a new password that a refusal is about. */
export function newPasswordField(refusal: Refused): 'password' | 'repeated' {
  return refusal.code === 'account.passwords_differ' ? 'repeated' : 'password';
}
