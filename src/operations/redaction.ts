/**
 * What a log line may carry: for each field its name and the shape of its value. Personal codes, names, addresses,
 * numbers, passwords, tokens and cookies have no field here, and no shape below can hold free text.
 */
export const logFields = {
  request: /^[0-9a-f-]{36}$/,
  route: /^[a-z][a-z0-9_.-]{0,79}$/,
  method: /^[A-Z]{3,7}$/,
  status: 'number',
  seconds: 'number',
  /** A login method's id. */
  way: /^[a-z][a-z0-9-]{0,31}$/,
  outcome: /^[a-z][a-z_.-]{0,47}$/,
  result: /^[a-z][a-z_.-]{0,47}$/,
  code: /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/,
  /** A class, or a code of the system's such as `ECONNREFUSED`. */
  error: /^[A-Za-z][A-Za-z_]{0,59}$/,
  client: /^[\w.:/-]{1,128}$/,
  role: /^[a-z,]{1,32}$/,
  job: /^[a-z][a-z0-9_.-]{0,63}$/,
  channel: /^[a-z_]{1,32}$/,
  topic: /^[a-z][a-z_.]{0,63}$/,
  migration: /^\d{4}-[a-z0-9-]{1,60}\.sql$/,
  statement: /^[a-z][a-z0-9_.]{0,62}$/,
  signal: /^SIG[A-Z0-9]{2,8}$/,
  version: /^[\w.+-]{1,40}$/,
  origin: /^https?:\/\/[a-z0-9.:[\]-]{1,255}$/,
  host: /^[a-z0-9.:[\]-]{1,255}$/i,
  port: 'number',
  process: 'number',
  /** An outbox row's number; shorter than any telephone number. */
  message: /^(\d{1,8}|[0-9a-f-]{36})$/,
  tries: 'number',
  count: 'number',
} as const satisfies Readonly<Record<string, RegExp | 'number'>>;

/** Fields that take this take made-up names (of requests, clients, machines), which often look like tokens. */
const sampleId = '00000000-0000-4000-8000-000000000000';

export type LogField = keyof typeof logFields;
export type LogValue = string | number | boolean;
export type LogFacts = Readonly<Partial<Record<LogField, LogValue>>>;

const refusedValue = '[refused]';

/** Keeps the allowed fields whose values have the right shape; `refused` names the others. */
export function allowedFacts(facts: Readonly<Record<string, unknown>>): {
  readonly kept: Readonly<Record<string, LogValue>>;
  readonly refused: readonly string[];
} {
  const kept: Record<string, LogValue> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    const shape = isField(name) ? logFields[name] : undefined;
    if (shape && fits(value, shape)) kept[name] = value;
    else refused.push(/^[a-z][A-Za-z0-9_]{0,31}$/.test(name) ? name : refusedValue);
  }
  return { kept, refused };
}

function isField(name: string): name is LogField {
  return Object.hasOwn(logFields, name);
}

function fits(value: unknown, shape: RegExp | 'number'): value is LogValue {
  if (shape === 'number') return typeof value === 'number' && Number.isFinite(value);
  // Identifiers may be numbers where they are made of digits.
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  // A token in small letters would pass for a word.
  return shape.test(String(value)) && (shape.test(sampleId) || isPlainWord(value));
}

/** Of fields that take constants of the code, such as routes, which come back with every request. */
const plainWords = new Set<unknown>();
const mostPlainWords = 1_000;

function isPlainWord(value: string | number): boolean {
  if (plainWords.has(value)) return true;
  const isPlain = scrub(String(value)) === value;
  if (isPlain && plainWords.size < mostPlainWords) plainWords.add(value);
  return isPlain;
}

/** In this order: what is longer and more telling first. */
const telltales: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\?[^\s"']+/g, '?[query]'],
  [/\S*@\S+/g, '[e-mail]'],
  [
    /\b(?:pass(?:word|wd|phrase)?|parol|şifrə|secret|token|cookie|authorization|assertion|code|pin|csrf)["']?\s*[=:]\s*(?:(?:bearer|basic|dpop)\s+)?\S+/gi,
    '[secret]',
  ],
  [/\b(?:bearer|basic|dpop)\s+\S+/gi, '[secret]'],
  // What PostgreSQL repeats of a value: `Key (x)=(…)`, `invalid input syntax for type uuid: "…"`.
  [/=\([^)]*\)/g, '=([value])'],
  [/: "[^"]*"/g, ': "[value]"'],
  [/\beyJ[\w.-]+/g, '[token]'],
  [/\b[0-9a-f]{24,}\b/gi, '[token]'],
  [/(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])[\w+/=-]{20,}/g, '[token]'],
  [/\+?\d(?:[\s()-]{0,2}\d){5,}/g, '[number]'],
  // Addresses of people; those of our own machines help the operator.
  [/\b(?!127\.|10\.|192\.168\.)\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]'],
  // The personal identification number: seven digits and Latin capitals without I and O.
  [/\b(?=\w*\d)[0-9A-HJ-NP-Z]{7}\b/gi, '[personal code]'],
];

const longestText = 500;

/** A text that nobody wrote for the log, such as an error's message, with everything taken out that looks personal or secret. */
export function scrub(text: string): string {
  const short = text.slice(0, longestText * 4);
  return telltales
    .reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), short)
    .slice(0, longestText);
}
