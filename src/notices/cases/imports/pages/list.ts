import {
  errorSummary,
  facts,
  form,
  type Html,
  html,
  linkButton,
  standaloneLink,
  submit,
  table,
  tag,
  textsFor,
} from '../../../../http/index.ts';
import { formatDateTime, languages } from '../../../../messages/index.ts';
import { type CourtRequest, courtDocument, courtPath, type OfficeFrame } from '../../../workplace/index.ts';
import { caseTexts } from '../../messages.ts';
import type { InLanguage } from '../../pages/parts.ts';
import { importTexts } from '../messages.ts';
import type { ReceiveOutcome } from '../service.ts';
import type { CaseImport } from '../store.ts';
import { refusalText } from './words.ts';

export type ImportRequest = CourtRequest & InLanguage;

export interface ImportsView {
  readonly imports: readonly CaseImport[];
  readonly refusal?: Extract<ReceiveOutcome, { kind: 'refused' }>;
}

/** Where a file is brought, and what became of the latest. */
export function importsPage(request: ImportRequest, frame: OfficeFrame, view: ImportsView): Html {
  const t = textsFor(importTexts, request);
  const { imports, refusal } = view;
  const path = courtPath(frame, '/imports');
  const error = refusal && refusalText(request, refusal);
  return courtDocument(request, frame, {
    title: t.title,
    hasErrors: error !== undefined,
    main: [
      error !== undefined && errorSummary(t.refused, [{ field: 'file', text: error }]),
      html`<p>${standaloneLink({ href: courtPath(frame, '/cases'), text: t.back })}</p>`,
      html`<p class="acar-lead">${t.lead}</p>`,
      form(
        request,
        `${path}/upload`,
        [
          html`<div class="ds-field"><label class="ds-label" for="file">${t.file}</label>
<input class="ds-input" id="file" name="file" type="file" accept=".csv,.json,text/csv,application/json"${error !== undefined && html` aria-invalid="true" aria-describedby="file-error"`}>
${error !== undefined && html`<div class="ds-validation-message" data-color="danger" id="file-error">${error}</div>`}</div>`,
          submit(t.upload),
        ],
        { upload: true },
      ),
      html`<p>${linkButton({ href: `${path}/template`, text: t.template }, { secondary: true })}</p>`,
      explanation(request),
      html`<h2 class="ds-heading" data-size="md">${t.earlier}</h2>`,
      imports.length === 0 ? html`<p>${t.none}</p>` : importsTable(request, path, imports),
    ],
  });
}

function explanation(request: InLanguage): Html[] {
  const t = textsFor(importTexts, request);
  const words = textsFor(caseTexts, request);
  return [
    html`<h2 class="ds-heading" data-size="md">${t.columns}</h2>`,
    html`<p>${t.columnsText}</p>`,
    html`<h3 class="ds-heading" data-size="xs">${t.words}</h3>`,
    facts([
      { name: t.columnNames.kind, value: listed(words.kinds) },
      { name: t.columnNames.role, value: listed(words.roles) },
      { name: t.columnNames.type, value: listed(words.participantKinds) },
      { name: t.columnNames.language, value: languages.join(', ') },
    ]),
  ];
}

const colors = {
  held: 'warning',
  waiting: 'info',
  running: 'info',
  done: 'success',
  failed: 'danger',
  expired: 'danger',
} as const;

export function importStateTag(request: InLanguage, { state }: Pick<CaseImport, 'state'>): Html {
  return tag(textsFor(importTexts, request).states[state], colors[state]);
}

function importsTable(request: InLanguage, path: string, imports: readonly CaseImport[]): Html {
  const t = textsFor(importTexts, request);
  return table(
    html`<span class="ds-sr-only">${t.earlier}</span>`,
    [
      {
        heading: t.name,
        cell: ({ id, name }: CaseImport) =>
          html`<a class="ds-link" href="${path}/${id}">${name || t.unnamed}</a>`,
      },
      { heading: t.by, cell: ({ by }) => by },
      { heading: t.at, cell: ({ createdAt }) => formatDateTime(createdAt, request.language) },
      { heading: t.state, cell: (one) => importStateTag(request, one) },
    ],
    imports,
  );
}

function listed(names: Readonly<Record<string, string>>): string {
  return Object.values(names).join(', ');
}
