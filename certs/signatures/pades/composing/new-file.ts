import { hash } from 'node:crypto';
import { array, dictionary, name, type PdfValue, reference, string } from '../pdf/objects.ts';
import { encodeValue, type ObjectSink, textOf } from '../pdf/write.ts';

/** A PDF file in the making: one revision, with a cross-reference table (ISO 32000-1 7.5). */
export class NewFile implements ObjectSink {
  readonly #objects: (PdfValue | undefined)[] = [];

  allocate(): number {
    return this.#objects.push(undefined);
  }

  add(value: PdfValue): number {
    return this.#objects.push(value);
  }

  set(number: number, value: PdfValue): void {
    this.#objects[number - 1] = value;
  }

  /** The whole file; its identifier comes from what it says, so that the same is always the same. */
  finish({ root, info }: { readonly root: number; readonly info: number }): Uint8Array {
    const pieces: Uint8Array[] = [header];
    let at = header.length;
    const places: number[] = [];
    for (const [index, value] of this.#objects.entries()) {
      const body = encodeValue(value ?? null);
      const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`, 'latin1'), body, endOfObject]);
      places.push(at);
      pieces.push(piece);
      at += piece.length;
    }
    const id = string(hash('sha256', Buffer.concat(pieces), 'buffer').subarray(0, 16), true);
    const trailer = dictionary({
      Size: places.length + 1,
      Root: reference(root),
      Info: reference(info),
      ID: array(id, id),
    });
    const lines = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
    const table = `xref\n0 ${places.length + 1}\n0000000000 65535 f \n${lines.join('')}`;
    const end = `trailer\n${textOf(trailer)}\nstartxref\n${at}\n%%EOF\n`;
    return Buffer.concat([...pieces, Buffer.from(table + end, 'latin1')]);
  }
}

/** The second line tells programs that the file is no text (ISO 19005-2 6.1.2). */
const header = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');
const endOfObject = Buffer.from('\nendobj\n', 'latin1');

/** As it is: PDF/A wants metadata to be found by programs that know nothing of PDF (ISO 19005-2 6.6.2.1). */
export function plainMetadata(xml: string) {
  const data = Buffer.from(xml, 'utf8');
  const head = dictionary({ Type: name('Metadata'), Subtype: name('XML'), Length: data.length });
  return { type: 'stream', dictionary: head, data } as const;
}
