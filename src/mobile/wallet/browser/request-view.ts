import { copyOf, part, setPart, showView } from './views.ts';
import type { NamedDigest, WaitingDocument, WaitingRequest } from './waiting-request.ts';

/** Shows who asks for what, and counts its time down; answers the function that stops the count. */
export function showRequestView(request: WaitingRequest, onOver: () => void): () => void {
  const view = showView('request');
  const { keyUse, flow, numbers = [], controlCode } = request;
  const unknown = part(view, 'unknown').textContent ?? '';
  const heading = view.querySelector('h1');
  if (heading) heading.textContent = part(view, `heading-${keyUse}`).textContent;
  setPart(view, 'service', request.service);
  setPart(view, 'purpose', part(view, `purpose-${keyUse}`).textContent ?? '');
  setPart(view, 'browser', request.browser || unknown);
  setPart(view, 'place', request.place || unknown);
  part(view, 'code-box').hidden = controlCode === undefined;
  setPart(view, 'code', controlCode ?? '');
  part(view, 'documents-box').hidden = request.documents.length === 0;
  part(view, 'documents').replaceChildren(...request.documents.map((one) => documentEntry(view, one)));
  part(view, 'numbers-box').hidden = flow !== 'qr';
  part(view, 'numbers').replaceChildren(...numbers.map((number) => numberChoice(view, number)));
  return countDown(view, request.millisecondsLeft, onOver);
}

function numberChoice(view: HTMLElement, number: string): HTMLElement {
  const choice = copyOf(view, 'number');
  const input = choice.querySelector('input');
  if (input) input.value = number;
  setPart(choice, 'number', number);
  return choice;
}

function documentEntry(view: HTMLElement, document: WaitingDocument): HTMLElement {
  const { hash, files } = document;
  const entry = fill(copyOf(view, 'document'), hash, document);
  part(entry, 'files-box').hidden = files.length === 0;
  setPart(entry, 'file-count', String(files.length));
  part(entry, 'files').replaceChildren(...files.map((file) => fill(copyOf(view, 'file'), hash, file)));
  return entry;
}

function fill(entry: HTMLElement, hash: string, { name, digest }: NamedDigest): HTMLElement {
  const groups = digest.match(/.{4}/g) ?? [];
  setPart(entry, 'name', name);
  setPart(entry, 'digest', `${hash}: ${groups.slice(0, 4).join(' ')} … ${groups.slice(-4).join(' ')}`);
  return entry;
}

function countDown(view: HTMLElement, milliseconds: number, onOver: () => void): () => void {
  const endsAt = performance.now() + milliseconds;
  const show = () => {
    const left = Math.max(Math.ceil((endsAt - performance.now()) / 1000), 0);
    setPart(view, 'left', String(left));
    if (left > 0) return;
    clearInterval(timer);
    onOver();
  };
  const timer = setInterval(show, 1000);
  show();
  return () => clearInterval(timer);
}
