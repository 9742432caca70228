import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A pseudo terminal: what is typed, and what it shows. */
export interface Terminal {
  /** Its device file. */
  readonly path: string;
  type(keys: string): void;
  /** Everything that was written to it so far. */
  shown(): string;
  close(): Promise<void>;
}

/** By script(1), which every Debian has. */
export async function openTerminal(): Promise<Terminal> {
  const child = spawn(
    'script',
    ['-q', '-c', 'stty -echo cols 100 rows 30; tty; exec sleep 600', '/dev/null'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm' },
    },
  );
  let shown = '';
  const path = await new Promise<string>((found) => {
    child.stdout.on('data', (bytes: Buffer) => {
      shown += bytes.toString('utf8');
      const device = /\/dev\/[\w/]+/.exec(shown)?.[0];
      if (device && shown.includes('\n')) found(device);
    });
  });
  return {
    path,
    type: (keys) => void child.stdin.write(keys),
    shown: () => shown,
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
