import type { Setting, Settings, Values } from './setting.ts';

/** Every problem at once, so that an operator mends them in one go. */
export class ConfigurationError extends Error {
  readonly code = 'config.invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

export interface LoadOptions {
  readonly production: boolean;
  /** Refuses names with this prefix that no setting knows: most are misspelt. */
  readonly prefix?: string;
}

/** Reads the settings from the environment; throws {@link ConfigurationError} with all problems. The result is frozen. */
export function loadSettings<S extends Settings>(
  settings: S,
  environment: Readonly<Record<string, string | undefined>>,
  options: LoadOptions,
): Values<S> {
  const problems: string[] = [];
  const known = new Set<string>();
  const values = readTree(settings, environment, options.production, problems, known);
  for (const name of Object.keys(environment)) {
    if (options.prefix && name.startsWith(options.prefix) && !known.has(name))
      problems.push(`${name}: unknown setting`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values as Values<S>;
}

function readTree(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  production: boolean,
  problems: string[],
  known: Set<string>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(settings)) {
    values[name] = isSetting(entry)
      ? readOne(entry, environment, production, problems, known)
      : readTree(entry, environment, production, problems, known);
  }
  return Object.freeze(values);
}

function readOne(
  entry: Setting<unknown>,
  environment: Readonly<Record<string, string | undefined>>,
  production: boolean,
  problems: string[],
  known: Set<string>,
): unknown {
  known.add(entry.env);
  const given = environment[entry.env];
  const raw = given === undefined || given === '' ? entry.fallback : given;
  if (raw === undefined) {
    problems.push(`${entry.env}: is required (${entry.summary})`);
    return undefined;
  }
  const parsed = entry.schema.safeParse(raw);
  if (!parsed.success) {
    problems.push(`${entry.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    return undefined;
  }
  if (production && entry.refusedInProduction?.(parsed.data)) {
    problems.push(`${entry.env}: this value is for development only`);
  }
  return parsed.data;
}

/** Settings in the order they are declared; used for the reference. */
export function listSettings(settings: Settings): Setting<unknown>[] {
  return Object.values(settings).flatMap((entry) => (isSetting(entry) ? [entry] : listSettings(entry)));
}

function isSetting(entry: Setting<unknown> | Settings): entry is Setting<unknown> {
  return typeof (entry as Setting<unknown>).env === 'string';
}
