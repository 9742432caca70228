import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileReference } from './certificate-profiles.ts';
import { findSettings, renderReference } from './config-reference.ts';
import { catalogueProblems, errorSentences, findErrorCodes, renderCatalogue } from './error-catalogue.ts';
import { openapiFile } from './openapi.ts';
import { routeTables } from './route-tables.ts';
import { projectFolder, readSourceFiles } from './source-files.ts';

export interface GeneratedFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** Every document that is made from code, as it has to be now. Throws when the code contradicts itself. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const files = readSourceFiles();
  const codes = findErrorCodes(files);
  const problems = catalogueProblems(codes, errorSentences);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return [
    { path: 'src/config/REFERENCE.md', text: renderReference(await findSettings(files)) },
    { path: 'src/http/ERRORS.md', text: renderCatalogue(codes, errorSentences) },
    { path: 'certs/ca/PROFILES.md', text: profileReference() },
    ...routeTables.map(openapiFile),
  ];
}

/** Compares the generated documents with the tree, or writes them. Answers what is wrong, '' when nothing is. */
export async function checkGenerated(
  options: { readonly write: boolean },
  folder = projectFolder,
  generate = generatedFiles,
): Promise<string> {
  const stale = (await generate()).filter(({ path, text }) => readOrEmpty(join(folder, path)) !== text);
  if (options.write) for (const { path, text } of stale) writeFileSync(join(folder, path), text);
  if (options.write || stale.length === 0) return '';
  const list = stale.map(({ path }) => `  ${path}`).join('\n');
  return `not what the code says; run: npm run check -- --write\n${list}`;
}

function readOrEmpty(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
