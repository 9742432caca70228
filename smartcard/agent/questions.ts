import type { PinRules } from '../drivers/card.ts';
import { cardUse, type WindowTexts } from './messages/card-use.ts';
import { purposeTexts } from './messages/purposes.ts';
import { plainText } from './plain-text.ts';
import type { CardRequest, DocumentsRequest, DocumentToSign } from './request.ts';

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
const documentsOnPage = 2;

function whichDocuments(request: DocumentsRequest): readonly string[] {
  const { documents, language } = request;
  return areShownBefore(request)
    ? [cardUse[language].window.documents(documents.length)]
    : documents.flatMap(documentLines(request));
}

function areShownBefore(request: DocumentsRequest): boolean {
  const lines = request.documents.flatMap(documentLines(request));
  return Buffer.byteLength(lines.join('\n')) > octetsInPinWindow;
}

/** What is shown before the PIN is asked for, window by window, where the documents do not fit beside the rest. */
export function documentPages(request: DocumentsRequest): readonly (readonly string[])[] {
  if (!areShownBefore(request)) return [];
  const each = request.documents.map((one, index, all) => documentLines(request)(one, index, all));
  const { purpose } = purposeTexts[request.language].sign;
  return Array.from({ length: Math.ceil(each.length / documentsOnPage) }, (_, page) => [
    purpose,
    ...each.slice(page * documentsOnPage, (page + 1) * documentsOnPage).flat(),
  ]);
}

function documentLines({ language }: DocumentsRequest) {
  const t = cardUse[language].window;
  return ({ name, hash, digest }: DocumentToSign, index: number, all: readonly DocumentToSign[]) => [
    t.document(index + 1, all.length, plainText(name, 60)),
    t.digest(hash, digestGroups(digest)),
  ];
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
