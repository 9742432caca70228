/** A process of its own for the bench: one large document is signed, raised and read, and the memory of it told. */
import type { ByteSource, NamedFile } from '../../certs/signatures/index.ts';
import { formatCases } from '../support/signature-formats.ts';
import { createSigningWorld } from '../support/signing-world.ts';

export interface LargeDocumentOrder {
  /** Of a format whose files lie beside the signature or in a container. */
  readonly caseName: string;
  readonly octets: number;
}

export interface LargeDocumentReply {
  /** The most that the process ever had, above what it had before it signed. */
  readonly mostMiB: number;
  /** Of processor time. */
  readonly seconds: number;
}

const chunkOctets = 64 * 1024;

/** A file that lies in no memory. As with one on disk, each chunk is memory of its own. */
function fileOf(start: number, end: number): ByteSource {
  return {
    size: end - start,
    async *open() {
      for (let at = start; at < end; at += chunkOctets) {
        const chunk = Buffer.alloc(Math.min(chunkOctets, end - at));
        for (let place = 0; place < chunk.length; place += 512) chunk[place] = (at + place) % 251;
        yield chunk;
      }
    },
    slice: (from, to) => fileOf(start + from, start + to),
  };
}

async function main({ caseName, octets }: LargeDocumentOrder): Promise<LargeDocumentReply> {
  const one = formatCases.find(({ name }) => name === caseName);
  if (!one) throw new Error(`there is no ${caseName}`);
  const world = await createSigningWorld();
  const files: readonly NamedFile[] = [
    { name: 'Qovluq.bin', mediaType: 'application/octet-stream', content: fileOf(0, octets) },
  ];
  const { file, detached } = one.documentOf(new Uint8Array(), files);
  const before = process.memoryUsage.rss();
  const used = process.cpuUsage();
  const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', files));
  const signed = await one.format.complete(state, files, world.sign('p256', toBeSigned));
  const document = { file: { ...file, content: signed }, detached };
  const raised = await one.format.raise(document, 'LTA', world.sources);
  await readThrough(raised);
  const result = await one.format.read({ file: { ...file, content: raised }, detached });
  const signature = result.kind === 'read' ? result.document.signatures[0] : undefined;
  const isWhole =
    signature?.level === 'LTA' &&
    signature.value === 'verifies' &&
    signature.coversWholeDocument &&
    signature.digests.every(({ outcome }) => outcome === 'matches') &&
    signature.timeStamps.every(({ imprint }) => imprint === 'matches');
  if (!isWhole) throw new Error(`${caseName} does not hold`);
  const { user, system } = process.cpuUsage(used);
  const mostBytes = process.resourceUsage().maxRSS * 1024;
  return { mostMiB: (mostBytes - before) / 2 ** 20, seconds: (user + system) / 1e6 };
}

/** As it is stored, or sent to somebody. */
async function readThrough(source: ByteSource): Promise<void> {
  let octets = 0;
  for await (const chunk of source.open()) octets += chunk.length;
  if (octets !== source.size) throw new Error('another size than was told');
}

async function answer(order: LargeDocumentOrder): Promise<void> {
  process.send?.(await main(order));
  process.disconnect();
}

process.once('message', (order: LargeDocumentOrder) => {
  answer(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
