import { type HighWater, LogError } from '../../../certs/index.ts';
import { readDurableFile, writeDurableFile } from '../../files/index.ts';

/** The mark of the largest tree that was signed here, in a file: size and root. */
export function createMarkFile(path: string): HighWater {
  return {
    async read() {
      const text = await readDurableFile(path);
      if (text === undefined) return undefined;
      const [, size, root] = /^(\d{1,15}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
      if (size === undefined || root === undefined)
        throw new LogError('log.damaged', `${path} is no mark of this program`);
      return { size: Number(size), root: Buffer.from(root, 'hex') };
    },
    write: ({ size, root }) => writeDurableFile(path, `${size} ${Buffer.from(root).toString('hex')}\n`),
  };
}
