import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { assetUrl, contentSecurityPolicy } from '../../http/index.ts';

/** The wallet's code as browsers load it. */
export interface BrowserCode {
  /** Address of the first module; it has a digest of all of them in it. */
  readonly main: string;
  /** True when it took the request. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
}

interface ServedFile {
  readonly type: string;
  readonly content: Buffer;
  readonly isForever: boolean;
  compressed?: Buffer;
}

const javascript = 'text/javascript; charset=utf-8';
const browserFolder = join(import.meta.dirname, 'browser');
const libraryFolder = 'lib';
/** Statements with `from '…'` and bare `import '…'` at the start of a line, as our own code and these libraries write them. */
const imports = /^((?:import|export)\b[^'";]*?\bfrom\s*|import\s*)(['"])([^'"\n]+)\2/gm;

/**
 * Reads the modules that `browser/main.ts` reaches, once at the start: takes the types off, and turns the names of
 * packages into addresses. Nothing is bundled or minified: what is served can be read beside its source.
 */
export function loadBrowserCode(): BrowserCode {
  const modules = readModules();
  const digest = digestOf([...modules].flat());
  const prefix = `/app/${digest}/`;
  const files = new Map<string, ServedFile>();
  for (const [path, text] of modules)
    files.set(prefix + path, { type: javascript, content: Buffer.from(text), isForever: true });
  for (const size of ['192', '512', 'maskable-512']) {
    const content = readFileSync(join(import.meta.dirname, 'icons', `icon-${size}.png`));
    files.set(`/app/icon-${size}.png`, { type: 'image/png', content, isForever: false });
  }
  const shell = { version: digest, urls: [...files.keys(), assetUrl('acar.css'), assetUrl('key.svg')] };
  const worker = stripTypeScriptTypes(
    readFileSync(join(import.meta.dirname, 'worker/service-worker.ts'), 'utf8'),
  );
  const add = (path: string, type: string, text: string) =>
    files.set(path, { type, content: Buffer.from(text), isForever: false });
  add('/app/shell.json', 'application/json', JSON.stringify(shell));
  // With the digest in it, browsers notice that the shell has changed.
  add('/service-worker.js', javascript, `// ${digest}\n${worker}`);
  return { main: `${prefix}main.ts`, handle: (req, res) => serve(files, req, res) };
}

/** By their path below the prefix. */
function readModules(): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  const open = [join(browserFolder, 'main.ts')];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const path = servedPath(file);
    if (modules.has(path)) continue;
    const source = readFileSync(file, 'utf8');
    const text = file.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
    const from = file;
    modules.set(
      path,
      text.replace(imports, (_, before: string, quote: string, name: string) => {
        const target = resolve(from, name);
        open.push(target);
        return `${before}${quote}${addressFrom(path, servedPath(target))}${quote}`;
      }),
    );
  }
  return modules;
}

function resolve(from: string, name: string): string {
  return name.startsWith('.') ? join(dirname(from), name) : fileURLToPath(import.meta.resolve(name));
}

function servedPath(file: string): string {
  const within = relative(browserFolder, file);
  if (!within.startsWith('..')) return within.split(sep).join('/');
  const [, inside = ''] = file.split(`${sep}node_modules${sep}`);
  return posix.join(libraryFolder, inside.split(sep).join('/'));
}

function addressFrom(path: string, target: string): string {
  const address = posix.relative(posix.dirname(path), target);
  return address.startsWith('.') ? address : `./${address}`;
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 12);
}

function serve(files: ReadonlyMap<string, ServedFile>, req: IncomingMessage, res: ServerResponse): boolean {
  const file = files.get(req.url?.split('?')[0] ?? '');
  if (!file || (req.method !== 'GET' && req.method !== 'HEAD')) return false;
  const isGzip = /\bgzip\b/.test(req.headers['accept-encoding'] ?? '') && file.type !== 'image/png';
  if (isGzip) file.compressed ??= gzipSync(file.content);
  const body = (isGzip ? file.compressed : undefined) ?? file.content;
  res.writeHead(200, {
    'content-type': file.type,
    'content-length': body.length,
    'cache-control': file.isForever ? 'public, max-age=31536000, immutable' : 'no-cache',
    // A worker takes its policy from its own answer.
    'content-security-policy': contentSecurityPolicy([]),
    vary: 'accept-encoding',
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
  return true;
}
