import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Other people's readers of XML and of XML signatures: xmllint (libxml2) and xmlsec1. */

export const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
export const hasXmlsec1 = spawnSync('xmlsec1', ['--version']).status === 0;

export interface ProgramAnswer {
  readonly isAccepted: boolean;
  readonly output: string;
  readonly errors: string;
}

export function runXmllint(options: readonly string[], input: string | Uint8Array): ProgramAnswer {
  return run('xmllint', [...options, '-'], undefined, input);
}

/** Runs xmlsec1 in a folder that holds the files; options name them. */
export function runXmlsec1(
  options: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>>,
): ProgramAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'acar-xmlsec-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return run('xmlsec1', options, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(
  program: string,
  options: readonly string[],
  cwd?: string,
  input?: string | Uint8Array,
): ProgramAnswer {
  const { status, stdout, stderr } = spawnSync(program, options, { cwd, input, maxBuffer: 64 * 1024 * 1024 });
  return { isAccepted: status === 0, output: stdout.toString(), errors: stderr.toString() };
}
