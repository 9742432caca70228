import { flushCompileCache } from 'node:module';
import { afterAll } from 'vitest';

/** A worker is ended by a signal, before Node would keep what it compiled: the next one would compile everything again. */
afterAll(() => flushCompileCache());
