import { type Command, findTlv, readTlvs, status, writeTlv } from '../../apdu/index.ts';
import { pivApplication, pivObjects } from '../../drivers/index.ts';
import type { Answer } from '../iso-card.ts';
import type { PivState } from '../state.ts';

const tag = { list: 0x5c, data: 0x53 };
/** Whatever a registration office writes, the card's memory ends. */
const most = { objects: 48, octets: 8192 };

/** GET DATA (SP 800-73-4 part 2, 3.1.2). */
export function readObject(state: PivState, { p1, p2, data }: Command): Answer {
  if (p1 !== 0x3f || p2 !== 0xff) return { status: status.wrongParameters };
  const name = objectName(parts(data));
  if (name === undefined) return { status: status.wrongData };
  // The discovery object alone has no 53 around it. Usage policy: the application PIN, and no other.
  if (name === pivObjects.discovery.toString(16)) return { status: status.ok, data: discovery() };
  const value = state.objects[name];
  if (value === undefined) return { status: status.notFound };
  return { status: status.ok, data: writeTlv(tag.data, Buffer.from(value, 'base64')) };
}

/** PUT DATA (3.3.2). Empty data takes the object away. */
export function writeObject(state: PivState, { p1, p2, data }: Command, save: () => void): Answer {
  if (p1 !== 0x3f || p2 !== 0xff) return { status: status.wrongParameters };
  const fields = parts(data);
  const name = objectName(fields);
  const value = findTlv(fields, tag.data);
  if (name === undefined || !value) return { status: status.wrongData };
  const isNew = !(name in state.objects);
  if (value.length > most.octets || (isNew && Object.keys(state.objects).length >= most.objects))
    return { status: status.noSpace };
  if (value.length === 0) delete state.objects[name];
  else state.objects[name] = Buffer.from(value).toString('base64');
  save();
  return { status: status.ok };
}

/** What SELECT answers (3.1.1). */
export function applicationTemplate(): Uint8Array {
  return writeTlv(
    0x61,
    writeTlv(0x4f, pivApplication.subarray(5)),
    writeTlv(0x79, writeTlv(0x4f, pivApplication.subarray(0, 5))),
    writeTlv(0x50, Buffer.from('Acar virtual card', 'ascii')),
  );
}

function discovery(): Uint8Array {
  return writeTlv(
    pivObjects.discovery,
    writeTlv(0x4f, pivApplication),
    writeTlv(0x5f2f, Uint8Array.of(0x40, 0)),
  );
}

function objectName(fields: ReturnType<typeof readTlvs>): string | undefined {
  const list = findTlv(fields, tag.list);
  return list && list.length >= 1 && list.length <= 3 ? Buffer.from(list).toString('hex') : undefined;
}

/** Whatever cannot be read has no parts. */
export function parts(data: Uint8Array = new Uint8Array()): ReturnType<typeof readTlvs> {
  try {
    return readTlvs(data);
  } catch {
    return [];
  }
}
