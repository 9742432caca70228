import pino from 'pino';
import type { Clock } from '../../oidc/ports.ts';
import { allowedFacts, type LogFacts, scrub } from './redaction.ts';

export interface Log {
  /** `event` is `area.what_happened`. */
  readonly info: (event: string, facts?: LogFacts) => void;
  readonly warn: (event: string, facts?: LogFacts) => void;
  /** With the error's class, code, scrubbed detail and the places it came from. */
  readonly error: (event: string, error: unknown, facts?: LogFacts) => void;
}

export interface LogOptions {
  readonly clock: Clock;
  /** The process's role, in every line. */
  readonly role: string;
  readonly level?: 'info' | 'warn' | 'error' | 'silent';
  /** Standard output by default; gets whole lines. */
  readonly write?: (line: string) => void;
}

/**
 * JSON lines for machines. Takes only the fields of `logFields`, each in its own shape; what else is given is dropped
 * and named in `refused`, so that personal data cannot get into a log by a slip.
 */
export function createLog(options: LogOptions): Log {
  const { clock, role, level = 'info', write } = options;
  const logger = pino(
    {
      level,
      base: { role, process: process.pid },
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    write ? { write } : pino.destination({ fd: 1, sync: true }),
  );
  return {
    info: (event, facts = {}) => logger.info(line(facts), eventName(event)),
    warn: (event, facts = {}) => logger.warn(line(facts), eventName(event)),
    error: (event, error, facts = {}) =>
      logger.error({ ...line(facts), ...describeError(error) }, eventName(event)),
  };
}

function line(facts: LogFacts): Readonly<Record<string, unknown>> {
  const { kept, refused } = allowedFacts(facts);
  return refused.length === 0 ? kept : { ...kept, refused };
}

/** An event is a constant of the code; a text put together at run time could carry anything. */
function eventName(event: string): string {
  return /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(event) && event.length <= 64
    ? event
    : 'log.malformed_event';
}

interface ErrorFacts {
  readonly error: string;
  readonly code?: string;
  readonly detail?: string;
  readonly stack?: readonly string[];
  readonly cause?: ErrorFacts;
}

const deepestCause = 3;

function describeError(error: unknown, depth = 0): ErrorFacts {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, detail } = error as { code?: unknown; detail?: unknown };
  const cause = error.cause === undefined || depth === deepestCause ? undefined : error.cause;
  return {
    error: /^[A-Z][a-z]+[A-Za-z]{0,50}$/.test(error.name) ? error.name : 'Error',
    ...(isCode(code) && { code }),
    detail: scrub(typeof detail === 'string' ? detail : error.message),
    stack: framesOf(error),
    ...(cause !== undefined && { cause: describeError(cause, depth + 1) }),
  };
}

/** Ours (`area.what`), the system's (`ENOENT`), or PostgreSQL's (five characters). */
function isCode(code: unknown): code is string {
  return (
    typeof code === 'string' && /^([a-z0-9_.]{3,64}|[A-Z0-9_]{5,40})$/.test(code) && scrub(code) === code
  );
}

/** The places only: the stack's first lines repeat the message. */
function framesOf(error: Error): string[] {
  const frames = (error.stack ?? '').split('\n').filter((frame) => /^\s+at .*:\d+:\d+\)?$/.test(frame));
  return frames.slice(0, 8).map((frame) => frame.trim().slice(3));
}
