import { inflateSync } from 'node:zlib';

/** A picture in grey: one octet for each pixel, row by row, 0 = black. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

const signatureLength = 8;

/** Reads a screenshot: PNG with 8 bits a channel in RGB or RGBA, not interlaced (ISO/IEC 15948). */
export function readPng(bytes: Buffer): GreyPicture {
  const data: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = signatureLength; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
      channels = content[9] === 6 ? 4 : 3;
    }
    if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels);
  const pixels = Buffer.alloc(width * height);
  // Codes are black on white: one channel tells as much as three.
  for (let place = 0; place < pixels.length; place += 1) pixels[place] = rows[place * channels] ?? 0;
  return { width, height, pixels };
}

/** Undoes the filter of each row (clause 9). */
function unfilter(filtered: Buffer, stride: number, channels: number): Buffer {
  const height = filtered.length / (stride + 1);
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const kind = filtered[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x >= channels ? (rows[at - channels] ?? 0) : 0;
      const above = y > 0 ? (rows[at - stride] ?? 0) : 0;
      const corner = y > 0 && x >= channels ? (rows[at - stride - channels] ?? 0) : 0;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][kind ?? 0] ?? 0;
      rows[at] = ((filtered[y * (stride + 1) + 1 + x] ?? 0) + predicted) & 0xff;
    }
  }
  return rows;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(estimate - one));
  if ((toLeft ?? 0) <= (toAbove ?? 0) && (toLeft ?? 0) <= (toCorner ?? 0)) return left;
  return (toAbove ?? 0) <= (toCorner ?? 0) ? above : corner;
}
