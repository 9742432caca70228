import { describe, expect, it } from 'vitest';
import { DerError } from '../../../../certs/asn1/index.ts';
import { createLinter, type Rule } from '../../../../certs/lint/linter.ts';

const raising = (error: unknown, severity: Rule<Uint8Array>['severity']): Rule<Uint8Array> => ({
  id: 'test.raises',
  clause: 'RFC 0 1',
  severity,
  check() {
    throw error;
  },
});
const lintBy = (rule: Rule<Uint8Array>) =>
  createLinter({ kind: 'crl', read: (bytes) => bytes, rules: [rule] })(new Uint8Array(2), undefined);

describe('a rule that raises', () => {
  it.each(['error', 'warning'] as const)('of the severity %s refuses in its own name', (severity) => {
    const error = new DerError('asn1.truncated', 'bytes are missing');
    expect(lintBy(raising(error, severity))).toEqual({
      kind: 'refused',
      findings: [
        {
          rule: 'test.raises',
          clause: 'RFC 0 1',
          severity: 'error',
          message: 'could not be judged: bytes are missing',
        },
      ],
    });
  });
});
