import { array, dictionary, name, type PdfDictionary, type PdfValue, reference } from '../pdf/objects.ts';
import { textString } from '../pdf/text.ts';
import type { NewFile } from './new-file.ts';

/** Standard structure types (ISO 32000-1 14.8.4). */
export type StructureType = 'Document' | 'H1' | 'H2' | 'P' | 'Table' | 'TR' | 'TH' | 'TD' | 'Figure';

/** Marked content: the number that it has on its page. */
interface MarkedContent {
  readonly page: number;
  readonly mark: number;
}

/** An element of the structure tree: what a reader aloud goes by. */
export class StructureElement {
  readonly type: StructureType;
  readonly children: StructureElement[] = [];
  readonly content: MarkedContent[] = [];
  /** In place of what cannot be read aloud, with the place on its page. */
  picture: { readonly alternative: string; readonly box: readonly number[] } | undefined;

  constructor(type: StructureType) {
    this.type = type;
  }

  append(type: StructureType): StructureElement {
    const child = new StructureElement(type);
    this.children.push(child);
    return child;
  }
}

/**
 * Writes the tree of structure, and tells the number of its root. `marked` = by page, the elements of its marked contents
 * in their order; `pages` = the numbers of the pages.
 */
export function writeStructure(
  file: NewFile,
  root: StructureElement,
  { pages, marked }: { readonly pages: readonly number[]; readonly marked: readonly StructureElement[][] },
): number {
  const treeRoot = file.allocate();
  const numbers = new Map<StructureElement, number>();
  const write = (element: StructureElement, parent: number): number => {
    const number = file.allocate();
    numbers.set(element, number);
    const children = element.children.map((child) => reference(write(child, number)));
    file.set(number, elementOf(element, { parent, children, pages }));
    return number;
  };
  const top = write(root, treeRoot);
  const parents = marked.flatMap((elements, page) => [
    page,
    array(...elements.map((element) => reference(numbers.get(element) ?? top))),
  ]);
  const parentTree = file.add(dictionary({ Nums: array(...parents) }));
  file.set(
    treeRoot,
    dictionary({
      Type: name('StructTreeRoot'),
      K: array(reference(top)),
      ParentTree: reference(parentTree),
      ParentTreeNextKey: marked.length,
    }),
  );
  return treeRoot;
}

function elementOf(
  { type, content, picture }: StructureElement,
  {
    parent,
    children,
    pages,
  }: { readonly parent: number; readonly children: readonly PdfValue[]; readonly pages: readonly number[] },
): PdfDictionary {
  const marks = content.map(({ page, mark }) =>
    dictionary({ Type: name('MCR'), Pg: reference(pages[page] ?? 0), MCID: mark }),
  );
  return dictionary({
    Type: name('StructElem'),
    S: name(type),
    P: reference(parent),
    Alt: picture && textString(picture.alternative),
    A: attributesOf(type, picture?.box),
    K: array(...children, ...marks),
  });
}

function attributesOf(type: StructureType, box: readonly number[] | undefined): PdfDictionary | undefined {
  if (type === 'TH') return dictionary({ O: name('Table'), Scope: name('Row') });
  if (!box) return undefined;
  return dictionary({ O: name('Layout'), Placement: name('Block'), BBox: array(...box) });
}
