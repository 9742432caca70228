import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ReadSignature, sourceOf } from '../../certs/signatures/index.ts';
import { xades } from '../../certs/signatures/xades/index.ts';
import { readZip } from '../../certs/signatures/zip/index.ts';

/** XAdES by other makers, out of containers: the arithmetic alone, whoever signed. */

const folder = join(import.meta.dirname, '../../../shared/vectors/asic/valid');
const isThere = existsSync(folder);
if (!isThere) process.stderr.write(`skipped: containers of other makers are not at ${folder}\n`);
const containers = isThere ? readdirSync(folder) : [];

async function signaturesIn(container: string): Promise<readonly ReadSignature[]> {
  const zip = await readZip(sourceOf(readFileSync(join(folder, container))));
  if (zip.kind === 'refused') throw new Error(`${zip.code}: ${zip.message}`);
  const files = zip.archive.entries
    .filter(({ isDirectory }) => !isDirectory)
    .map(({ name, content }) => ({ name, mediaType: '', content }));
  const isSignatures = ({ name }: { readonly name: string }) => /^META-INF\/.*signatures.*\.xml$/.test(name);
  const detached = files.filter(({ name }) => !name.startsWith('META-INF/') && name !== 'mimetype');
  const results = await Promise.all(files.filter(isSignatures).map((file) => xades.read({ file, detached })));
  return results.flatMap((result) => (result.kind === 'read' ? result.document.signatures : []));
}

const isIntact = ({ value, digests }: ReadSignature) =>
  value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches');

describe.skipIf(!isThere)('XAdES signatures of other makers', () => {
  it('are found', async () => {
    const all = await Promise.all(containers.map(signaturesIn));
    expect(all.flat().length).toBeGreaterThan(30);
  });

  it.each(containers)('in %s are intact, with their time stamps, and wrap nothing', async (container) => {
    const signatures = await signaturesIn(container);
    expect(signatures.every(isIntact)).toBe(true);
    for (const { timeStamps, problems, signer } of signatures) {
      expect(timeStamps.filter(({ imprint }) => imprint !== 'matches')).toEqual([]);
      expect(problems).toEqual([]);
      expect(signer.reference).toBe('matches');
    }
  });
});
