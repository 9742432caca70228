import { expect, it } from 'vitest';
import type { UploadedFile } from '../../../src/http/index.ts';
import { receive } from '../../../src/verification/received.ts';
import { createSpoolRoom, memoryBytes, spool } from '../../../src/verification/spool.ts';

const fileBytes = 1024 * 1024 - 4096;

async function* repeated(bytes: Uint8Array, count: number): AsyncGenerator<Uint8Array> {
  for (let time = 0; time < count; time += 1) yield bytes;
}

/** A form of files of a mebibyte less a page. */
async function* filesOf(count: number): AsyncGenerator<UploadedFile> {
  for (let place = 0; place < count; place += 1)
    yield {
      field: place === 0 ? 'document' : 'detached',
      name: `${place}.txt`,
      mediaType: 'text/plain',
      content: repeated(Buffer.alloc(fileBytes, place), 1),
    };
}

/** Room for everything, which counts. */
function countingRoom() {
  let taken = 0;
  return {
    taken: () => taken,
    take(bytes: number) {
      taken += bytes;
      return true;
    },
    give(bytes: number) {
      taken -= bytes;
    },
  };
}

it('keeps four mebibytes of a request in memory, into however many files it is cut', async () => {
  const room = countingRoom();
  const received = await receive(filesOf(10), room);
  expect(room.taken()).toBe(6 * fileBytes);
  const sizes = received.files?.map(({ content }) => content.size);
  expect(sizes).toEqual(Array.from({ length: 10 }, () => fileBytes));
  for await (const part of received.files?.[9]?.content.open() ?? [])
    expect(part.every((one) => one === 9)).toBe(true);
  await received.close();
  expect(room.taken()).toBe(0);
});

it('keeps in memory no file that comes in countless small parts', async () => {
  const memory = createSpoolRoom(memoryBytes);
  const room = countingRoom();
  const spooled = await spool(repeated(Buffer.from('a'), 20_000), { memory, files: room });
  expect(room.taken()).toBe(20_000);
  expect(memory.take(memoryBytes)).toBe(true);
  await spooled.close();
});
