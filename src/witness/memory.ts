import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { WitnessedTree, WitnessMemory } from '../../certs/index.ts';
import { readDurableFile, writeDurableFile } from '../files/index.ts';

/** The latest tree of each log, in a file for each. One process for one folder. */
export function createWitnessMemory(folder: string): WitnessMemory {
  // A name of a log may hold anything; its file is called by a digest.
  const fileOf = (origin: string) => join(folder, `${hash('sha256', origin).slice(0, 32)}.tree`);
  const latest = async (origin: string) => readTree(await readDurableFile(fileOf(origin)));
  let turn: Promise<unknown> = Promise.resolve();
  return {
    latest,
    replace(origin, before, after) {
      const replaced = turn.then(async () => {
        const now = await latest(origin);
        if (!isSame(now, before)) return false;
        await writeDurableFile(fileOf(origin), writeTree(after));
        return true;
      });
      turn = replaced.catch(() => {});
      return replaced;
    },
  };
}

const writeTree = ({ size, root }: WitnessedTree) => `${size} ${Buffer.from(root).toString('hex')}\n`;

function readTree(text: string | undefined): WitnessedTree | undefined {
  if (text === undefined) return undefined;
  const [, size, root] = /^(\d{1,16}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  // Forgetting is what a witness must never do: a spoilt file ends it.
  if (size === undefined || root === undefined) throw new Error('the memory of the witness is spoilt');
  return { size: Number(size), root: Buffer.from(root, 'hex') };
}

function isSame(one: WitnessedTree | undefined, other: WitnessedTree | undefined): boolean {
  return (one && writeTree(one)) === (other && writeTree(other));
}
