import type { PinRules } from '../drivers/card.ts';
import { cardUse, type WindowTexts } from './messages/card-use.ts';
import { purposeTexts } from './messages/purposes.ts';
import { plainText } from './plain-text.ts';
import type { CardRequest, DocumentsRequest, NamedDigest } from './request.ts';

/** The consent: who asks, for what, and whose certificate answers. The first line is always ours. */
export function whoAsks(
  request: CardRequest,
  { holder, triesLeft }: { readonly holder: string; readonly triesLeft: number | undefined },
): string[] {
  const { issuer, service, language, purpose } = request;
  const t = cardUse[language].window;
  return [
    purposeTexts[language][purpose].purpose,
    t.asks(plainText(issuer.name, 60), new URL(issuer.origin).host),
    t.service(plainText(service, 60)),
    ...(request.purpose === 'sign' ? whichDocuments(request) : []),
    t.holder(plainText(holder, 80)),
    ...(triesLeft === undefined ? [] : [t.triesLeft(triesLeft)]),
  ];
}

/** A window takes about 1000 octets (Assuan); so many are left beside the other lines. */
const octetsInPinWindow = 180;
/** And so many of documents in a window before it. */
const octetsOnPage = 480;

function whichDocuments(request: DocumentsRequest): readonly string[] {
  const { documents, language } = request;
  return areShownBefore(request)
    ? [cardUse[language].window.documents(documents.length)]
    : entriesOf(request).flat();
}

function areShownBefore(request: DocumentsRequest): boolean {
  return octetsOf(entriesOf(request).flat()) > octetsInPinWindow;
}

function octetsOf(lines: readonly string[]): number {
  return Buffer.byteLength(lines.join('\n'));
}

/** What is shown before the PIN is asked for, window by window, where the documents do not fit beside the rest. */
export function documentPages(request: DocumentsRequest): readonly (readonly string[])[] {
  if (!areShownBefore(request)) return [];
  const { purpose } = purposeTexts[request.language].sign;
  const pages: string[][] = [];
  let page: string[] = [];
  for (const entry of entriesOf(request)) {
    if (page.length > 0 && octetsOf([...page, ...entry]) > octetsOnPage) page = [];
    if (page.length === 0) pages.push(page);
    page.push(...entry);
  }
  return pages.map((lines) => [purpose, ...lines]);
}

/** Name and digest of every document, each followed by those of the files in it. */
function entriesOf({ documents, language }: DocumentsRequest): readonly (readonly string[])[] {
  const t = cardUse[language].window;
  return documents.flatMap((document, index) => {
    const { hash, files } = document;
    const lines = ({ name, digest }: NamedDigest, label: (shown: string) => string) => [
      label(plainText(name, 60)),
      t.digest(hash, digestGroups(digest)),
    ];
    return [
      lines(document, (name) => t.document(index + 1, documents.length, name)),
      ...files.map((file, at) => lines(file, (name) => t.file(at + 1, files.length, name))),
    ];
  });
}

/** The first and the last groups: as much as a person compares. */
function digestGroups(digest: Uint8Array): string {
  const groups = Buffer.from(digest).toString('hex').match(/.{4}/g) ?? [];
  return `${groups.slice(0, 4).join(' ')} … ${groups.slice(-4).join(' ')}`;
}

/** Why the PIN cannot be right, so that no try is spent on it. */
export function pinProblem(pin: Buffer, rules: PinRules, t: WindowTexts): string | undefined {
  if (pin.length < rules.minLength || pin.length > rules.maxLength) {
    return t.length(rules.minLength, rules.maxLength);
  }
  if (rules.digitsOnly && !pin.every(isDigit)) return t.digits;
  return pin.every(isPrintable) ? undefined : t.length(rules.minLength, rules.maxLength);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}
