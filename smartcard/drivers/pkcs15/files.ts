import { type Exchange, expectOk, findTlv, readTlvs, status } from '../../apdu/index.ts';
import { CardError } from '../card.ts';
import { iso7816Application, pkcs15Application } from './names.ts';
import { entriesOf, numberOf, required, tag } from './value.ts';

/** Where a value stands (ISO 7816-15 8.2.5, Path): a file, or a part of one. */
export interface FilePath {
  readonly path: Uint8Array;
  readonly offset?: number;
  readonly length?: number;
}

const longestFile = 32768;
const chunk = 256;
const masterFile = [0x3f, 0x00];
const directoryFile = Buffer.from('3f002f00', 'hex');
const noInformation = 0x0c;

/** From the content of a SEQUENCE { path, index, [0] length }. */
export function pathOf(content: Uint8Array): FilePath {
  const fields = readTlvs(content);
  const [index, length] = [findTlv(fields, tag.integer), findTlv(fields, 0x80)];
  return {
    path: required(fields, tag.octetString),
    ...(index && length ? { offset: numberOf(index), length: numberOf(length) } : {}),
  };
}

/** True when the card has such an application; it is selected then. */
export async function selectApplication(exchange: Exchange): Promise<boolean> {
  for (const name of [pkcs15Application, iso7816Application]) {
    const selected = await exchange({ ins: 0xa4, p1: 0x04, p2: 0, data: name, le: 256 });
    if (selected.status === status.ok) return true;
  }
  const path = await findInDirectory(exchange);
  return path !== undefined && (await selectPath(exchange, path)) === status.ok;
}

/** EF.DIR (ISO 7816-4 12.2.1) names applications that cannot be selected by the usual name. */
async function findInDirectory(exchange: Exchange): Promise<Uint8Array | undefined> {
  if ((await selectPath(exchange, directoryFile)) !== status.ok) return undefined;
  for (const { tag: name, value } of entriesOf(await readAll(exchange, 0, longestFile))) {
    const fields = name === 0x61 ? readTlvs(value) : [];
    const application = Buffer.from(findTlv(fields, 0x4f) ?? []);
    const issuers = [pkcs15Application.subarray(0, 5), iso7816Application];
    if (issuers.some((issuer) => application.subarray(0, 5).equals(issuer))) return findTlv(fields, 0x51);
  }
  return undefined;
}

/** @throws CardError when there is no such file, or it cannot be read without a PIN */
export async function readFile(
  exchange: Exchange,
  { path, offset = 0, length }: FilePath,
): Promise<Uint8Array> {
  const word = await selectPath(exchange, path);
  if (word !== status.ok)
    throw new CardError('card.malformed', `no file ${Buffer.from(path).toString('hex')}`);
  return readAll(exchange, offset, Math.min(length ?? longestFile, longestFile));
}

/** From the master file, or below the application that is selected. */
async function selectPath(exchange: Exchange, path: Uint8Array): Promise<number> {
  const isAbsolute = path[0] === masterFile[0] && path[1] === masterFile[1] && path.length > 2;
  const p1 = isAbsolute ? 0x08 : path.length === 2 ? 0x00 : 0x09;
  const data = isAbsolute ? path.subarray(2) : path;
  return (await exchange({ ins: 0xa4, p1, p2: noInformation, data })).status;
}

async function readAll(exchange: Exchange, offset: number, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let at = offset, left = length; left > 0 && at < 0x8000; ) {
    const le = Math.min(left, chunk);
    const response = await exchange({ ins: 0xb0, p1: at >> 8, p2: at & 0xff, le });
    if (parts.length > 0 && response.status === status.wrongOffset) break;
    const isEnd = response.status === endOfFile;
    const data = isEnd ? response.data : expectOk(response, 'READ BINARY');
    parts.push(data);
    if (isEnd || data.length < le) break;
    at += data.length;
    left -= data.length;
  }
  return Buffer.concat(parts);
}

const endOfFile = 0x6282;
