import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { z } from 'zod';
import { CardError } from '../drivers/card.ts';
import { within } from '../pcsc/index.ts';
import { TransportError } from '../pcsc/transport.ts';
import { answers, type Order, type Refusal, reply } from './messages.ts';

/** The process with the module, as seen from the one that uses it. */
export interface ModuleProcess {
  /** @throws CardError, TransportError; `transport.timeout` ends the process, and with it every card that is open */
  ask<Name extends Order['do']>(
    order: Extract<Order, { do: Name }>,
    timeoutMs: number,
  ): Promise<z.infer<(typeof answers)[Name]>>;
  readonly isGone: boolean;
  end(): void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function startModuleProcess(modulePath: string): ModuleProcess {
  const child = fork(join(import.meta.dirname, 'main.ts'), [modulePath], {
    serialization: 'advanced',
    execArgv: [],
  });
  // Who only has a source of cards is not kept alive by it.
  child.unref();
  child.channel?.unref();
  const waiting = new Map<number, Waiting>();
  let isGone = false;
  let lastId = 0;
  child.on('message', (message) => settle(waiting, message));
  const gone = () => {
    isGone = true;
    for (const { reject } of waiting.values())
      reject(new TransportError('transport.no_service', 'the PKCS #11 module ended its process'));
    waiting.clear();
  };
  child.on('exit', gone);
  child.on('error', gone);
  const end = () => {
    isGone = true;
    child.kill('SIGKILL');
  };
  return {
    async ask(order, timeoutMs) {
      lastId += 1;
      const id = lastId;
      const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      send(child, { id, order });
      try {
        return answerOf(order, await within(answered, { limitMs: timeoutMs }));
      } catch (error) {
        if (error instanceof TransportError && error.code === 'transport.timeout') end();
        throw error;
      } finally {
        waiting.delete(id);
      }
    },
    get isGone() {
      return isGone;
    },
    end,
  };
}

function answerOf<Name extends Order['do']>(
  order: Extract<Order, { do: Name }>,
  value: unknown,
): z.infer<(typeof answers)[Name]> {
  const schema: z.ZodType = answers[order.do];
  // The table has the schema of each name.
  return schema.parse(value) as z.infer<(typeof answers)[Name]>;
}

function send(child: ChildProcess, message: object): void {
  // A channel that is closed tells by the child's exit.
  if (child.connected) child.send(message, () => undefined);
}

function settle(waiting: ReadonlyMap<number, Waiting>, message: unknown): void {
  const { id, value, refusal } = reply.parse(message);
  const asked = waiting.get(id);
  if (refusal) asked?.reject(errorOf(refusal));
  else asked?.resolve(value);
}

function errorOf(refusal: Refusal): Error {
  switch (refusal.kind) {
    case 'card':
      return new CardError(refusal.code, refusal.detail);
    case 'transport':
      return new TransportError(refusal.code, refusal.detail);
    case 'defect':
      return new Error(refusal.detail);
  }
}
