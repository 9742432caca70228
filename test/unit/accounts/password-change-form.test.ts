import { describe, expect, it } from 'vitest';
import { passwordChangeBody, passwordChangeForm } from '../../../src/accounts/index.ts';

const request = { language: 'en', path: '/password', csrf: 'token' } as const;

describe('form of the password change', () => {
  it('asks for the old password and twice for the new one, with the words that password managers know', () => {
    const text = passwordChangeForm(request, { action: '/password' }).join('');
    expect(text).toContain('action="/password"');
    expect(text).toMatch(/id="oldPassword"[^>]*autocomplete="current-password"/);
    expect(text.match(/autocomplete="new-password"/g)).toHaveLength(2);
    expect(text).not.toContain('ds-error-summary');
  });

  it.each([
    [
      { kind: 'refused', code: 'account.wrong_password' },
      'oldPassword',
      'The current password is not right.',
    ],
    [
      { kind: 'refused', code: 'account.passwords_differ' },
      'repeated',
      'The two passwords are not the same.',
    ],
    [{ kind: 'refused', code: 'account.password_common' }, 'password', 'Many people use this password'],
    [
      { kind: 'refused', code: 'account.too_many_tries', blockedUntil: Date.UTC(2026, 10, 22, 10) },
      'oldPassword',
      'You can try again at: 22 November 2026, 14:00',
    ],
  ] as const)('says what is wrong and leads to the field: %o', (refusal, field, sentence) => {
    const text = passwordChangeForm(request, { action: '/password', refusal }).join('');
    expect(text).toContain(`href="#${field}"`);
    expect(text).toContain(sentence);
  });

  it('takes nothing but its three fields', () => {
    const typed = { oldPassword: 'a', password: 'b', repeated: 'b' };
    expect(passwordChangeBody.safeParse(typed).success).toBe(true);
    expect(passwordChangeBody.safeParse({ ...typed, accountId: 'x' }).success).toBe(false);
  });
});
