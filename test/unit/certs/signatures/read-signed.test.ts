import { expect, it } from 'vitest';
import { readSigned, sourceOf } from '../../../../certs/signatures/index.ts';
import { craftZip } from '../../../support/crafted-zip.ts';

const pdf = '%PDF-1.7 1 0 obj <</Type /Catalog>> endobj';

it.each([
  ['a container', craftZip([{ name: 'a', data: pdf }])],
  ['a JSON signature', Buffer.from(JSON.stringify({ note: pdf, payload: '', signature: '' }))],
  ['an XML signature', Buffer.from(`<a><!-- ${pdf} --></a>`)],
  ['a message', Buffer.concat([Buffer.from('3080', 'hex'), Buffer.from(pdf)])],
])(
  '%s that is called a PDF and opens as one is refused: another document would be shown',
  async (_, bytes) => {
    const codeOf = async (name: string) => {
      const file = { name, mediaType: '', content: sourceOf(bytes) };
      const result = await readSigned({ file, detached: [] });
      return result.kind === 'refused' ? result.code : result.kind;
    };
    expect(await codeOf('müqavilə.PDF')).toBe('signature.hostile');
    expect(await codeOf('müqavilə')).not.toBe('signature.hostile');
  },
);
