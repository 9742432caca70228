import { describe, expect, it } from 'vitest';
import { summarise } from '../../../scripts/test-summary.ts';

const file = (statuses: readonly string[], status = 'passed') => ({
  name: 'x.test.ts',
  status,
  assertionResults: statuses.map((one, index) => ({ fullName: ` test ${index}`, status: one })),
});
const run = { checks: { passed: 6, failed: 0 }, status: 0, absent: '', isCi: false };
const last = (of: Parameters<typeof summarise>[0]) => summarise(of).lines.at(-1);

describe('the summary of a test run', () => {
  it('counts tests and checks', () => {
    const report = { testResults: [file(['passed', 'passed']), file(['passed', 'failed'], 'failed')] };
    expect(last({ ...run, report, status: 1 })).toBe('9 passed, 1 failed');
    expect(last({ ...run, report, status: 1, checks: { passed: 4, failed: 2 } })).toBe('7 passed, 3 failed');
  });

  it('names skipped tests and what is not installed; in CI they have failed', () => {
    const report = { testResults: [file(['passed', 'skipped', 'todo'])] };
    expect(summarise({ ...run, report, absent: 'chromium ' })).toEqual({
      lines: ['2 skipped (not installed: chromium):', '  test 1', '  test 2', '7 passed, 0 failed'],
      hasFailed: false,
    });
    expect(summarise({ ...run, report, isCi: true })).toMatchObject({ hasFailed: true });
    expect(last({ ...run, report, isCi: true })).toBe('7 passed, 2 failed');
  });

  it('names what passed at the second try, without counting it twice', () => {
    const flaky = { fullName: ' a journey', status: 'passed', failureMessages: ['it took too long'] };
    const report = { testResults: [{ ...file(['passed']), assertionResults: [flaky] }] };
    expect(summarise({ ...run, report, isCi: true })).toEqual({
      lines: ['1 passed at the second try:', '  a journey', '7 passed, 0 failed'],
      hasFailed: false,
    });
  });

  it.each([
    ['a file that could not be loaded', { testResults: [file([], 'failed')] }, 1],
    ['an error outside every test', { testResults: [file(['passed'])] }, 1],
    ['no report', undefined, 1],
    ['no report though the program says it succeeded', undefined, 0],
    ['a report that is none', { tests: [] }, 0],
  ])('is a failure with %s', (_name, report, status) => {
    expect(summarise({ ...run, report, status })).toMatchObject({ hasFailed: true });
  });

  it('is a failure when the checks did not end', () => {
    const report = { testResults: [file(['passed'])] };
    expect(last({ ...run, report, checks: undefined })).toBe('1 passed, 1 failed');
  });
});
