import { SignatureError } from '../../errors.ts';
import type { TimestampSource } from '../../model.ts';
import { fillGap } from '../complete.ts';
import { asSignatureError } from '../open.ts';
import { openPdf } from '../pdf/document.ts';
import { dictionary, name } from '../pdf/objects.ts';
import { listPages } from '../pdf/pages.ts';
import { digestAround } from '../prepare.ts';
import { freeFieldName, planField } from '../signature-field.ts';

/** Octets for a token with its certificates; the larger is for authorities that send much. */
const rooms = [8 * 1024, 64 * 1024];

/** The file with a document time stamp over all of it (EN 319 142-1 5.4.3), and its token. @throws SignatureError */
export async function addDocumentTimeStamp(
  bytes: Uint8Array,
  timestamps: TimestampSource,
): Promise<{ readonly bytes: Uint8Array; readonly token: Uint8Array }> {
  for (const room of rooms) {
    const planned = asSignatureError(() => planStamp(bytes, room));
    const token = await timestamps.stamp(digestAround(bytes, planned, timestamps.hash));
    if (token.length > room) continue;
    const gap = { start: planned.gapStart - bytes.length, end: planned.gapEnd - bytes.length };
    fillGap(planned.bytes, gap, token);
    return { bytes: Buffer.concat([bytes, planned.bytes]), token };
  }
  throw new SignatureError('signature.time_stamp_unavailable', 'the time stamp is larger than any should be');
}

function planStamp(bytes: Uint8Array, room: number) {
  const file = openPdf(bytes);
  const [page] = listPages(file, file.revision().index);
  if (!page) throw new SignatureError('signature.unsupported', 'the document has no page');
  return planField(file, {
    entries: dictionary({
      Type: name('DocTimeStamp'),
      Filter: name('Adobe.PPKLite'),
      SubFilter: name('ETSI.RFC3161'),
    }),
    room,
    fieldName: freeFieldName(file, 'Timestamp'),
    page,
  });
}
