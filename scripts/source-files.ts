import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The folder that holds package.json. */
export const projectFolder = join(import.meta.dirname, '..');

export interface SourceFile {
  /** From the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

const skippedFolders = new Set(['node_modules', '.git', 'data']);

/** Every TypeScript file of the tree, read from disk; independent of what git knows. */
export function readSourceFiles(folder = projectFolder): SourceFile[] {
  return pathsUnder(folder, folder)
    .filter((path) => path.endsWith('.ts') && !path.startsWith('test/output/'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

function pathsUnder(folder: string, root: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : pathsUnder(full, root);
    return entry.isFile() ? [relative(root, full)] : [];
  });
}

/** The TypeScript files that git lists (tracked, or new and not ignored) and that exist. Throws where git is absent. */
export function listedSourceFiles(folder = projectFolder): string[] {
  const listed = new Set(
    gitLines(folder, ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts']),
  );
  for (const path of gitLines(folder, ['ls-files', '--deleted', '*.ts'])) listed.delete(path);
  return [...listed];
}

/** Runs git in the project, also where the clone belongs to another user (a container's root). */
export function gitLines(folder: string, args: readonly string[]): string[] {
  const output = execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: folder, encoding: 'utf8' });
  return output.split('\n').filter(Boolean);
}
