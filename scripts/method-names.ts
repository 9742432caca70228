import { isNode, literal, type Node, parseSource, walk } from './boundaries/parse.ts';
import type { SourceFile } from './source-files.ts';

const methodsFolder = 'oidc/login-methods/';

/**
 * Files that may name a login method, because a person reads or sees something of the method's own there.
 * Each entry must be needed: one whose file names no method is reported as well.
 */
export const mayNameMethods: readonly string[] = [
  // The four ways in as people see them, also those that are not built yet.
  'src/ways/model.ts',
];

/** Where the methods are put together. */
const compositionRoots = /^src\/app(-[\w-]+)?\.ts$/;

/** The ids of the login methods: the folders beside the registry. */
export function methodIds(paths: readonly string[]): string[] {
  const inside = paths.filter((path) => path.startsWith(methodsFolder));
  const folders = inside.map((path) => path.slice(methodsFolder.length).split('/'));
  return [...new Set(folders.flatMap(([name, ...rest]) => (name && rest.length > 0 ? [name] : [])))];
}

/**
 * Where a method is named outside its own folder and the registry: its id as a string in something that is called a
 * method, a way or an amr, or its code imported elsewhere than in a composition root. The same word as a form's field,
 * a step or a place is no method. Tests and scripts are free.
 */
export function findMethodNames(
  files: readonly SourceFile[],
  ids: readonly string[],
  allowed: readonly string[] = mayNameMethods,
): string[] {
  const searched = files.filter(({ path }) => !isOwnPlace(path));
  const named = searched.map((file) => ({ path: file.path, places: placesIn(file, ids) }));
  return [
    ...named.flatMap(({ path, places }) => (allowed.includes(path) ? [] : places)),
    ...allowed
      .filter((path) => !named.some((file) => file.path === path && file.places.length > 0))
      .map((path) => `${path}: is listed in mayNameMethods without need`),
  ];
}

function isOwnPlace(path: string): boolean {
  if (/^(test|scripts)\//.test(path) || path === `${methodsFolder}registry.ts`) return true;
  return path.startsWith(methodsFolder) && path.slice(methodsFolder.length).includes('/');
}

function placesIn({ path, text }: SourceFile, ids: readonly string[]): string[] {
  if (!ids.some((id) => text.includes(id))) return [];
  const source = parseSource(path, text);
  const textOf = (node: unknown) => (isNode(node) ? text.slice(node.start, Number(node['end'])) : '');
  const places: string[] = [];
  walk(source.program, (node, ancestors) => {
    const word = wordOf(node);
    const imported = ids.find((id) => word?.includes(`${methodsFolder}${id}/`));
    const isWrongImport = imported && !compositionRoots.test(path) && !isTypeImport(ancestors.at(-1));
    const id = isWrongImport
      ? imported
      : ids.find((one) => word === one && isCalledMethod(node, ancestors, textOf));
    if (id) places.push(`${path}:${source.lineOf(node)}: names the method ${id}`);
  });
  return places;
}

function wordOf(node: Node): string | undefined {
  if (node.type !== 'TemplateElement') return literal(node);
  const { cooked } = node['value'] as { cooked?: string };
  return cooked;
}

/** The types that a method asks for are implemented by features. */
function isTypeImport(node: Node | undefined): boolean {
  return node?.['importKind'] === 'type' || node?.['exportKind'] === 'type';
}

/** Which part of a surrounding node says what the string is. */
const namingParts: Readonly<Record<string, readonly string[]>> = {
  BinaryExpression: ['left', 'right'],
  SwitchStatement: ['discriminant'],
  Property: ['key'],
  PropertyDefinition: ['key'],
  TSPropertySignature: ['key'],
  CallExpression: ['callee'],
  NewExpression: ['callee'],
  AssignmentExpression: ['left'],
  AssignmentPattern: ['left'],
  VariableDeclarator: ['id'],
  TSTypeAliasDeclaration: ['id'],
  FunctionDeclaration: ['id'],
};

function isCalledMethod(node: Node, ancestors: readonly Node[], textOf: (node: unknown) => string): boolean {
  return ancestors.some((ancestor) =>
    (namingParts[ancestor.type] ?? []).some((part) => {
      const name = ancestor[part];
      return name !== node && /method|way|amr/i.test(textOf(name));
    }),
  );
}
