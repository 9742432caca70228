import type { Language } from '../messages/index.ts';

/** A text in every language of the pages. */
export type Texts = Readonly<Record<Language, string>>;

/** A name that the catalogue does not know stands for itself. */
export const sameInAll = (text: string): Texts => ({ az: text, en: text, ru: text });

type Outcome = 'answered' | 'without_data' | 'refused' | 'failed' | 'waiting';

/** That an agency asked for a person's data, and what came of it. */
export interface Access {
  /** The place of the request (or of its refusal) in the record: also the key for the next page. */
  readonly id: string;
  readonly at: Date;
  /** The agency's own name of its request, a UUID; undefined where it had none that counts. */
  readonly exchange: string | undefined;
  readonly organisation: { readonly id: string; readonly names: Texts };
  readonly service: { readonly id: string; readonly titles: Texts; readonly contents: Texts | undefined };
  /** Its texts, where the agency has a right for it. */
  readonly purpose: { readonly id: string; readonly texts: Texts | undefined };
  readonly basis:
    | { readonly kind: 'law'; readonly reference: string; readonly texts: Texts | undefined }
    | { readonly kind: 'consent'; readonly consentId: string };
  readonly official: string | undefined;
  readonly caseNumber: string | undefined;
  /** `without_data`: the register answered that it has none. */
  readonly outcome: Outcome;
  /** Code of a refusal or a failure. */
  readonly reason: string | undefined;
  /** The record of what came of it, where that is another one; with its time. */
  readonly end: { readonly id: string; readonly at: Date } | undefined;
  readonly question: Question | undefined;
}

/** What a person asked the agency about an access. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly askedAt: Date;
  readonly answer:
    | {
        readonly text: string;
        readonly at: Date;
        /** Undefined where it was not kept. */
        readonly through: AnsweredThrough | undefined;
      }
    | undefined;
}

/** The agency signed the answer itself, at the gateway; or told an operator, who passed it on. */
export type AnsweredThrough = 'gateway' | 'operator';

/** A question as the operator sees it, who passes answers of agencies on. */
export interface OpenQuestion {
  readonly id: string;
  readonly exchange: string;
  readonly organisation: string;
  readonly askedAt: Date;
  readonly answeredAt: Date | undefined;
}

/** What of an access a reader should look at twice. */
export type Sign = 'refused' | 'failed' | 'at_night';

const hourInBaku = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Baku',
  hour: '2-digit',
  hourCycle: 'h23',
});
const dayBegins = 7;
const dayEnds = 21;

/** At night = from 21 to 7 o'clock in Baku, when offices are closed. */
export function signsOf({ outcome, at }: Pick<Access, 'outcome' | 'at'>): readonly Sign[] {
  const hour = Number(hourInBaku.format(at));
  const signs: Sign[] = [];
  if (outcome === 'refused' || outcome === 'failed') signs.push(outcome);
  if (hour < dayBegins || hour >= dayEnds) signs.push('at_night');
  return signs;
}

/** Days in Baku, the last one included. */
export interface Period {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** The agency and the days that a reader chose. */
export interface AccessFilter extends Period {
  readonly organisation?: string | undefined;
}

const dayMs = 86_400_000;
/** Baku keeps no summer time. */
const bakuOffset = '+04:00';
const startOf = (day: string) => new Date(`${day}T00:00:00${bakuOffset}`);

/** From the first instant of the first day to the last day's end; undefined = open on that side. */
export function instantsOf({ from, until }: Period): {
  readonly since: Date | undefined;
  readonly before: Date | undefined;
} {
  return {
    since: from === undefined ? undefined : startOf(from),
    before: until === undefined ? undefined : new Date(startOf(until).getTime() + dayMs),
  };
}

export const questionLength = { shortest: 10, longest: 2000 } as const;

const answerLength = { shortest: 1, longest: 4000 } as const;

/** What a person may write: 10 to 2000 characters, line ends unified; undefined for anything else. */
export const readQuestion = (text: string) => readProse(text, questionLength);
/** What an agency may answer: 1 to 4000 characters. */
export const readAnswer = (text: string) => readProse(text, answerLength);

function readProse(
  text: string,
  { shortest, longest }: { readonly shortest: number; readonly longest: number },
): string | undefined {
  const value = text.replace(/\r\n?/g, '\n').trim();
  const isFitting = value.length >= shortest && value.length <= longest;
  return isFitting && value.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(value) ? value : undefined;
}
