import {
  errorSummary,
  form,
  type Html,
  html,
  notice,
  passwordField,
  submit,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime } from '../../messages/index.ts';
import type { PasswordChange } from '../model.ts';
import type { PortalRequest } from '../pages/frame.ts';
import { own } from './messages.ts';
import { ownDocument, type SignedInFrame } from './pages.ts';

export type PasswordResult = PasswordChange | { readonly kind: 'not_repeated' };

export function passwordChangePage(
  request: PortalRequest,
  frame: SignedInFrame,
  view: { readonly result: PasswordResult | undefined; readonly shortest: number },
): Html {
  const { result, shortest } = view;
  const t = textsFor(own, request).password;
  const error = errorOf(request, result);
  const isChanged = result?.kind === 'changed';
  return ownDocument(request, frame, {
    place: 'password',
    hasErrors: result !== undefined && !isChanged,
    scripts: ['password-reveal.js'],
    main: [
      isChanged && notice('success', html`<p>${t.changed}</p>`),
      result?.kind === 'blocked' &&
        notice('danger', html`<p>${t.blocked(formatDateTime(result.until, request.language))}</p>`),
      error && errorSummary(t.errorHeading, [error]),
      passwordForm(request, shortest, error),
    ],
  });
}

interface FieldError {
  readonly field: string;
  readonly text: string;
}

function passwordForm(request: PortalRequest, shortest: number, error: FieldError | undefined): Html {
  const t = textsFor(own, request).password;
  const fields = [
    { name: 'current', label: t.current, autocomplete: 'current-password' },
    { name: 'next', label: t.next, hint: t.nextHint(shortest), autocomplete: 'new-password' },
    { name: 'repeat', label: t.repeat, autocomplete: 'new-password' },
  ];
  return form(request, '/me/password', [
    fields.map((one) =>
      passwordField({ ...one, ...limits, ...(error?.field === one.name && { error: error.text }) }, t),
    ),
    submit(t.submit),
  ]);
}

const limits = { maxLength: 256, required: true } as const;

function errorOf(request: PortalRequest, result: PasswordResult | undefined): FieldError | undefined {
  const t = textsFor(own, request).password.errors;
  switch (result?.kind) {
    case 'wrong_password':
      return { field: 'current', text: t.wrong_password };
    case 'not_repeated':
      return { field: 'repeat', text: t.not_repeated };
    case 'refused':
      return { field: 'next', text: t[result.reason] };
    case 'changed':
    case 'blocked':
    case undefined:
      return undefined;
  }
}
