import { describe, expect, it } from 'vitest';
import { openFile } from '../../../src/notices/cases/imports/codec.ts';
import { csvTemplate, splitRecord } from '../../../src/notices/cases/imports/csv.ts';
import type { ImportRow } from '../../../src/notices/cases/imports/model.ts';

/** In pieces of a few octets, so that every boundary falls somewhere. */
async function* inPieces(content: string | Uint8Array, size = 3): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, size?: number): Promise<ImportRow[]> {
  const { rows } = await openFile(inPieces(content, size));
  const found: ImportRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

const refusal = async (content: string | Uint8Array, size?: number) => {
  const error: unknown = await read(content, size).catch((thrown: unknown) => thrown);
  const { code, line, column } = error as { code?: string; line?: number; column?: string };
  return [code, line, column];
};

const header = 'açar;növ;məzmun;rol_1;kod_1;ad_1;mobil_1;rol_2;tip_2;kod_2;ad_2';
const right =
  'A-1;Mülki;Borcun alınması;İddiaçı;1AAAAA1;Əli Şıxəliyev;0501234567;cavabdeh;;1234567891;İşıq MMC';

describe('a CSV of cases', () => {
  it('is read with the words of the template, with or without byte order mark, at any chunk boundary', async () => {
    for (const start of ['', '\u{feff}']) {
      const [row, ...others] = await read(`${start}${header}\r\n${right}\r\n`);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ line: 2, source: right, key: 'key:A-1', problems: [] });
      expect(row?.typed).toMatchObject({
        kind: 'civil',
        participants: [
          { role: 'claimant', kind: 'person', name: 'Əli Şıxəliyev', language: 'az' },
          { role: 'defendant', kind: 'organisation', code: '1234567891' },
        ],
      });
    }
  });

  it('is cut at commas, semicolons or tabs, whichever its first line has, with line ends of any kind', async () => {
    for (const separator of [',', ';', '\t']) {
      const text = `${header}\n${right}\n\n${right}`.replaceAll(';', separator);
      expect((await read(text)).map(({ line, problems }) => [line, problems])).toEqual([
        [2, []],
        [4, []],
      ]);
    }
  });

  it('keeps separators, marks and line ends inside of quotation marks (RFC 4180 2.6 and 2.7)', async () => {
    const quoted = right.replace('Borcun alınması', '"Borc; ""faiz""\nvə cərimə"');
    const rows = await read(`${header}\n${quoted}\n${right}`);
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(rows[0]?.typed?.subject).toBe('Borc; "faiz"\nvə cərimə');
    expect(splitRecord('"a""b",c,"",5" pipe', ',')).toEqual({
      cells: ['a"b', 'c', '', '5" pipe'],
      isMalformed: false,
    });
    expect(splitRecord('"a"b,c', ',').isMalformed).toBe(true);
  });

  it('tells each wrong cell by line and column, and loses no row', async () => {
    const wrong = right.replace('Mülki', 'Dəniz').replace('1AAAAA1', 'IOIO').replace('0501234567', '12');
    const rows = await read(`${header}\n${right}\n${wrong}\n${right};artıq\n"a"b;${right}`);
    expect(rows.map(({ line, problems }) => [line, problems])).toEqual([
      [2, []],
      [
        3,
        [
          { column: 'növ', code: 'case.kind_unknown' },
          { column: 'kod_1', code: 'case.fin_malformed' },
          { column: 'mobil_1', code: 'case.mobile_malformed' },
        ],
      ],
      [4, [{ column: '', code: 'case_import.cell_count' }]],
      [5, [{ column: '', code: 'case_import.quote_malformed' }]],
    ]);
    expect(rows[1]?.source).toBe(wrong);
  });

  it('knows a row without a key by what it says', async () => {
    const [one, same, other] = await read(
      [header, right, right, right.replace('Borcun', 'Başqa')].join('\n').replaceAll('A-1', ''),
    );
    expect(one?.key).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(same?.key).toBe(one?.key);
    expect(other?.key).not.toBe(one?.key);
    expect((await read(`${header}\n${right.replace('A-1', 'x'.repeat(101))}`))[0]?.problems).toEqual([
      { column: 'açar', code: 'case_import.key_malformed' },
    ]);
  });

  it.each([
    ['nothing', '', ['case_import.empty', undefined, undefined]],
    ['blanks', ' \r\n \r\n', ['case_import.empty', undefined, undefined]],
    ['a column of nobody', 'növ;məzmun;maaş\n', ['case_import.column_unknown', 1, 'maaş']],
    ['a 21st participant', 'növ;məzmun;ad_21\n', ['case_import.column_unknown', 1, 'ad_21']],
    ['a column twice', 'növ;məzmun;kind\n', ['case_import.column_twice', 1, 'kind']],
    ['no kind', 'məzmun;ad_1\n', ['case_import.column_missing', 1, 'növ']],
    [
      'a quotation mark without end',
      `${header}\n${right}\n"${'a'.repeat(40_000)}`,
      ['case_import.row_too_long', 3, undefined],
    ],
    [
      'octets that are no UTF-8',
      Buffer.from(`${header}\n${right}\nM\u00fclki`, 'latin1'),
      ['case_import.not_utf8', 1, undefined],
    ],
    ['U+0000', `${header}\n\0`, ['case_import.not_utf8', undefined, undefined]],
  ])('is refused with %s', async (_, content, [code, line, column]) => {
    const found = await refusal(content, 4096);
    expect(found[0]).toBe(code);
    if (line !== undefined) expect(found.slice(1)).toEqual([line, column]);
  });

  it('begins with a template that is a table without rows', async () => {
    expect(await read(csvTemplate())).toEqual([]);
    expect(csvTemplate()).toContain('açar;növ;məzmun;rol_1;tip_1;kod_1;ad_1;mobil_1;e-poçt_1;dil_1;rol_2');
  });
});

