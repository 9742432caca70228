/** Hashes in a full tile, and entries in a full bundle (c2sp.org/tlog-tiles). */
export const tileWidth = 256;

/** A tile of hashes, or with the level `entries` a bundle of entries. A width below 256 is that of a partial one. */
export interface TileAddress {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** Under the prefix of the log: `tile/<L>/<N>[.p/<W>]`. */
export function tilePath({ level, index, width }: TileAddress): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const place = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${place}${width === tileWidth ? '' : `.p/${width}`}`;
}

const pathForm =
  /^tile\/(entries|\d|[1-5]\d|6[0-3])\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;

/** The address that a path names; undefined for a path that is not written as it must be. */
export function readTilePath(path: string): TileAddress | undefined {
  const [, level, place, width] = pathForm.exec(path) ?? [];
  if (level === undefined || place === undefined) return undefined;
  const address = {
    level: level === 'entries' ? ('entries' as const) : Number(level),
    index: Number(place.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  return tilePath(address) === path ? address : undefined;
}

/** How wide the tile is in a tree of that size; 0 = there is none. */
export function widthIn(treeSize: number, level: TileAddress['level'], index: number): number {
  const hashes = level === 'entries' ? treeSize : Math.floor(treeSize / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, hashes - index * tileWidth));
}
