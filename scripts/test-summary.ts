import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** The part of vitest's JSON report that counts. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});
const checksSchema = z.object({ passed: z.number(), failed: z.number() });

interface Run {
  /** Vitest's report and the summary of the checks; undefined where the program ended without one. */
  readonly report: unknown;
  readonly checks: unknown;
  /** Vitest's exit status. */
  readonly status: number;
  /** Packages that are not installed. */
  readonly absent: string;
  readonly isCi: boolean;
}

/** What the whole run comes to: lines to print, the last one with the counts. In CI a skipped test has failed. */
export function summarise(run: Run): { readonly lines: readonly string[]; readonly hasFailed: boolean } {
  const lines: string[] = [];
  let { passed, failed } = checksSchema.safeParse(run.checks).data ?? { passed: 0, failed: 1 };
  const skipped: string[] = [];
  const triedTwice: string[] = [];
  const report = reportSchema.safeParse(run.report).data;
  for (const file of report?.testResults ?? []) {
    // A file that could not be loaded has no tests to count.
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
      failed += 1;
    for (const { fullName, status, failureMessages = [] } of file.assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed') failed += 1;
      else skipped.push(fullName.trim());
      // What passed and has failures to tell of failed first.
      if (status === 'passed' && failureMessages.length > 0) triedTwice.push(fullName.trim());
    }
  }
  if (!report) lines.push('vitest ended without a report');
  // An error outside every test fails the run as well.
  const hasOtherFailure = !report || (run.status !== 0 && failed === 0);
  if (hasOtherFailure) failed += 1;
  if (skipped.length > 0) {
    const because = run.absent.trim() === '' ? '' : ` (not installed: ${run.absent.trim()})`;
    lines.push(`${skipped.length} skipped${because}:`, ...skipped.map((name) => `  ${name}`));
    if (run.isCi) failed += skipped.length;
  }
  if (triedTwice.length > 0)
    lines.push(`${triedTwice.length} passed at the second try:`, ...triedTwice.map((name) => `  ${name}`));
  lines.push(`${passed} passed, ${failed} failed`);
  return { lines, hasFailed: failed > 0 };
}

function readJson(path: string): unknown {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

function main(): void {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({ options: { results: text, status: text, absent: text } });
  const { lines, hasFailed } = summarise({
    report: readJson(join(values.results, 'tests.json')),
    checks: readJson(join(values.results, 'checks.json')),
    status: Number(values.status),
    absent: values.absent,
    isCi: process.env['CI'] === 'true',
  });
  process.stdout.write(`\n${lines.join('\n')}\n`);
  process.exitCode = hasFailed ? 1 : 0;
}

if (import.meta.main) main();
