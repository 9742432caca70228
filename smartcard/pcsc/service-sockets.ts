import { readdirSync, readlinkSync } from 'node:fs';
import koffi, { type LibraryHandle } from 'koffi';

/** A connection of this process to the PC/SC daemon; the identity stays its own when the descriptor is used anew. */
export interface ServiceSocket {
  readonly descriptor: number;
  readonly identity: string;
}

/**
 * pcsc-lite waits for its daemon without limit: while another program holds the card, and while the daemon stands
 * still. A thread that waits so keeps the process from ending. What can be done is to shut the socket down that the
 * thread reads from; its call then fails. Only Linux tells a process what its sockets are; elsewhere none are found.
 */
export interface ServiceSockets {
  list(): readonly ServiceSocket[];
  /** Does nothing when the socket is closed already. */
  shutDown(socket: ServiceSocket): void;
}

const noSockets: ServiceSockets = { list: () => [], shutDown: () => {} };
const descriptors = '/proc/self/fd';
const unixFamily = 1;
const familyBytes = 2;
const maxAddressBytes = 128;
const bothDirections = 2;

let found: ServiceSockets | undefined;
/** A library that nothing refers to is unloaded. */
let loaded: LibraryHandle | undefined;

export function serviceSockets(): ServiceSockets {
  found ??= process.platform === 'linux' ? linuxSockets() : noSockets;
  return found;
}

function linuxSockets(): ServiceSockets {
  loaded = koffi.load(null);
  const inOutLength = koffi.inout(koffi.pointer('uint'));
  const getPeerName = loaded.func('getpeername', 'int', ['int', 'void *', inOutLength]);
  const shutdown = loaded.func('shutdown', 'int', ['int', 'int']);
  const address = Buffer.alloc(maxAddressBytes);
  const leadsToService = (descriptor: number): boolean => {
    const length: [number] = [address.length];
    if (getPeerName(descriptor, address, length) !== 0 || address.readUInt16LE() !== unixFamily) return false;
    const path = address.toString('utf8', familyBytes, length[0]).split('\0')[0] ?? '';
    return path.endsWith('/pcscd.comm');
  };
  return {
    list: () => openSockets().filter(({ descriptor }) => leadsToService(descriptor)),
    shutDown({ descriptor, identity }) {
      if (identityOf(descriptor) === identity) shutdown(descriptor, bothDirections);
    },
  };
}

function openSockets(): ServiceSocket[] {
  return readdirSync(descriptors).flatMap((name) => {
    const identity = identityOf(Number(name));
    return identity.startsWith('socket:') ? [{ descriptor: Number(name), identity }] : [];
  });
}

/** `socket:[inode]` for a socket; '' when the descriptor was closed meanwhile. */
function identityOf(descriptor: number): string {
  try {
    return readlinkSync(`${descriptors}/${descriptor}`);
  } catch {
    return '';
  }
}
