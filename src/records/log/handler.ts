import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { readTilePath, tileWidth, type TileAddress } from '../../../certs/index.ts';
import { isDatabaseUnavailable, type Queryable } from '../../db/index.ts';
import { createLogReader, readLogIdentity } from './store.ts';

const text = 'text/plain; charset=utf-8';
const readable = { 'access-control-allow-origin': '*' };
const forEver = 'public, max-age=31536000, immutable';
/** A part of a tile is replaced within seconds, and gone when it is full. */
const forAWhile = 'public, max-age=60';

type Answer = { readonly headers: OutgoingHttpHeaders; readonly body: Uint8Array } | undefined;

/**
 * The log as everybody reads it (c2sp.org/tlog-tiles): `/checkpoint`, `/tile/...`, beside it `/key` with the verifier
 * key and `/checkpoint.tst` with the RFC 3161 token of the checkpoint. Any site's script may read it.
 */
export function createLogHandler(deps: {
  /** As `acar_web`. */
  readonly db: Queryable;
  readonly onError: (error: unknown) => void;
}): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const log = createLogReader(deps.db);

  const find = async (path: string): Promise<Answer> => {
    switch (path) {
      case '/checkpoint': {
        const published = await log.published();
        return published && answer(text, 'no-cache', Buffer.from(published.note));
      }
      case '/checkpoint.tst': {
        const stamp = (await log.published())?.timeStamp;
        return stamp && answer('application/vnd.etsi.timestamp-token', 'no-cache', stamp);
      }
      case '/key': {
        const identity = await readLogIdentity(deps.db);
        return identity && answer(text, 'no-cache', Buffer.from(`${identity.verifierKey}\n`));
      }
    }
    const address = readTilePath(path.slice(1));
    return address && tile(address);
  };

  const tile = async (address: TileAddress): Promise<Answer> => {
    const published = await log.published();
    const { level, index, width } = address;
    // What no checkpoint covers is nobody's to see.
    if (!published || leavesUnder(address) > published.size) return undefined;
    const [bytes] = await log.readTiles([{ level, index, width }]);
    const cut = bytes && cutTo(bytes, address);
    return cut && answer('application/octet-stream', width === tileWidth ? forEver : forAWhile, cut);
  };

  return async (req, res) => {
    const send = (status: number, headers: OutgoingHttpHeaders, body: Uint8Array) => {
      res.writeHead(status, { ...readable, ...headers, 'content-length': body.length });
      res.end(req.method === 'HEAD' ? undefined : body);
    };
    const refuse = (status: number, words: string, more: OutgoingHttpHeaders = {}) =>
      send(status, { 'content-type': text, 'cache-control': 'no-store', ...more }, Buffer.from(`${words}\n`));
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return refuse(405, 'allowed: GET, HEAD', { allow: 'GET, HEAD', connection: 'close' });
    try {
      const found = await find((req.url ?? '/').split('?', 1)[0] ?? '/');
      if (found) send(200, found.headers, found.body);
      else refuse(404, 'there is nothing here');
    } catch (error) {
      if (isDatabaseUnavailable(error)) return refuse(503, 'try again soon', { 'retry-after': '5' });
      deps.onError(error);
      refuse(500, 'this did not work');
    }
  };
}

function answer(type: string, caching: string, body: Uint8Array): Answer {
  return { headers: { 'content-type': type, 'cache-control': caching }, body };
}

/** How many leaves a tree must have for a tile to be as wide. */
function leavesUnder({ level, index, width }: TileAddress): number {
  const leavesOfOne = level === 'entries' ? 1 : tileWidth ** level;
  return (index * tileWidth + width) * leavesOfOne;
}

const hashOctets = 32;

/** Exactly as wide as was asked, for that is what the address promises. */
function cutTo(bytes: Uint8Array, { level, width }: TileAddress): Uint8Array | undefined {
  if (level !== 'entries') return bytes.subarray(0, width * hashOctets);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  for (let entry = 0; entry < width; entry += 1) {
    if (end + 2 > view.length) return undefined;
    end += 2 + view.readUInt16BE(end);
  }
  return bytes.subarray(0, end);
}
