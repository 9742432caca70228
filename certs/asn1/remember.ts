import { type Der, octetsAsText, readDer } from './der.ts';

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
    const found = known.get(key);
    if (found !== undefined) return found;
    // A copy: the octets around these may be changed or freed.
    const made = read(readDer(new Uint8Array(value.bytes)));
    if (isOwn(made)) return made;
    // A full table is emptied rather than grown.
    if (known.size >= mostKept) known.clear();
    known.set(key, made);
    return made;
  };
}
