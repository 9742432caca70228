/** Takes out what has the lowest priority number, and of equals what was put in first. */
export interface BestFirst<Item> {
  put(item: Item, priority: number): void;
  take(): Item | undefined;
}

interface Entry<Item> {
  readonly item: Item;
  readonly priority: number;
  readonly order: number;
}

/** A binary heap. */
export function createBestFirst<Item>(): BestFirst<Item> {
  const heap: Entry<Item>[] = [];
  let order = 0;
  return {
    put(item, priority) {
      heap.push({ item, priority, order });
      order += 1;
      rise(heap, heap.length - 1);
    },
    take() {
      const [first] = heap;
      const last = heap.pop();
      if (first && last && heap.length > 0) {
        heap[0] = last;
        sink(heap, 0);
      }
      return first?.item;
    },
  };
}

function rise<Item>(heap: Entry<Item>[], from: number): void {
  for (let at = from; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (!swapIfBefore(heap, at, parent)) return;
    at = parent;
  }
}

function sink<Item>(heap: Entry<Item>[], from: number): void {
  for (let at = from; ; ) {
    const left = 2 * at + 1;
    const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!swapIfBefore(heap, child, at)) return;
    at = child;
  }
}

/** Puts the entry at `lower` above the one at `upper` if it comes first. */
function swapIfBefore<Item>(heap: Entry<Item>[], lower: number, upper: number): boolean {
  const [below, above] = [heap[lower], heap[upper]];
  if (!below || !above || !isBefore(below, above)) return false;
  heap[upper] = below;
  heap[lower] = above;
  return true;
}

function isBefore<Item>(left: Entry<Item> | undefined, right: Entry<Item> | undefined): boolean {
  if (!left || !right) return false;
  return left.priority < right.priority || (left.priority === right.priority && left.order < right.order);
}
