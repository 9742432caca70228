import type { ByteSource, NamedFile, Packaging, SignatureFormat } from '../../certs/index.ts';
import { asic } from '../../certs/signatures/asic/index.ts';
import { cades } from '../../certs/signatures/cades/index.ts';
import { jades } from '../../certs/signatures/jades/index.ts';
import { pades, type PadesOptions } from '../../certs/signatures/pades/index.ts';
import { xades } from '../../certs/signatures/xades/index.ts';
import { CliError } from './errors.ts';
import type { CommandInput } from './model.ts';

type Options = CommandInput['options'];

/** Runs with the format and its own options, whatever type these have. */
type WithFormat = <O>(format: SignatureFormat<O>, options: O) => Promise<ByteSource>;

/** What is signed, how, and where it goes. */
export interface SignForm {
  readonly name: FormName;
  readonly files: readonly NamedFile[];
  readonly out: string;
  /** The files stay beside the signature. */
  readonly isDetached: boolean;
  seal(run: WithFormat): Promise<ByteSource>;
}

const formNames = ['pades', 'cades', 'xades', 'jades', 'asic-e', 'asic-s'] as const;
type FormName = (typeof formNames)[number];

const endings: Readonly<Record<FormName, string>> = {
  pades: '-signed.pdf',
  cades: '.p7m',
  xades: '.xml',
  jades: '.json',
  'asic-e': '.asice',
  'asic-s': '.asics',
};

/** @throws CliError `cli.usage` */
export function readForm({ operands, options }: CommandInput, open: (path: string) => NamedFile): SignForm {
  const files = operands.map(open);
  const [first = ''] = operands;
  const isPdf = operands.length === 1 && /\.pdf$/i.test(first);
  const name = formNameOf(options['format'] ?? (isPdf ? 'pades' : 'asic-e'));
  const packaging = packagingOf(options, name);
  checkFitting(options, name);
  const isDetached = packaging === 'detached' && (name === 'cades' || name === 'xades' || name === 'jades');
  const ending = isDetached && name === 'cades' ? '.p7s' : endings[name];
  const beside = name === 'pades' ? first.replace(/\.pdf$/i, '') : first;
  const given = options['out'];
  return {
    name,
    files,
    isDetached,
    out: typeof given === 'string' ? given : `${beside}${ending}`,
    seal: (run) => sealAs(name, { packaging, options }, run),
  };
}

function formNameOf(given: string | boolean): FormName {
  const name = formNames.find((one) => one === given);
  if (!name) throw new CliError('cli.usage', `--format is one of ${formNames.join(', ')}`);
  return name;
}

function packagingOf(options: Options, name: FormName): Packaging {
  const given = options['packaging'] ?? 'enveloping';
  const known = (['enveloping', 'detached', 'enveloped'] as const).find((one) => one === given);
  const isPossible =
    known && (known !== 'enveloped' || name === 'xades') && (known !== 'detached' || name !== 'pades');
  if (!isPossible)
    throw new CliError(
      'cli.usage',
      '--packaging is enveloping, detached (not for pades) or, for xades, enveloped',
    );
  return known;
}

const ofStamps = ['stamp-page', 'stamp-text', 'stamp-link'] as const;
const ofPades = ['stamp', ...ofStamps, 'reason', 'place'] as const;

/** What is asked for is in the document, or nothing is signed. */
function checkFitting(options: Options, name: FormName): void {
  const foreign = name === 'pades' ? undefined : ofPades.find((one) => options[one] !== undefined);
  if (foreign) throw new CliError('cli.usage', `--${foreign} is for pades, and this is ${name}`);
  const lone = options['stamp'] === true ? undefined : ofStamps.find((one) => options[one] !== undefined);
  if (lone) throw new CliError('cli.usage', `--${lone} goes with --stamp`);
}

function sealAs(
  name: FormName,
  { packaging, options }: { readonly packaging: Packaging; readonly options: Options },
  run: WithFormat,
): Promise<ByteSource> {
  const isDetached = packaging === 'detached';
  switch (name) {
    case 'pades':
      return run(pades, padesOptions(options));
    case 'cades':
      return run(cades, { packaging: isDetached ? 'detached' : 'enveloping' });
    case 'xades':
      return run(xades, { packaging });
    case 'jades':
      return run(jades, { packaging: isDetached ? 'detached' : 'enveloping', form: 'flattened' });
    case 'asic-e':
      return run(asic, { container: 'ASiC-E', signature: 'XAdES' });
    case 'asic-s':
      return run(asic, { container: 'ASiC-S', signature: 'CAdES' });
  }
}

function padesOptions(options: Options): PadesOptions {
  const text = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [reason, place] = [text('reason'), text('place')];
  const stamp = options['stamp'] === true ? { stamp: stampOf(text) } : {};
  return { ...(reason === undefined ? {} : { reason }), ...(place === undefined ? {} : { place }), ...stamp };
}

function stampOf(text: (name: string) => string | undefined): NonNullable<PadesOptions['stamp']> {
  const lines = (text('stamp-text') ?? 'Elektron möhür').split('|').map((line) => ({ text: line.trim() }));
  const [page, link] = [text('stamp-page'), text('stamp-link')];
  if (page !== undefined && !/^[1-9]\d{0,4}$/.test(page))
    throw new CliError('cli.usage', '--stamp-page is the number of a page');
  return {
    lines,
    ...(page === undefined ? {} : { page: Number(page) }),
    ...(link === undefined ? {} : { verificationAddress: link }),
  };
}
