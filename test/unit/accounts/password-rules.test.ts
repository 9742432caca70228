import { describe, expect, it } from 'vitest';
import { checkPassword, normalisePassword } from '../../../src/accounts/password-rules.ts';

const owner = {
  loginCode: '12345678',
  personalCode: '5AB12CD',
  givenName: 'Günay',
  familyName: 'Nümunəyeva',
  patronymic: 'Çingiz qızı',
  birthdate: '1990-05-23',
  email: 'gunaynum@example.az',
  mobile: '+994501234567',
};

describe('password rules (NIST SP 800-63B)', () => {
  it.each([
    'üç yaşıl qatar',
    'correct horse battery',
    'tbw9-fkq2-hxz7',
    'Zəfəran çayı içdim',
    'кот на тёплой крыше',
    '🌊🐟🌊🦀 dəniz qoxusu',
    'a'.repeat(2) + 'kPw9!zRq3#vLm7'.repeat(9),
    '83017364920157',
  ])('accepts %j: no rules of composition', (password) => {
    expect(checkPassword(password, owner)).toBeUndefined();
  });

  it.each([
    ['kPw9!zRq3', 'too_short'],
    ['ə'.repeat(4) + 'kPw9!', 'too_short'],
    ['kPw9!zRq3#'.repeat(13), 'too_long'],
    ['aaaaaaaaaaaa', 'too_simple'],
    ['1234567890', 'too_simple'],
    ['abcdefghijkl', 'too_simple'],
    ['qwertyuiop12345', 'too_simple'],
    ['kpwkpwkpwkpwk', 'too_simple'],
    ['9876543210aaa', 'too_simple'],
    ['Günay sevir dənizi', 'personal'],
    ['gunay-tbw9-fkq2', 'personal'],
    ['nümunəyeva-x9k4', 'personal'],
    ['xx-cingiz-tbw9', 'personal'],
    ['tbw9 1234 5678 kq', 'personal'],
    ['tbw9-5ab12cd-kq', 'personal'],
    ['tbw9.23.05.1990', 'personal'],
    ['tbw 50 123 45 67', 'personal'],
    ['password123', 'common'],
    ['P@ssw0rd2024!', 'common'],
    ['azərbaycan2026', 'common'],
    ['Azerbaycan1918!', 'common'],
    ['salamsalam26', 'common'],
    ['menimparolum', 'common'],
    ['QARABAĞ1988', 'common'],
    ['Şifrəm2026!', 'common'],
    ['пароль2026', 'common'],
    ['19051987461', 'common'],
  ])('refuses %j as %s', (password, problem) => {
    expect(checkPassword(password, owner)).toBe(problem);
  });

  it('counts and compares in NFKC, so that full-width letters are no way around', () => {
    expect(checkPassword('ｐａｓｓｗｏｒｄ１２３', owner)).toBe('common');
    expect(normalisePassword('e\u0301ﬁ')).toBe('\u00e9fi');
    expect(checkPassword('e\u0301'.repeat(6), owner)).toBe('too_short');
  });
});
