/** The page's parts, found by what they are called in the markup. A missing one is a defect and says so. */

export type ViewName =
  | 'loading'
  | 'enrol'
  | 'keys'
  | 'home'
  | 'scan'
  | 'request'
  | 'done'
  | 'settings'
  | 'problem';

export function viewOf(name: ViewName): HTMLElement {
  return find(document, `[data-view="${name}"]`, HTMLElement);
}

/** Shows one view alone and takes the reader to its heading. */
export function showView(name: ViewName): HTMLElement {
  for (const view of document.querySelectorAll<HTMLElement>('[data-view]'))
    view.hidden = view.dataset['view'] !== name;
  const view = viewOf(name);
  say(view, undefined);
  find(view, 'h1', HTMLElement).focus();
  return view;
}

export function isShown(name: ViewName): boolean {
  return !viewOf(name).hidden;
}

export function part(view: ParentNode, name: string): HTMLElement {
  return find(view, `[data-part="${name}"]`, HTMLElement);
}

export function setPart(view: ParentNode, name: string, text: string): void {
  part(view, name).textContent = text;
}

/** Puts a sentence into the view's place for messages, where screen readers speak it; undefined takes it away. */
export function say(view: HTMLElement, text: string | undefined): void {
  const place = view.querySelector<HTMLElement>('[data-said]');
  if (!place) return;
  place.hidden = text === undefined;
  place.textContent = text ?? '';
}

/** A sentence of the page's language by its code. */
export function sentence(code: string): string {
  const all = find(document, '[data-texts]', HTMLElement);
  const line =
    all.querySelector(`[data-code="${CSS.escape(code)}"]`) ?? all.querySelector('[data-code="other"]');
  return line?.textContent ?? code;
}

/** A copy of a template's content. */
export function copyOf(view: ParentNode, name: string): HTMLElement {
  const template = find(view, `template[data-template="${name}"]`, HTMLTemplateElement);
  const [first] = template.content.children;
  if (!(first instanceof HTMLElement)) throw new Error(`empty template ${name}`);
  const copy = first.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`no element in ${name}`);
  return copy;
}

/** Calls back with the form's values; the button is off while the work runs. */
export function onForm(name: string, work: (values: (field: string) => string) => Promise<void>): void {
  const form = find(document, `[data-form="${name}"]`, HTMLFormElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const value = (field: string) => {
      const found = data.get(field);
      return typeof found === 'string' ? found.trim() : '';
    };
    const button = find(form, 'button[type="submit"]', HTMLButtonElement);
    if (button.disabled) return;
    button.disabled = true;
    void work(value).finally(() => {
      button.disabled = false;
    });
  });
}

/** Empties the fields that hold secrets. */
export function forgetSecrets(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type="password"]')) input.value = '';
}

export function onAction(name: string, work: (button: HTMLElement) => Promise<void>): void {
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest(`[data-action="${name}"]`) : null;
    if (target instanceof HTMLElement) void work(target);
  });
}

function find<T extends Element>(where: ParentNode, selector: string, kind: new () => T): T {
  const found = where.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${selector}`);
}
