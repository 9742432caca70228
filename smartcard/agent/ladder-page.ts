import type { CardFinding, Diagnosis } from './diagnosis.ts';
import type { AnswerErrorCode } from './errors.ts';
import { html, type Markup } from './html.ts';
import type { Language } from './language.ts';
import { ladder, type LadderTexts, type RungText } from './messages/ladder.ts';
import type { UsableCard } from './read-card.ts';
import { plainText } from './plain-text.ts';

type RungState = 'good' | 'care' | 'bad' | 'unknown';

export interface Rung {
  readonly name: string;
  readonly state: RungState;
  readonly text: RungText;
}

/** The steps from the computer to the PIN, each with one sentence and one action. `now` in milliseconds. */
export function rungsOf(diagnosis: Diagnosis, language: Language, now: number): Rung[] {
  const t = ladder[language];
  const { cards } = diagnosis;
  return [
    agentRung(diagnosis, t),
    readerRung(diagnosis, t),
    ...(cards.length === 0 ? absentCard(diagnosis, t) : []),
    ...cards.flatMap((one) => cardRungs(one, { language, now })),
  ];
}

export function ladderMarkup(rungs: readonly Rung[], language: Language): Markup {
  const t = ladder[language];
  return html`<p>${t.intro}</p>
<ol class="ladder">${rungs.map(
    ({ name, state, text }) =>
      html`<li class="${state}"><h2>${name}: <span class="state">${t[state]}</span></h2><p>${text.found}</p><p>${text.action}</p></li>\n`,
  )}</ol>
`;
}

function agentRung({ version, hasWindow }: Diagnosis, t: LadderTexts): Rung {
  return hasWindow
    ? { name: t.agent, state: 'good', text: t.agentRuns(version) }
    : { name: t.agent, state: 'bad', text: t.agentWithoutWindow(version) };
}

function readerRung({ readers }: Diagnosis, t: LadderTexts): Rung {
  if (readers === undefined) return { name: t.reader, state: 'bad', text: t.noService };
  return readers === 0
    ? { name: t.reader, state: 'bad', text: t.noReader }
    : { name: t.reader, state: 'good', text: t.readers(readers) };
}

function absentCard({ readers }: Diagnosis, t: LadderTexts): Rung[] {
  const hasReader = readers !== undefined && readers > 0;
  const card: Rung = hasReader
    ? { name: t.card, state: 'bad', text: t.noCard }
    : { name: t.card, state: 'unknown', text: t.waits };
  return [card, ...waiting(t)];
}

function waiting(t: LadderTexts): Rung[] {
  return [t.certificate, t.tries].map((name) => ({ name, state: 'unknown', text: t.waits }));
}

interface Reading {
  readonly language: Language;
  readonly now: number;
}

function cardRungs({ reader, card }: CardFinding, reading: Reading): Rung[] {
  const t = ladder[reading.language];
  const name = plainText(reader);
  if (typeof card === 'string')
    return [{ name: t.card, state: 'bad', text: uselessText(card, t)(name) }, ...waiting(t)];
  return [
    { name: t.card, state: 'good', text: t.cardKnown(name, card.driver) },
    certificateRung(card, reading),
    triesRung(card, t),
  ];
}

function uselessText(code: AnswerErrorCode, { useless }: LadderTexts): (reader: string) => RungText {
  const known: Readonly<Partial<Record<AnswerErrorCode, (reader: string) => RungText>>> = useless;
  return known[code] ?? useless['card.failed'];
}

function certificateRung({ certificate }: UsableCard, { language, now }: Reading): Rung {
  const t = ladder[language];
  const { holder, issuer, validFrom, validTo } = certificate;
  if (now < validFrom.getTime()) {
    const text = t.certificateEarly(holder, issuer, dateInWords(validFrom, language));
    return { name: t.certificate, state: 'bad', text };
  }
  const until = dateInWords(validTo, language);
  return now > validTo.getTime()
    ? { name: t.certificate, state: 'bad', text: t.certificateOver(holder, issuer, until) }
    : { name: t.certificate, state: 'good', text: t.certificateValid(holder, issuer, until) };
}

function triesRung({ triesLeft }: UsableCard, t: LadderTexts): Rung {
  if (triesLeft === undefined) return { name: t.tries, state: 'good', text: t.triesUnknown };
  if (triesLeft === 0) return { name: t.tries, state: 'bad', text: t.blocked };
  return triesLeft === 1
    ? { name: t.tries, state: 'care', text: t.lastTry }
    : { name: t.tries, state: 'good', text: t.triesLeft(triesLeft) };
}

/** `22 noyabr 2026`, in Baku. */
function dateInWords(date: Date, language: Language): string {
  const format = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Asia/Baku',
  });
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return [parts.get('day'), parts.get('month'), parts.get('year')].join(' ');
}
