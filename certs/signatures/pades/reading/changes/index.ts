import type { PdfFile } from '../../pdf/document.ts';
import { PdfError, tooComplex } from '../../pdf/errors.ts';
import { listFields } from '../../pdf/fields.ts';
import { pagesIfSound } from '../../pdf/pages.ts';
import { explainDocumentParts } from './document-parts.ts';
import { explainForm } from './form.ts';
import { type Findings, noFindings, type RevisionChanges } from './model.ts';
import { explainPages } from './page-annotations.ts';
import { ReferenceIndex } from './references.ts';
import { RevisionStep } from './step.ts';
import { findStrayBytes } from './stray-bytes.ts';

export type { RevisionChanges } from './model.ts';

/**
 * What every revision after the given one changed, by the index of the revision. Whatever is not explained step by step
 * as one of the things that may follow a signature counts as `other`; what cannot be read, too.
 * @throws PdfError `too_complex`
 */
export function changesAfter(file: PdfFile, revision: number): ReadonlyMap<number, RevisionChanges> {
  const changes = new Map<number, RevisionChanges>();
  if (revision >= file.revision().index) return changes;
  const index = new ReferenceIndex(file, revision);
  const pages = new Map(pagesIfSound(file, revision).map(({ number }, at) => [number, at + 1]));
  let fieldsBefore = listFields(file, revision);
  const steps = file.revision().index - revision;
  if (steps * (pages.size + fieldsBefore.length) > mostWork)
    throw tooComplex('more revisions of more pages and fields than changes are searched for');
  while (index.revision < file.revision().index) {
    const changed = index.changedNext();
    const findings = noFindings();
    if (index.unread !== undefined) findings.other.push(`object ${index.unread} cannot be read`);
    try {
      const step = new RevisionStep(file, index, { changed, pages, fieldsBefore });
      explain(step);
      merge(findings, step.findings);
      fieldsBefore = step.fieldsAfter;
    } catch (error) {
      if (!(error instanceof PdfError) || error.kind !== 'malformed') throw error;
      findings.other.push(error.message);
    }
    const stray = findStrayBytes(file, file.revision(index.revision + 1));
    if (stray !== undefined) findings.other.push(stray);
    index.advance(changed);
    changes.set(index.revision, findings);
  }
  return changes;
}

/** Pages and fields, looked at once for each revision. */
const mostWork = 3_000_000;

/** The order matters: pages take as explained what the form has explained. */
function explain(step: RevisionStep): void {
  step.explainContainers();
  explainDocumentParts(step);
  explainForm(step);
  explainPages(step);
  step.explainUnused();
  const unexplained = step.unexplained();
  step.findings.other.push(...unexplained.slice(0, mostDescribed).map((number) => step.describe(number)));
  if (unexplained.length > mostDescribed)
    step.findings.other.push(`${unexplained.length - mostDescribed} further objects`);
}

/** A person reads no more; each takes a search for its page. */
const mostDescribed = 20;

function merge(into: Findings, from: Findings): void {
  for (const kind of ['signatures', 'timeStamps', 'stamps', 'filled', 'annotations', 'other'] as const)
    into[kind].push(...from[kind]);
}
