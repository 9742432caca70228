import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The subsets that Azerbaijani, English and Russian need; unicode-range lets a browser load only those it uses. */
const subsets = ['latin', 'latin-ext', 'cyrillic'];

/**
 * One style sheet for every page: the design system from npm (its cascade layers first), its sizes, then what is ours,
 * outside of any layer and so the stronger. The fonts become assets of their own.
 */
export function readLook(
  folder: string,
  urlOf: (name: string) => string,
  add: (name: string, content: Buffer) => void,
): Buffer {
  const system = readFileSync(require.resolve('@digdir/designsystemet-css'), 'utf8');
  const sizes = readFileSync(require.resolve('@digdir/designsystemet-css/theme.css'), 'utf8');
  const own = [
    'theme.css',
    'contrast.css',
    'acar.css',
    'sheet.css',
    'forms.css',
    'parts.css',
    'charts.css',
    'media.css',
  ].map((name) => readFileSync(join(folder, name), 'utf8'));
  return Buffer.from([system, sizes, readFonts(urlOf, add), ...own].join('\n'));
}

function readFonts(urlOf: (name: string) => string, add: (name: string, content: Buffer) => void): string {
  const file = require.resolve('@fontsource-variable/source-sans-3/index.css');
  const faces = readFileSync(file, 'utf8').match(/@font-face \{[^}]*\}/g) ?? [];
  const wanted = faces.filter((face) => subsets.some((subset) => face.includes(`-3-${subset}-wght`)));
  if (wanted.length !== subsets.length)
    throw new Error('the font package does not hold the expected subsets');
  return wanted
    .map((face) =>
      face.replace(/url\(\.\/files\/([\w.-]+)\)/, (_, name: string) => {
        add(name, readFileSync(join(dirname(file), 'files', name)));
        return `url(${urlOf(name)})`;
      }),
    )
    .join('\n');
}
