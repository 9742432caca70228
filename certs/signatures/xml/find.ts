import type { XmlElement } from './model.ts';

/** The name of an element or attribute as a pair. */
export interface ExpandedName {
  readonly namespace: string;
  readonly local: string;
}

/** The children that are elements. */
export function elementsOf({ children }: XmlElement): readonly XmlElement[] {
  return children.filter((node) => node.kind === 'element');
}

export function isNamed(element: XmlElement, { namespace, local }: ExpandedName): boolean {
  return element.local === local && element.namespace === namespace;
}

/** The children of that name. */
export function childrenNamed(element: XmlElement, name: ExpandedName): readonly XmlElement[] {
  return elementsOf(element).filter((child) => isNamed(child, name));
}

/** The elements that a path of names leads to, from child to child. */
export function elementsAt(element: XmlElement, ...path: readonly ExpandedName[]): readonly XmlElement[] {
  let found: readonly XmlElement[] = [element];
  for (const name of path) found = found.flatMap((one) => childrenNamed(one, name));
  return found;
}

/** The value of an attribute in no namespace. */
export function attributeOf({ attributes }: XmlElement, local: string): string | undefined {
  return attributes.find((one) => one.local === local && one.namespace === '')?.value;
}

/** The character data that an element holds itself; that of elements within it is left out. */
export function textOf({ children }: XmlElement): string {
  let text = '';
  for (const node of children) if (node.kind === 'text') text += node.value;
  return text;
}

/** An element and all elements within it, in document order; `skip` says of which the inside is left out. */
export function* descendants(
  root: XmlElement,
  skip: (element: XmlElement) => boolean = () => false,
): Generator<XmlElement> {
  const open: XmlElement[] = [root];
  for (let element = open.pop(); element; element = open.pop()) {
    yield element;
    if (skip(element)) continue;
    for (let at = element.children.length - 1; at >= 0; at -= 1) {
      const child = element.children[at];
      if (child?.kind === 'element') open.push(child);
    }
  }
}

/** Whether one element is another or lies within it. */
export function isWithin(element: XmlElement, outer: XmlElement): boolean {
  for (let at: XmlElement | undefined = element; at; at = at.parent) if (at === outer) return true;
  return false;
}
