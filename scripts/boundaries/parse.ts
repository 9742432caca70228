import { parseSync, visitorKeys } from 'oxc-parser';

/** The only file that knows the parser. */

export interface Import {
  readonly specifier: string;
  /** The whole statement is `import type` / `export type`, or every name in it is marked `type`. */
  readonly isTypeOnly: boolean;
  readonly line: number;
}

export interface GlobalUse {
  readonly name: ForbiddenGlobal;
  readonly line: number;
}

export type ForbiddenGlobal = 'Date.now' | 'new Date()' | 'Math.random' | 'process.env' | 'fetch';

export interface ParsedModule {
  readonly imports: readonly Import[];
  readonly globals: readonly GlobalUse[];
  /** Lines of `import(x)` where x is not a literal: nobody can tell what it loads. */
  readonly computedImports: readonly number[];
}

/** A node of the ESTree that the parser returns; its other fields depend on the type. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export interface ParsedSource {
  readonly program: Node;
  readonly lineOf: (node: Node) => number;
}

/** Parses a TypeScript source; throws with the first message when it is not one. */
export function parseSource(path: string, text: string): ParsedSource {
  const result = parseSync(path, text);
  const [error] = result.errors;
  if (error) throw new SyntaxError(`${path}: ${error.message}`);
  const program = result.program as unknown as Node;
  return { program, lineOf: (node) => text.slice(0, node.start).split('\n').length };
}

type Visit = (node: Node, ancestors: readonly Node[]) => void;

/** Calls back for every node, parents first; `ancestors` are the outermost first. */
export function walk(node: Node, visit: Visit, ancestors: readonly Node[] = []): void {
  visit(node, ancestors);
  const inner = [...ancestors, node];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = node[key];
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, inner);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** What a module loads and which forbidden globals it touches. */
export function parseModule(path: string, text: string): ParsedModule {
  const { program, lineOf } = parseSource(path, text);
  const imports: Import[] = [];
  const globals: GlobalUse[] = [];
  const computedImports: number[] = [];
  const ownFetch = declaresFetch(program);
  walk(program, (node, ancestors) => {
    const source = importSource(node);
    if (source === computed) computedImports.push(lineOf(node));
    else if (source) imports.push({ specifier: source, isTypeOnly: isTypeOnly(node), line: lineOf(node) });
    const name =
      forbiddenGlobal(node) ?? (!ownFetch && readsFetch(node, ancestors.at(-1)) ? 'fetch' : undefined);
    if (name) globals.push({ name, line: lineOf(node) });
  });
  return { imports, globals, computedImports };
}

const computed = Symbol('computed');

function importSource(node: Node): string | typeof computed | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'TSImportType':
      return literal(node['source']);
    case 'TSExternalModuleReference':
      return literal(node['expression']);
    case 'ImportExpression':
      return literal(node['source']) ?? computed;
    case 'CallExpression': {
      const [first] = node['arguments'] as unknown[];
      return isIdentifier(node['callee'], 'require') ? (literal(first) ?? computed) : undefined;
    }
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type')
    return true;
  const specifiers = node['specifiers'];
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every((one: Node) => one['importKind'] === 'type' || one['exportKind'] === 'type');
}

function forbiddenGlobal(node: Node): ForbiddenGlobal | undefined {
  if (node.type === 'NewExpression' && isIdentifier(node['callee'], 'Date'))
    return (node['arguments'] as unknown[]).length === 0 ? 'new Date()' : undefined;
  if (node.type === 'CallExpression' && isIdentifier(node['callee'], 'Date')) return 'new Date()';
  // `{ env } = process` and `{ fetch } = globalThis` read the same things by another way.
  if (node.type === 'VariableDeclarator') return destructured(node);
  if (node.type === 'ImportDeclaration') return importedGlobal(node);
  return node.type === 'MemberExpression' ? forbiddenMember(node) : undefined;
}

const readingParents = new Set([
  'CallExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'AssignmentPattern',
  'Property',
  'VariableDeclarator',
  'ReturnStatement',
  'ArrowFunctionExpression',
]);

/** The bare name `fetch` where a value is read: called, passed on, or a default. */
function readsFetch(node: Node, parent: Node | undefined): boolean {
  if (!isIdentifier(node, 'fetch') || !parent || !readingParents.has(parent.type)) return false;
  return parent.type !== 'Property' || parent['value'] === node;
}

/** Whether the module has a binding of its own called `fetch`: an import, a variable, a parameter. */
function declaresFetch(program: Node): boolean {
  let found = false;
  walk(program, (node) => {
    const patterns = [node['id'], node['local'], ...(Array.isArray(node['params']) ? node['params'] : [])];
    found ||= patterns.some((pattern) => binds(pattern, 'fetch')) && !destructured(node);
  });
  return found;
}

function binds(pattern: unknown, name: string): boolean {
  if (!isNode(pattern)) return false;
  if (isIdentifier(pattern, name)) return true;
  if (pattern.type === 'AssignmentPattern') return binds(pattern['left'], name);
  if (pattern.type !== 'ObjectPattern') return false;
  return (pattern['properties'] as Node[]).some((property) => binds(property['value'], name));
}

const forbiddenMembers: Readonly<Record<string, Readonly<Record<string, ForbiddenGlobal>>>> = {
  Date: { now: 'Date.now' },
  Math: { random: 'Math.random' },
  process: { env: 'process.env' },
  globalThis: { fetch: 'fetch' },
};

function forbiddenMember(node: Node): ForbiddenGlobal | undefined {
  return forbiddenMembers[objectName(node['object'])]?.[propertyName(node['property'])];
}

/** `Date`, also as `globalThis.Date`. */
function objectName(value: unknown): string {
  if (!isNode(value)) return '';
  if (value.type === 'Identifier') return String(value['name']);
  const isGlobal = value.type === 'MemberExpression' && isIdentifier(value['object'], 'globalThis');
  return isGlobal ? propertyName(value['property']) : '';
}

function propertyName(value: unknown): string {
  if (!isNode(value)) return '';
  return value.type === 'Identifier' ? String(value['name']) : (literal(value) ?? '');
}

function destructured(node: Node): ForbiddenGlobal | undefined {
  const members = forbiddenMembers[objectName(node['init'])];
  const pattern = node['id'];
  if (!members || !isNode(pattern) || pattern.type !== 'ObjectPattern') return undefined;
  const names = (pattern['properties'] as Node[]).map((property) => propertyName(property['key']));
  return names.map((name) => members[name]).find(Boolean);
}

function importedGlobal(node: Node): ForbiddenGlobal | undefined {
  if (!/^(node:)?process$/.test(literal(node['source']) ?? '')) return undefined;
  const names = (node['specifiers'] as Node[]).map((one) => propertyName(one['imported']));
  return names.includes('env') ? 'process.env' : undefined;
}

function isIdentifier(value: unknown, name: string): boolean {
  return isNode(value) && value.type === 'Identifier' && value['name'] === name;
}

export function literal(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Literal' && typeof value['value'] === 'string'
    ? value['value']
    : undefined;
}
