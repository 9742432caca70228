/** Why a file of cases is refused as a whole, or a row of it. */
export type CaseImportErrorCode =
  | 'case_import.no_file'
  | 'case_import.empty'
  | 'case_import.not_utf8'
  | 'case_import.too_many_rows'
  | 'case_import.too_many_held'
  | 'case_import.row_too_long'
  | 'case_import.column_unknown'
  | 'case_import.column_missing'
  | 'case_import.column_twice'
  | 'case_import.json_malformed'
  | 'case_import.cell_count'
  | 'case_import.quote_malformed'
  | 'case_import.element_malformed'
  | 'case_import.key_malformed';

/** A file of which nothing can be taken. */
export class ImportRefused extends Error {
  readonly code: CaseImportErrorCode;
  /** Where in the file, from 1. */
  readonly line: number | undefined;
  readonly column: string | undefined;

  constructor(code: CaseImportErrorCode, at: { readonly line?: number; readonly column?: string } = {}) {
    super(code);
    this.name = 'ImportRefused';
    this.code = code;
    this.line = at.line;
    this.column = at.column;
  }
}
