import { encodeQR } from 'qr';
import { coordinates } from './lines.ts';

/** Modules of white around the code (ISO/IEC 18004 9.1). */
const quietZone = 4;
const drawnBorder = 1;

/** The dark rectangles of an address's code, in a square with its quiet zone; they are to be filled. */
export function drawQrCode(
  address: string,
  { left, top, side }: { readonly left: number; readonly top: number; readonly side: number },
): readonly string[] {
  const modules = encodeQR(address, 'raw', { ecc: 'low', border: drawnBorder }).map((row) =>
    row.slice(drawnBorder, -drawnBorder),
  );
  const rows = modules.slice(drawnBorder, -drawnBorder);
  const unit = side / (rows.length + 2 * quietZone);
  return rows.flatMap((row, down) =>
    runsOf(row).map(([start, length]) => {
      const x = left + (start + quietZone) * unit;
      const y = top - (down + 1 + quietZone) * unit;
      return `${coordinates(x, y, length * unit, unit)} re`;
    }),
  );
}

/** Start and length of each stretch of dark modules. */
function runsOf(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [at, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last && last[0] + last[1] === at) last[1] += 1;
    else runs.push([at, 1]);
  }
  return runs;
}
