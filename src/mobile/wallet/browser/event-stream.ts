/** One event of a stream (WHATWG HTML 9.2.6), as far as this service writes them. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads events as they come; ends with the stream. EventSource cannot carry the signature of the call. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const found = readBlock(block);
      if (found) yield found;
    }
  }
}

function readBlock(block: string): StreamEvent | undefined {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [event, data] = [field('event'), field('data')];
  return event === undefined || data === undefined ? undefined : { event, data };
}
