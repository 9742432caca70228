import { writeFileSync } from 'node:fs';
import { encodeQR } from 'qr';
import type { GreyPicture } from './png.ts';

const width = 640;
const height = 480;

/** Arguments with which Chromium takes a file for its camera; the file is read when the camera is opened. */
export function fakeCameraArguments(file: string): readonly string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** Writes a film (YUV4MPEG2) of a QR code, as a camera sees it on a screen. */
export function filmCode(file: string, text: string): void {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: 4 });
  const scale = Math.floor(height / modules.length);
  const [left, top] = [width, height].map((side) => Math.floor((side - modules.length * scale) / 2));
  const luma = Buffer.alloc(width * height, 235);
  modules.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (!isDark) return;
      for (let line = 0; line < scale; line += 1) {
        const at = ((top ?? 0) + y * scale + line) * width + (left ?? 0) + x * scale;
        luma.fill(16, at, at + scale);
      }
    }),
  );
  writeFilm(file, luma);
}

/** Writes a film of a picture, as a camera held before the screen sees it: as large as fits, on white. */
export function filmPicture(file: string, picture: GreyPicture): void {
  const luma = Buffer.alloc(width * height, 235);
  const share = Math.max(picture.width / width, picture.height / height);
  const [left, top] = [(width - picture.width / share) / 2, (height - picture.height / share) / 2];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [fromX, fromY] = [Math.floor((x - left) * share), Math.floor((y - top) * share)];
      const isInside = fromX >= 0 && fromY >= 0 && fromX < picture.width && fromY < picture.height;
      if (isInside)
        luma[y * width + x] = 16 + ((picture.pixels[fromY * picture.width + fromX] ?? 0) * 219) / 255;
    }
  writeFilm(file, luma);
}

function writeFilm(file: string, luma: Buffer): void {
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(file, Buffer.concat([head, frame, frame]));
}
