import { describe, expect, it } from 'vitest';
import { checkCase } from '../../../src/notices/cases/check.ts';
import { fieldsOf, readCaseForm, without, withOneMore } from '../../../src/notices/cases/form.ts';
import { caseNumber, emptyCase, mostParticipants, yearInBaku } from '../../../src/notices/cases/model.ts';
import { askedWords, foldText, searchWords } from '../../../src/notices/cases/search.ts';
import { sampleCase } from '../../support/court-cases.ts';

const [claimant, defendant] = sampleCase().participants;
const problemsOf = (typed: Parameters<typeof checkCase>[0]) => {
  const checked = checkCase(typed);
  return checked.kind === 'wrong' ? checked.problems.map(({ field, code }) => `${field} ${code}`) : [];
};

describe('the number of a case', () => {
  it('tells kind, court, place in the year and year', () => {
    expect(caseNumber('001', { kind: 'civil', ordinal: 15, year: 2026 })).toBe('2(001)-15/2026');
    expect(caseNumber('077', { kind: 'criminal', ordinal: 1, year: 2030 })).toBe('1(077)-1/2030');
  });

  it('has the year that it is in Baku (UTC+4)', () => {
    expect(yearInBaku(new Date('2026-12-31T19:59:59Z'))).toBe(2026);
    expect(yearInBaku(new Date('2026-12-31T20:00:00Z'))).toBe(2027);
  });
});

describe('what a clerk typed', () => {
  it('is read into one form: NFC, blanks collapsed, codes in capitals, numbers as E.164', () => {
    const one = {
      ...claimant,
      code: ' 1aaaaa1 ',
      name: ' O\u0308ma\u0308r   Əli ',
      mobile: '(050) 123-45-67',
    };
    const checked = checkCase({
      ...sampleCase(),
      subject: '  Borc \t haqqında ',
      participants: [one, defendant],
    });
    expect(checked).toMatchObject({
      kind: 'right',
      entry: {
        subject: 'Borc haqqında',
        participants: [{ code: '1AAAAA1', name: 'Ömär Əli', mobile: '+994501234567', email: undefined }, {}],
      },
    });
  });

  it('takes a VÖEN for an organisation and a FIN for a person, and neither for the other', () => {
    const organisation = { ...claimant, kind: 'organisation', code: '1234567891' };
    expect(problemsOf({ ...sampleCase(), participants: [organisation, defendant] })).toEqual([]);
    expect(
      problemsOf({ ...sampleCase(), participants: [{ ...organisation, kind: 'person' }, defendant] }),
    ).toEqual(['code-1 case.fin_malformed']);
    const person = { ...claimant, kind: 'organisation' };
    expect(problemsOf({ ...sampleCase(), participants: [person, defendant] })).toEqual([
      'code-1 case.voen_malformed',
    ]);
  });

  it.each([
    ['a kind that nobody knows', { kind: 'naval' }, ['kind case.kind_unknown']],
    ['a subject with control characters', { subject: 'a\u0007b' }, ['subject case.sign_hidden']],
    ['a subject of 501 signs', { subject: 'a'.repeat(501) }, ['subject case.subject_malformed']],
    ['half a surrogate pair', { subject: 'a\ud800' }, ['subject case.sign_hidden']],
    ['letters that no notice can be printed with', { subject: 'مرحبا' }, ['subject case.sign_unprintable']],
    [
      'a name without letters',
      { participants: [{ ...claimant, name: '---' }, defendant] },
      ['name-1 case.name_malformed'],
    ],
    [
      'a role of none',
      { participants: [{ ...claimant, role: '' }, defendant] },
      ['role-1 case.role_unknown', 'participants case.claimant_missing'],
    ],
    [
      'one code twice in a role',
      { participants: [claimant, defendant, { ...claimant }] },
      ['code-3 case.code_twice'],
    ],
    [
      'no participants',
      { participants: emptyCase.participants, kind: 'other' },
      ['participants case.participants_missing'],
    ],
    ['no defendant', { participants: [claimant] }, ['participants case.defendant_missing']],
    ['a criminal case without an accused', { kind: 'criminal' }, ['participants case.accused_missing']],
  ])('is refused with %s', (_, changed, expected) => {
    expect(problemsOf({ ...sampleCase(), ...changed })).toEqual(expected);
  });

  it.each(['\u202e', '\u200d', '\u200b', '\u00ad', '\ue000', '\u0378', '\u0007', '\u{e0041}'])(
    'is refused with the hidden sign %j in a name, whose place is told',
    (sign) => {
      const hidden = { ...defendant, name: `Vəli${sign} Cavabdeh` };
      expect(problemsOf({ ...sampleCase(), participants: [claimant, hidden] })).toEqual([
        'name-2 case.sign_hidden',
      ]);
    },
  );

  it('is refused with 21 participants, and counts those who were left empty for nothing', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ ...claimant, code: `${1_000_000 + index}` }));
    const [empty = claimant] = emptyCase.participants;
    expect(problemsOf({ ...sampleCase(), participants: [...many.slice(1), defendant] })).toEqual([]);
    expect(problemsOf({ ...sampleCase(), participants: [...many, empty, defendant] })).toEqual([
      'participants case.participants_too_many',
    ]);
  });
});

describe('the form', () => {
  const sent = { caseId: 'x', version: 3, typed: sampleCase() };

  it('carries everything to another page and back', () => {
    expect(readCaseForm(Object.fromEntries(fieldsOf(sent)))).toMatchObject({ ...sent, reason: undefined });
  });

  it('reads no more than twenty participants, and an unknown button keeps a draft', () => {
    const form = readCaseForm({ count: '4000', do: 'drop table' });
    expect(form.typed.participants).toHaveLength(mostParticipants);
    expect(form.action).toEqual({ kind: 'save' });
    expect(readCaseForm({ do: 'remove-2' }).action).toEqual({ kind: 'remove', place: 2 });
  });

  it('adds a participant of a role that nobody has yet up to twenty, and removes the one that is meant', () => {
    const three = withOneMore(sampleCase());
    expect(three.participants.map(({ role }) => role)).toEqual(['claimant', 'defendant', 'third_party']);
    expect(without(three, 2).participants.map(({ role }) => role)).toEqual(['claimant', 'third_party']);
    const full = { ...three, participants: Array.from({ length: 20 }, () => claimant) };
    expect(withOneMore(full)).toBe(full);
  });
});

describe('finding', () => {
  it('folds letters so that a name is found however it is typed', () => {
    expect(foldText('Əliyev IŞIQ İsmayıl ÖĞÜZ Çələbi')).toBe('eliyev isiq ismayil oguz celebi');
    expect(foldText('Гасан Йылмаз')).toBe('гасан иылмаз');
  });

  it('finds by whole number, by its end, by code and by the words of names', () => {
    expect(searchWords(sampleCase(), '2(001)-15/2026')).toEqual([
      '2(001)-15/2026',
      '15/2026',
      '1aaaaa1',
      'eli',
      'iddiaci',
      '2bbbbb2',
      'veli',
      'cavabdeh',
    ]);
    expect(askedWords(' 15/2026  Əli-zadə ')).toEqual(['15/2026', 'zade', 'eli']);
    expect(askedWords('a b c d e f g')).toHaveLength(5);
    expect(askedWords('%_ \\')).toEqual([]);
  });
});
