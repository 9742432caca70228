import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../certs/index.ts';
import { readSigned, sourceOf } from '../../certs/signatures/index.ts';
import { readTrustedList, trustModelOf } from '../../certs/signatures/trust/index.ts';
import { sample } from '../support/foreign-samples.ts';
import { replaced } from '../support/signature-formats.ts';

/** Trusted lists as the European Union publishes them. */
const lists = [
  {
    name: 'eu-lotl.xml.gz',
    at: Date.UTC(2026, 5, 1),
    number: 388,
    territory: 'EU',
    // A list of lists names no services of its own.
    services: 0,
  },
  { name: 'tsl-ee.xml.gz', at: Date.UTC(2025, 6, 1), number: 68, territory: 'EE', services: 64 },
] as const;

describe.each(lists)('the trusted list $name', ({ name, at, number, territory, services }) => {
  const bytes = gunzipSync(sample('trusted-lists', name));

  it('is read, with its signature, its number and its services (TS 119 612)', async () => {
    const read = await readTrustedList(bytes, { signers: await signersOf(bytes), time: at });
    if (read.kind === 'refused') throw new Error(read.message);
    expect(read.list).toMatchObject({ sequenceNumber: number, territory });
    expect(trustModelOf(read.list).services).toHaveLength(services);
  });

  it('is refused when anything in it was changed, when it has run out, and from a signer who is not known', async () => {
    const signers = await signersOf(bytes);
    const read = async (of: Uint8Array, by: readonly Certificate[], time: number) => {
      const result = await readTrustedList(of, { signers: by, time });
      return result.kind === 'refused' ? result.code : 'read';
    };
    const changed = replaced(bytes, `>${number}<`, `>${number + 1}<`);
    expect(await read(changed, signers, at)).toBe('trusted_list.signature');
    expect(await read(bytes, signers, at + 365 * 86_400_000)).toBe('trusted_list.outdated');
    expect(await read(bytes, [], at)).toBe('trusted_list.signer');
  });
});

async function signersOf(bytes: Uint8Array): Promise<readonly Certificate[]> {
  const file = { name: 'list.xml', mediaType: '', content: sourceOf(bytes) };
  const read = await readSigned({ file, detached: [] });
  const signers = read.kind === 'read' ? read.document.signatures : [];
  return signers.flatMap(({ signer }) => (signer.certificate ? [signer.certificate] : []));
}
