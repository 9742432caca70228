import { type Der, octetsAsText, readDer } from './der.ts';
import { sequence } from './write.ts';

const mostKept = 500;

/**
 * A reader that has what it read from the same octets before at hand, for parts that stand in every certificate of an
 * issuer: octets that it does not know are checked and read. Only what depends on the octets alone may be read so; what
 * is refused is read again each time. `isOwn` tells values that belong to one certificate and are not worth keeping.
 */
export function remembering<T>(
  read: (value: Der) => T,
  isOwn: (value: T) => boolean = () => false,
): (value: Der) => T {
  const known = new Map<string, T>();
  return (value) => {
    const key = octetsAsText(value);
    // A copy: the octets around these may be changed or freed.
    return known.get(key) ?? keep(known, key, read(readDer(new Uint8Array(value.bytes))), isOwn);
  };
}

/** The same for several values that stand one after the other, as in a list; `read` is given them as a SEQUENCE. */
export function rememberingList<T>(
  read: (list: Der) => T,
  isOwn: (value: T) => boolean = () => false,
): (octets: Uint8Array) => T {
  const known = new Map<string, T>();
  return (octets) => {
    const key = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
    return known.get(key) ?? keep(known, key, read(readDer(sequence(octets))), isOwn);
  };
}

function keep<T>(known: Map<string, T>, key: string, made: T, isOwn: (value: T) => boolean): T {
  if (isOwn(made)) return made;
  // A full table is emptied rather than grown.
  if (known.size >= mostKept) known.clear();
  known.set(key, made);
  return made;
}
