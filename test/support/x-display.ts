import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';

/** An X server without a screen, and somebody at its keyboard. */
export interface XDisplay {
  /** For the environment variable DISPLAY. */
  readonly name: string;
  /** The name of the window that has the keyboard, '' for none. */
  focusedName(): string;
  type(text: string): void;
  press(key: string): void;
  close(): Promise<void>;
}

export const hasXDisplay = existsSync('/usr/bin/Xvfb') && existsSync('/usr/bin/xdotool');

export async function openXDisplay(): Promise<XDisplay> {
  // By default the server starts anew when its last client leaves, and refuses whoever comes at that moment.
  const settings = ['-noreset', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', ['-displayfd', '3', ...settings], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const numbers = server.stdio[3];
  if (!(numbers instanceof Readable)) throw new Error('no pipe');
  const [number] = await once(numbers, 'data');
  const name = `:${String(number).trim()}`;
  const tell = (...words: string[]) =>
    execFileSync('xdotool', words, {
      env: { DISPLAY: name },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
  return {
    name,
    focusedName: () => {
      try {
        return tell('getwindowfocus', 'getwindowname').trim();
      } catch {
        return '';
      }
    },
    type: (text) => void tell('type', text),
    press: (key) => void tell('key', key),
    async close() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
