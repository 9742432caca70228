import { SignatureError } from '../../errors.ts';
import { array, dictionary, name, reference } from '../pdf/objects.ts';
import type { IncrementalUpdate } from '../pdf/write.ts';
import { compressed, type FontWeight, StampFont } from './font.ts';
import { breakLine, coordinates } from './lines.ts';
import { uprightMatrix } from './placement.ts';
import { drawQrCode } from './qr-code.ts';

/** What a stamp says; in the language of the caller. */
export interface StampContent {
  readonly lines: readonly { readonly text: string; readonly isStrong?: boolean }[];
  /** The address that the QR code holds. */
  readonly verificationAddress?: string;
}

export interface StampSize {
  /** In points, upright. */
  readonly width: number;
  readonly height: number;
  /** Of the page. */
  readonly rotation: number;
}

const padding = 5;
const lineHeight = 1.22;
const sizes = [10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5];

/**
 * Writes the form XObject of a stamp, and tells its number.
 * @throws SignatureError `signature.unsupported` where the text has no room
 */
export function writeStamp(update: IncrementalUpdate, content: StampContent, size: StampSize): number {
  const fonts = { regular: new StampFont('regular'), strong: new StampFont('strong') };
  const code =
    content.verificationAddress === undefined ? undefined : placeCode(content.verificationAddress, size);
  const textLeft = padding + (code ? code.side + padding : 0);
  const room = { width: size.width - textLeft - padding, height: size.height - 2 * padding };
  const text = fitText(content, fonts, room);
  const drawing = [
    'q 0.6 w 0.2 0.29 0.4 RG',
    `${coordinates(0.3, 0.3, size.width - 0.6, size.height - 0.6)} re S Q`,
    ...(code?.drawing ?? []),
    'BT 0 0 0 rg',
    ...drawText(text, fonts, { left: textLeft, top: size.height - padding }),
    'ET',
  ].join('\n');
  const stream = compressed(Buffer.from(drawing, 'latin1'), {});
  const entries = new Map(stream.dictionary.entries)
    .set('Type', name('XObject'))
    .set('Subtype', name('Form'))
    .set('BBox', array(0, 0, size.width, size.height))
    .set('Matrix', array(...uprightMatrix(size.rotation)))
    .set('Resources', dictionary({ Font: dictionary(writeFonts(update, fonts, text)) }));
  return update.add({ ...stream, dictionary: { ...stream.dictionary, entries } });
}

type Fonts = Readonly<Record<FontWeight, StampFont>>;

interface FittedText {
  readonly size: number;
  readonly lines: readonly { readonly text: string; readonly weight: FontWeight }[];
}

/** In the largest size in which all of it has room. */
function fitText({ lines }: StampContent, fonts: Fonts, room: { width: number; height: number }): FittedText {
  const said = lines.map(({ text, isStrong }) => ({
    text: text.normalize('NFC').replace(/\s+/g, ' ').trim(),
    weight: isStrong ? ('strong' as const) : ('regular' as const),
  }));
  for (const size of sizes) {
    const broken = said.flatMap(({ text, weight }) =>
      breakLine(text, (part) => (fonts[weight].widthOf(part) * size) / 1000 <= room.width).map((part) => ({
        text: part,
        weight,
      })),
    );
    if (broken.length * size * lineHeight <= room.height) return { size, lines: broken };
  }
  throw new SignatureError('signature.unsupported', 'the text of the stamp has no room in its rectangle');
}

function drawText({ size, lines }: FittedText, fonts: Fonts, corner: { left: number; top: number }) {
  return lines.map(({ text, weight }, index) => {
    const base = corner.top - (fonts[weight].ascent * size) / 1000 - index * size * lineHeight;
    const place = `1 0 0 1 ${coordinates(corner.left, base)} Tm`;
    return `/${weight} ${size} Tf ${place} ${fonts[weight].encode(text)} Tj`;
  });
}

function writeFonts(update: IncrementalUpdate, fonts: Fonts, { lines }: FittedText) {
  const weights = new Set(lines.map(({ weight }) => weight));
  return Object.fromEntries([...weights].map((weight) => [weight, reference(fonts[weight].write(update))]));
}

/** Square, on white, at the left; its quiet zone may reach into the padding. */
function placeCode(address: string, { width, height }: StampSize) {
  const side = Math.min(height - 2, width / 2);
  const dark = drawQrCode(address, { left: 1, top: height - 1, side });
  const white = coordinates(1, height - 1 - side, side, side);
  return { side, drawing: [`q 1 1 1 rg ${white} re f`, '0 0 0 rg', ...dark, 'f Q'] };
}
