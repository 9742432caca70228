import { spawn } from 'node:child_process';
import { projectFolder } from './source-files.ts';

/** Runs a JavaScript program with this Node in the project's folder; resolves to '' when it succeeds, else to its output. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (status === 0) return '';
  const text = Buffer.concat(output).toString('utf8').trim();
  return text || `${program} ended with status ${status}`;
}
