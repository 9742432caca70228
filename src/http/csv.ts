/** Where a spreadsheet may see the beginning of a formula; the wide signs count in some of them. */
const formulaStart = /^(?=[\t\r])|(?<=^|[;\t\r\n])(?=[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * A field of a CSV (RFC 4180), quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe,
 * which makes it a text; also behind a semicolon, at which a spreadsheet set up for Azerbaijan cuts, quoted or not.
 */
export function csvField(text: string): string {
  const safe = text.replace(formulaStart, "'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
