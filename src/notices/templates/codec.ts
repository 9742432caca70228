import { composePdf, type TextBlock } from '../../../certs/signatures/pades/index.ts';
import { formatDate, formatDateTime } from '../../messages/index.ts';
import { noticeTexts } from './messages.ts';
import type { NoticeContent } from './model.ts';

/**
 * The PDF of a notice: PDF/A-2 at level A, one per participant, in the participant's language. Nothing that a person wrote
 * is ever more than text. @throws SignatureError for a character that no font of ours has (`findUnprintable`)
 */
export function encodeNotice(content: NoticeContent): Uint8Array {
  const t = noticeTexts[content.language];
  const { kind, language, number, court, preparedAt } = content;
  return composePdf({
    title: `${t.titles[kind]} ${number}`,
    language,
    author: court.name,
    createdAt: preparedAt.getTime(),
    footer: `${number} · ${court.name}`,
    blocks: [
      { kind: 'letterhead', lines: [court.name, court.address] },
      { kind: 'heading', level: 1, text: t.titles[kind] },
      { kind: 'facts', rows: factsOf(content) },
      { kind: 'paragraph', text: t.says[kind], isStrong: kind === 'withdrawal' },
      ...paragraphsOf(content.text),
      { kind: 'heading', level: 2, text: t.mustHeading },
      { kind: 'paragraph', text: t.must[kind] },
      { kind: 'facts', rows: [{ name: t.facts.judge, value: content.judge }] },
      codeOf(content),
    ],
  });
}

function factsOf(content: NoticeContent): readonly { readonly name: string; readonly value: string }[] {
  const t = noticeTexts[content.language];
  const { language, hearing, formerly, about, due, court, subject } = content;
  const place = hearing && `${hearing.room}, ${court.name}, ${court.address}`;
  return [
    ...shown(t.facts.number, content.number),
    ...shown(t.facts.date, formatDate(content.preparedAt, language)),
    ...shown(t.facts.addressee, named(content, content.addressee)),
    ...shown(t.facts.case, content.caseNumber),
    ...shown(t.facts.subject, subject),
    ...content.parties.map((party, index) => ({
      name: index === 0 ? t.facts.parties : '',
      value: named(content, party),
    })),
    ...shown(t.facts.formerly, formerly && formatDateTime(formerly, language)),
    ...shown(t.facts.time, hearing && formatDateTime(hearing.startsAt, language)),
    ...shown(t.facts.place, place),
    ...shown(
      t.facts.about,
      about && `${about.number} (${t.titles[about.kind]}, ${formatDate(about.signedAt, language)})`,
    ),
    ...shown(t.facts.due, due && formatDate(due, language)),
  ];
}

/** Nothing is said of what there is not. */
function shown(name: string, value: string | undefined) {
  return value ? [{ name, value }] : [];
}

function named({ language }: NoticeContent, { role, name }: NoticeContent['addressee']): string {
  return `${name} (${noticeTexts[language].roles[role]})`;
}

function paragraphsOf(text: string): readonly TextBlock[] {
  const paragraphs = text.split(/\r\n|[\r\n\u2028\u2029]/).filter((line) => line.trim() !== '');
  return paragraphs.map((line) => ({ kind: 'paragraph', text: line }));
}

function codeOf({ language, number, verifyAt }: NoticeContent): TextBlock {
  const t = noticeTexts[language].verify;
  return {
    kind: 'code',
    // Behind the sign of a fragment the number stays in the browser.
    address: `${verifyAt}#${number}`,
    alternative: t.alternative,
    lines: [t.signed, t.how(verifyAt), t.number(number)],
  };
}
