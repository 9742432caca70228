import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyRing, readPlan, runCeremony, writeCeremonyFolder } from '../pki/index.ts';

/** The demonstration's key ceremony, at the first start alone: nobody watches it, and its roots are worth nothing. */
export async function holdDemoCeremony(options: {
  readonly folder: string;
  readonly passphrase: Buffer;
  readonly origin: string;
  readonly now: number;
}): Promise<boolean> {
  const { folder, passphrase, origin, now } = options;
  if (existsSync(join(folder, 'authorities.json'))) return false;
  const plan = readPlan(readFileSync(join(import.meta.dirname, 'ceremony.yaml'), 'utf8'));
  const keys = openKeyRing(folder, passphrase);
  const files = await runCeremony(
    { ...plan, address: origin },
    { now, makeKey: keys.make, allowsReservedHostNames: true },
  );
  writeCeremonyFolder(folder, files);
  return true;
}
