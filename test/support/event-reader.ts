import { request, type IncomingMessage } from 'node:http';

/** An event stream as a browser reads it, one event at a time. */
export interface EventReader {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The next event's data; undefined when the server ended the stream. */
  next(): Promise<unknown>;
  close(): void;
}

export interface EventSourceOptions {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly cookie?: string;
}

/** Opens the stream; resolves when its head is there. */
export function openEvents({ port, host, path, cookie }: EventSourceOptions): Promise<EventReader> {
  return new Promise((done, fail) => {
    const headers = { host, accept: 'text/event-stream', ...(cookie && { cookie }) };
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (incoming) => {
      incoming.setEncoding('utf8');
      done(readerOf(incoming, () => outgoing.destroy()));
    });
    outgoing.once('error', fail);
    outgoing.end();
  });
}

function readerOf(incoming: IncomingMessage, destroy: () => void): EventReader {
  const events: unknown[] = [];
  let kept = '';
  const stream = { isOver: false };
  let wake = () => {};
  incoming.on('data', (text: string) => {
    const blocks = (kept + text).split('\n\n');
    kept = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) events.push(JSON.parse(data));
    }
    wake();
  });
  const end = () => {
    stream.isOver = true;
    wake();
  };
  incoming.on('end', end);
  incoming.on('error', end);
  incoming.on('close', end);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    async next() {
      while (events.length === 0 && !stream.isOver)
        await new Promise<void>((woken) => {
          wake = woken;
        });
      return events.shift();
    },
    close: destroy,
  };
}
