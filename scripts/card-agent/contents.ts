import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { z } from 'zod';
import { parseModule } from '../boundaries/parse.ts';

export interface Platform {
  /** As npm names them: linux, darwin, win32; x64, arm64. */
  readonly os: 'linux' | 'darwin' | 'win32';
  readonly cpu: 'x64' | 'arm64';
}

export interface Sources {
  /** The project. */
  readonly project: string;
  /** A node_modules folder that holds the platform's Node and native code. */
  readonly packages: string;
  readonly platform: Platform;
}

/** Where the agent begins. */
export const mainModule = 'smartcard/agent/main.ts';
/** Where the programs begin that the agent starts. */
const otherModules = ['smartcard/pkcs11/main.ts'];
/** What the agent reads beside its modules. */
const readFolders = ['smartcard/agent/assets'];
/** Native code that no import names. */
const nativeCode: Readonly<Record<string, string>> = { koffi: '@koromix/koffi' };

export interface Modules {
  /** From the project's folder. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** Every module that these load, themselves or through others, and every package that they name. */
export function modulesOf(starts: readonly string[], read: (path: string) => string): Modules {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [...starts];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    for (const { specifier } of parseModule(path, read(path)).imports.filter(
      ({ isTypeOnly }) => !isTypeOnly,
    )) {
      if (specifier.startsWith('.')) queue.push(posix.join(posix.dirname(path), specifier));
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  }
  return { files: [...files].toSorted(), packages: [...packages].toSorted() };
}

function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Puts the agent, its packages and Node into a folder that needs nothing else to run. @throws Error naming what is missing */
export function copyContents(target: string, { project, packages, platform }: Sources): void {
  const modules = modulesOf([mainModule, ...otherModules], (path) =>
    readFileSync(join(project, path), 'utf8'),
  );
  for (const path of [...modules.files, ...readFolders, 'package.json']) {
    copy(join(project, path), join(target, path));
  }
  for (const name of closure(modules.packages, join(project, 'node_modules'))) {
    copyPackage(join(project, 'node_modules', name), join(target, 'node_modules', name));
    const native = nativeCode[name];
    if (native) {
      const part = `${native}-${platform.os}-${platform.cpu}`;
      copyPackage(join(packages, part), join(target, 'node_modules', part));
    }
  }
  const name = platform.os === 'win32' ? 'node.exe' : 'node';
  copy(join(packages, nodePackage(platform), 'bin', name), join(target, 'bin', name));
  const license = join(packages, nodePackage(platform), 'LICENSE');
  if (existsSync(license)) copy(license, join(target, 'bin', 'LICENSE.node'));
}

function nodePackage({ os, cpu }: Platform): string {
  return `node-${os === 'win32' ? 'win' : os}-${cpu}`;
}

const manifestShape = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The packages and all that they depend on. */
function closure(names: readonly string[], folder: string): readonly string[] {
  const all = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    const manifest: unknown = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
    queue.push(...Object.keys(manifestShape.parse(manifest).dependencies));
  }
  return [...all].toSorted();
}

/** What Node reads, and the terms it comes under; not what compilers read. */
function copyPackage(source: string, target: string): void {
  copy(
    source,
    target,
    (path) => statSync(path).isDirectory() || /\.([cm]?js|json|node)$|LICEN[CS]E/.test(path),
  );
}

function copy(source: string, target: string, filter: (path: string) => boolean = () => true): void {
  if (!existsSync(source)) throw new Error(`${source} is missing`);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, {
    recursive: true,
    dereference: true,
    filter: (path) => path === source || filter(path),
  });
}

/** Bytes of everything in a folder. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name)).length, 0);
}
