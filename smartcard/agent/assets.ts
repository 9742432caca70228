import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const types = {
  'agent.css': 'text/css; charset=utf-8',
  'hand-back.js': 'text/javascript; charset=utf-8',
  'key.svg': 'image/svg+xml',
};

const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(types).map(([name, type]) => [
    assetPath(name),
    { type, content: readFileSync(join(import.meta.dirname, 'assets', name)) },
  ]),
);

export function assetPath(name: string): string {
  return `/assets/${name}`;
}

export function findAsset(path: string): Asset | undefined {
  return assets.get(path);
}
