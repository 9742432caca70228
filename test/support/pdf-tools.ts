import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { type GreyPicture, readPng } from './png.ts';

const packages: Readonly<Record<string, string>> = {
  pdfsig: 'poppler-utils',
  qpdf: 'qpdf',
  gs: 'ghostscript',
  certutil: 'libnss3-tools',
};

const absent = Object.entries(packages)
  .filter(([program]) => spawnSync('which', [program]).status !== 0)
  .map(([, name]) => name);

/** A suite that needs other people's PDF programs; without them it is listed as skipped, with the reason in its name. In CI it runs and fails. */
export function describeWithPdfTools(name: string, suite: () => void): void {
  if (absent.length === 0 || process.env['CI'] === 'true') describe(name, suite);
  else describe.skip(`${name} (skipped: Debian's packages ${absent.join(', ')} are not there)`, suite);
}

/** What pdfsig says of one signature. */
export interface PdfsigVerdict {
  readonly isValid: boolean;
  readonly isOfTotalDocument: boolean;
  readonly type: string;
  readonly text: string;
}

/** Programs that read PDF files, in a folder that `remove` takes away. */
export interface PdfTools {
  pdfsig(file: Uint8Array): readonly PdfsigVerdict[];
  /** Whether qpdf finds the structure of the file in order. */
  check(file: Uint8Array): { readonly isSound: boolean; readonly text: string };
  /** The file as qpdf writes it anew. */
  qpdf(file: Uint8Array, ...options: readonly string[]): Buffer;
  /** A PDF from PostScript, as Ghostscript makes it. */
  ghostscript(postScript: string): Buffer;
  /** The file with a signature of a key of its own, as poppler makes it. */
  sign(file: Uint8Array): Buffer;
  text(file: Uint8Array): string;
  /** A page as it is shown, in pixels of which `dotsPerInch` are an inch. */
  picture(file: Uint8Array, options: { readonly page: number; readonly dotsPerInch: number }): GreyPicture;
  remove(): void;
}

export function createPdfTools(rootPem: string): PdfTools {
  const folder = mkdtempSync(join(tmpdir(), 'acar-pdf-'));
  const put = (name: string, content: Uint8Array | string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const run = (program: string, ...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    return { status, text: `${stdout}${stderr}`, stdout };
  };
  const database = `sql:${folder}`;
  run('certutil', '-N', '-d', database, '--empty-password');
  run('certutil', '-A', '-d', database, '-n', 'root', '-t', 'CT,CT,CT', '-i', put('root.pem', rootPem));
  let hasSigner = false;
  const makeSigner = () => {
    if (hasSigner) return;
    hasSigner = true;
    const noise = put('noise', randomBytes(64));
    const key = ['-k', 'rsa', '-g', '2048', '-z', noise, '--keyUsage', 'digitalSignature'];
    run(
      'certutil',
      '-S',
      '-x',
      '-d',
      database,
      '-n',
      'poppler',
      '-s',
      'CN=Poppler',
      '-t',
      'CT,CT,CT',
      ...key,
    );
  };
  return {
    pdfsig(file) {
      const { stdout } = run('pdfsig', '-no-ocsp', '-nssdir', database, put('signed.pdf', file));
      return stdout
        .split(/^Signature #\d+:$/m)
        .slice(1)
        .map(verdictOf);
    },
    check(file) {
      const { status, text } = run('qpdf', '--check', put('checked.pdf', file));
      return { isSound: status === 0, text };
    },
    qpdf(file, ...options) {
      const target = join(folder, 'rewritten.pdf');
      const { text } = run('qpdf', ...options, put('plain.pdf', file), target);
      return readMade(target, text);
    },
    ghostscript(postScript) {
      const target = join(folder, 'printed.pdf');
      const how = ['-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=pdfwrite', `-sOutputFile=${target}`];
      const { text } = run('gs', ...how, put('page.ps', postScript));
      return readMade(target, text);
    },
    sign(file) {
      makeSigner();
      const target = join(folder, 'signed-by-poppler.pdf');
      const how = ['-nssdir', database, '-nss-pwd', '', '-add-signature', '-nick', 'poppler'];
      const { text } = run('pdfsig', ...how, put('to-be-signed.pdf', file), target);
      return readMade(target, text);
    },
    text: (file) => run('pdftotext', '-layout', put('read.pdf', file), '-').stdout,
    picture(file, { page, dotsPerInch }) {
      const prefix = join(folder, 'page');
      const pages = ['-f', String(page), '-l', String(page), '-singlefile'];
      const { text } = run(
        'pdftoppm',
        '-png',
        '-r',
        String(dotsPerInch),
        ...pages,
        put('drawn.pdf', file),
        prefix,
      );
      return readPng(readMade(`${prefix}.png`, text));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function readMade(path: string, said: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`nothing was made: ${said}`, { cause: error });
  }
}

function verdictOf(text: string): PdfsigVerdict {
  return {
    isValid: text.includes('Signature Validation: Signature is Valid.'),
    isOfTotalDocument: /^ *- Total document signed$/m.test(text),
    type: /Signature Type: (.*)/.exec(text)?.[1] ?? '',
    text,
  };
}
