import { readFileSync } from 'node:fs';
import { openWitnessKey } from '../witness/index.ts';
import type { DataFolder } from './data-folder.ts';
import type { Program } from './programs.ts';

const numbers = [1, 2] as const;
const nameOf = (number: number) => `witness-${number}.acar.localhost`;
const folderOf = (folder: DataFolder, number: number) => folder.file(`witness-${number}`);
const secretOf = (folder: DataFolder, number: number) => folder.secret(`witness-${number}-passphrase`);

/** Two witnesses of the log, each with a key of its own: what `ACAR_LOG_WITNESSES` says of them. */
export async function demoWitnesses(folder: DataFolder, firstPort: number): Promise<string> {
  const known = await Promise.all(
    numbers.map(async (number) => {
      const verifierKey = await openWitnessKey({
        name: nameOf(number),
        folder: folderOf(folder, number),
        passphrase: readFileSync(secretOf(folder, number)),
      });
      return `${verifierKey} http://127.0.0.1:${firstPort + number - 1}`;
    }),
  );
  return known.join(',');
}

export function witnessPrograms(folder: DataFolder, firstPort: number, log: string): Program[] {
  return numbers.map((number) => ({
    name: `witness ${number}`,
    file: '../witness/main.ts',
    arguments: [
      '--end-with-input',
      '--name',
      nameOf(number),
      '--data',
      folderOf(folder, number),
      '--passphrase-file',
      secretOf(folder, number),
      '--log',
      log,
      '--port',
      String(firstPort + number - 1),
    ],
  }));
}
