import { createLinter } from './linter.ts';
import { crlRules } from './rfc5280-crl/index.ts';
import { readCrlSubject } from './rfc5280-crl/subject.ts';

export type { CrlContext } from './rfc5280-crl/subject.ts';

/** Judges the bytes of a tbsCertList; of a million entries in a second or so. */
export const lintCrl = createLinter({ kind: 'crl', read: readCrlSubject, rules: crlRules });
