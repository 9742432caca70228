import { posix } from 'node:path';
import { type Import, type ParsedModule, parseModule } from './boundaries/parse.ts';
import {
  folderExceptions,
  folderGraph,
  foldersWithFeatures,
  freeFolders,
  globalRules,
  libraryRules,
  matches,
  seams,
  type TopFolder,
  topFolders,
} from './boundaries/rules.ts';
import type { SourceFile } from './source-files.ts';

export interface Violation {
  readonly rule:
    | 'unread'
    | 'folder'
    | 'types-only'
    | 'door'
    | 'absent'
    | 'computed'
    | 'library'
    | 'global'
    | 'cycle';
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

interface Edge extends Import {
  readonly from: string;
  readonly to: string;
}

/**
 * Checks the import rules of ARCHITECTURE.md on a list of modules. `listed` are the paths that must be among them:
 * a check that read fewer modules than there are files would promise what it did not see.
 */
export function checkBoundaries(files: readonly SourceFile[], listed: readonly string[]): Violation[] {
  const modules = new Map(files.map(({ path, text }) => [path, parseModule(path, text)]));
  const edges = [...modules].flatMap(([path, module]) => edgesOf(path, module));
  return [
    ...unread(modules, listed),
    ...edges.flatMap((edge) => checkEdge(edge, modules)),
    ...[...modules].flatMap(([path, module]) => [
      ...checkLibraries(path, module),
      ...checkGlobals(path, module),
    ]),
    ...findCycles(edges),
  ];
}

export function describeViolation({ rule, path, line, text }: Violation): string {
  return `${path}:${line}  ${text}  [${rule}]`;
}

function unread(modules: ReadonlyMap<string, unknown>, listed: readonly string[]): Violation[] {
  const missing = listed.filter((path) => !modules.has(path));
  return missing.map((path) => ({
    rule: 'unread',
    path,
    line: 0,
    text: 'is listed by git but was not read',
  }));
}

function edgesOf(path: string, module: ParsedModule): Edge[] {
  return module.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map((one) => ({ ...one, from: path, to: posix.join(posix.dirname(path), one.specifier) }));
}

function checkEdge(edge: Edge, modules: ReadonlyMap<string, unknown>): Violation[] {
  const violation = (rule: Violation['rule'], text: string): Violation[] => [
    { rule, path: edge.from, line: edge.line, text },
  ];
  const from = topOf(edge.from);
  const to = topOf(edge.to);
  if (edge.to.endsWith('.ts') && !modules.has(edge.to))
    return violation('absent', `${edge.to} does not exist`);
  if (!from || !to) return [];
  const isException = folderExceptions.some((one) => one.to === to && matches(edge.from, [one.from]));
  const allowed = from === to || isException ? 'all' : folderGraph[from][to];
  if (!allowed) return violation('folder', `${from} must not import ${to}`);
  if (allowed === 'types' && !edge.isTypeOnly)
    return violation('types-only', `${from} may import only types from ${to}`);
  if (!freeFolders.has(from) && !isThroughDoor(edge)) return violation('door', `${edge.to} is not a door`);
  return [];
}

function topOf(path: string): TopFolder | undefined {
  return topFolders.find((folder) => path.startsWith(`${folder}/`));
}

/** Within a feature everything may be imported; another feature only by its `index.ts`, or by a seam. */
function isThroughDoor({ from, to }: Edge): boolean {
  const target = featureOf(to);
  return target === featureOf(from) || !target || posix.basename(to) === 'index.ts' || seams.includes(to);
}

/** `src/http` for `src/http/route.ts`; undefined for a file that stands directly in a top folder, and for tests. */
function featureOf(path: string): string | undefined {
  const [top, feature, ...rest] = path.split('/');
  const isDivided = foldersWithFeatures.some((folder) => folder === top);
  return isDivided && rest.length > 0 ? `${top}/${feature}` : undefined;
}

function checkLibraries(path: string, module: ParsedModule): Violation[] {
  if (isFree(path)) return [];
  const computed = module.computedImports.map(
    (line): Violation => ({ rule: 'computed', path, line, text: 'imports a module by a computed name' }),
  );
  const wrong = module.imports.flatMap(({ specifier, line }): Violation[] => {
    const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    const rule = libraryRules.find(({ library }) => library.test(name));
    if (!rule || matches(path, rule.importers)) return [];
    const where = rule.importers.join(', ') || 'tests and scripts';
    return [{ rule: 'library', path, line, text: `${name} may be imported only in ${where}` }];
  });
  return [...computed, ...wrong];
}

function checkGlobals(path: string, module: ParsedModule): Violation[] {
  if (isFree(path)) return [];
  return module.globals
    .filter(({ name }) => !matches(path, globalRules[name]))
    .map(({ name, line }) => ({ rule: 'global', path, line, text: `${name} is handed in, not called here` }));
}

/** Tests, scripts, and the configuration files at the root. */
function isFree(path: string): boolean {
  return freeFolders.has(topOf(path) ?? 'test');
}

/** Cycles between features; a file directly in a top folder counts as a feature of its own. Types count too. */
function findCycles(edges: readonly Edge[]): Violation[] {
  const graph = new Map<string, Map<string, Edge>>();
  for (const edge of edges) {
    const from = unitOf(edge.from);
    const to = unitOf(edge.to);
    if (from === to || freeFolders.has(topOf(edge.from) ?? 'test') || seams.includes(edge.to)) continue;
    const targets = graph.get(from) ?? new Map<string, Edge>();
    graph.set(from, targets.set(to, targets.get(to) ?? edge));
  }
  return [...graph.keys()].flatMap((start) => {
    const cycle = shortestCycle(graph, start);
    // Each cycle is told once: by its alphabetically first member.
    if (!cycle || cycle.toSorted()[0] !== start) return [];
    const edge = graph.get(start)?.get(cycle[1] ?? start);
    const text = `imports go round: ${[...cycle, start].join(' -> ')}`;
    return [{ rule: 'cycle' as const, path: edge?.from ?? start, line: edge?.line ?? 0, text }];
  });
}

function unitOf(path: string): string {
  return featureOf(path) ?? path;
}

function shortestCycle(
  graph: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
  start: string,
): string[] | undefined {
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = queue.shift(); path; path = queue.shift()) {
    for (const next of graph.get(path.at(-1) ?? start)?.keys() ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}
