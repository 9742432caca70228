import { encodeQR } from 'qr';
import { type Html, html } from './html.ts';

/** Modules of white around the code (ISO/IEC 18004); the library makes one of them, and takes no fewer. */
const quietZone = 4;
const drawnBorder = 1;

/**
 * A QR code as a drawing, dark on white in every colour scheme, since cameras need the contrast. `name` says in words
 * what scanning it does. Grows with its box; ten pixels a module make it easy to scan.
 */
export function qrPicture(text: string, name: string): Html {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: drawnBorder });
  const size = modules.length + 2 * (quietZone - drawnBorder);
  const path = modules.flatMap((row, y) => darkRuns(row).map(([x, width]) => pieceOf(x, y, width))).join('');
  return html`<svg class="acar-qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${name}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
}

function pieceOf(x: number, y: number, width: number): string {
  const offset = quietZone - drawnBorder;
  return `M${x + offset} ${y + offset}h${width}v1h-${width}z`;
}

/** Start and length of each stretch of dark modules. */
function darkRuns(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}