describe('a JSON of cases', () => {
  const element = {
    key: 'J-1',
    kind: 'civil',
    subject: 'Mötərizə } və "dırnaq" \\',
    participants: [
      { role: 'claimant', code: '1AAAAA1', name: 'Əli', mobile: '0501234567' },
      { role: 'defendant', name: 'Vəli' },
    ],
  };

  it('is a list, or one object after another, cut at any boundary', async () => {
    const text = JSON.stringify(element, null, 2);
    for (const content of [`\u{feff}[\n${text},\n${text}\n]\n`, `${text}\n${text}`, `[${text},${text}]`]) {
      const rows = await read(content, 7);
      expect(rows.map(({ key, problems }) => [key, problems])).toEqual([
        ['key:J-1', []],
        ['key:J-1', []],
      ]);
      expect(rows[0]?.typed?.subject).toBe(element.subject);
    }
    expect((await read(`[\n${text}\n]`))[0]?.line).toBe(2);
  });

  it('tells an element that is malformed, or what is wrong in it, and goes on', async () => {
    const unknown = { ...element, maas: 1 };
    const [first] = element.participants;
    const wrong = {
      ...element,
      participants: [
        { ...first, mobile: 'x' },
        { role: 'defendant', name: 'Vəli' },
      ],
    };
    const text = `[${[unknown, wrong, element].map((one) => JSON.stringify(one)).join(',\n')},\n{"kind": tru}]`;
    expect((await read(text)).map(({ line, problems }) => [line, problems])).toEqual([
      [1, [{ column: '', code: 'case_import.element_malformed' }]],
      [2, [{ column: 'participants.0.mobile', code: 'case.mobile_malformed' }]],
      [3, []],
      [4, [{ column: '', code: 'case_import.element_malformed' }]],
    ]);
  });

  it('tells where an escape means what no database keeps, or a sign that nobody sees', async () => {
    const subjects = ['a\u0000b', 'a\ud800', 'a\u202eb'];
    const text = subjects.map((subject) => JSON.stringify({ ...element, subject })).join('\n');
    expect((await read(text)).map(({ problems }) => problems)).toEqual([
      [{ column: 'subject', code: 'case_import.element_malformed' }],
      [{ column: 'subject', code: 'case_import.element_malformed' }],
      [{ column: 'subject', code: 'case.sign_hidden' }],
    ]);
  });

  it('is refused where something else stands between the objects, or the last has no end', async () => {
    expect(await refusal('[{}, 1]')).toEqual(['case_import.json_malformed', 1, undefined]);
    expect(await refusal('[{"kind": "civil"')).toEqual(['case_import.json_malformed', 1, undefined]);
    expect(await refusal(`[{"a": "${'x'.repeat(40_000)}"}]`, 4096)).toEqual([
      'case_import.row_too_long',
      1,
      undefined,
    ]);
  });
});
