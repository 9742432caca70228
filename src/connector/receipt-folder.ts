import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurableFile } from '../files/index.ts';
import type { Consumer } from './consumer.ts';

/** Fetches what proves an exchange, once the log has it, and keeps it in a folder: `<request>.json`. */
export interface ReceiptFolder {
  /** Later, and without a word when it fails: what is not kept can be fetched at any time. */
  keep(requestId: string): void;
  stop(): void;
}

const everyMs = 1_000;
const mostTries = 60;
const mostWaiting = 10_000;

export function openReceiptFolder(
  folder: string,
  consumer: Pick<Consumer, 'receipts'>,
  onError: (error: unknown) => void,
): ReceiptFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const waiting = new Map<string, number>();
  let isBusy = false;
  const look = async () => {
    for (const [requestId, tries] of waiting) {
      const found = await consumer.receipts(requestId);
      if (found !== undefined && isComplete(found)) {
        await writeDurableFile(join(folder, `${requestId}.json`), `${found}\n`);
        waiting.delete(requestId);
      } else if (tries >= mostTries) waiting.delete(requestId);
      else waiting.set(requestId, tries + 1);
    }
  };
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void look()
      .catch(onError)
      .finally(() => {
        isBusy = false;
      });
  }, everyMs);
  return {
    keep(requestId) {
      if (waiting.size < mostWaiting) waiting.set(requestId, 0);
    },
    stop: () => clearInterval(timer),
  };
}

function isComplete(text: string): boolean {
  const { records }: { readonly records?: readonly { readonly receipt?: string }[] } = JSON.parse(text);
  return Array.isArray(records) && records.every(({ receipt }) => typeof receipt === 'string');
}
