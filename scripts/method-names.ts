import { literal, type Node, parseSource, walk } from './boundaries/parse.ts';
import type { SourceFile } from './source-files.ts';

const methodsFolder = 'oidc/login-methods/';

/**
 * Files that may name a login method, because a person reads or sees something of the method's own there.
 * Each entry must be needed: one whose file names no method is reported as well.
 */
export const mayNameMethods: readonly string[] = [
  // The page with the fields of code and password, and which of them has the focus.
  'src/identity/pages/proof.ts',
  // The four ways in as people see them, also those that are not built yet.
  'src/ways/model.ts',
];

/** The ids of the login methods: the folders beside the registry. */
export function methodIds(paths: readonly string[]): string[] {
  const inside = paths.filter((path) => path.startsWith(methodsFolder));
  const folders = inside.map((path) => path.slice(methodsFolder.length).split('/'));
  return [...new Set(folders.flatMap(([name, ...rest]) => (name && rest.length > 0 ? [name] : [])))];
}

/**
 * Where a method is named outside its own folder and the registry: its id as a string that code decides by, or an import
 * from its folder. The same word as the name or type of a form field is no method. Tests and scripts are free.
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
  const places: string[] = [];
  const fieldTypes: Node[] = [];
  walk(source.program, (node, parent) => {
    if (node.type === 'TSPropertySignature' && isFieldKey(node['key'])) fieldTypes.push(node);
    const word = wordOf(node);
    const id = ids.find((one) => word === one || word?.includes(`login-methods/${one}/`));
    if (id && !isFormField(node, parent) && !fieldTypes.some((type) => contains(type, node)))
      places.push(`${path}:${source.lineOf(node)}: names the method ${id}`);
  });
  return places;
}

function wordOf(node: Node): string | undefined {
  if (node.type !== 'TemplateElement') return literal(node);
  const { cooked } = node['value'] as { cooked?: string };
  return cooked;
}

const fieldProperties = new Set(['type', 'name', 'field', 'autocomplete']);

/** `type: 'password'` of an input, or `fields['password']`. */
function isFormField(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'MemberExpression') return true;
  return parent?.type === 'Property' && parent['value'] === node && isFieldKey(parent['key']);
}

function isFieldKey(key: unknown): boolean {
  const { name, value } = key as Node;
  return fieldProperties.has(String(name ?? value));
}

function contains(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && Number(inner['end']) <= Number(outer['end']);
}
