import { CliError } from '../errors.ts';
import { type Command, type CommandInput, listOf, type Outcome, required, type Services } from '../model.ts';
import { readForm } from '../sign-form.ts';

/** `sign`: documents with a key in a file or on a token, such as an organisation's seal. */
export const signDocuments: Command = {
  name: 'sign',
  summary: 'Sign files with a key of a file or a token, such as the seal of an organisation.',
  operands: ['FILE'],
  takesMore: true,
  options: {
    key: { type: 'string', value: 'FILE', summary: 'the key, PKCS #8; in its place --pkcs11 names a token' },
    'passphrase-file': { type: 'string', value: 'FILE', summary: 'passphrase of the key' },
    pkcs11: { type: 'string', value: 'FILE', summary: 'PKCS #11 library of a token that holds the key' },
    token: { type: 'string', value: 'LABEL', summary: 'label of the token' },
    'key-label': { type: 'string', value: 'LABEL', summary: 'label of the key on the token' },
    'pin-file': { type: 'string', value: 'FILE', summary: 'file with the PIN of the token' },
    cert: { type: 'string', value: 'FILE', summary: 'certificate of the key, PEM or DER' },
    chain: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'certificates of its issuers, with commas',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      summary: 'pades, cades, xades, jades, asic-e, asic-s; a PDF becomes pades, all else asic-e',
    },
    packaging: {
      type: 'string',
      value: 'HOW',
      summary: 'enveloping, detached or (xades) enveloped; enveloping when left out',
    },
    level: { type: 'string', value: 'B|T|LT|LTA', summary: 'B when left out; the others need --tsa' },
    tsa: { type: 'string', value: 'URL', summary: 'time-stamping service (RFC 3161)' },
    anchors: { type: 'string', value: 'FILES', summary: 'roots, for the evidence of LT and LTA' },
    ocsp: { type: 'string', isList: true, value: 'URLS', summary: 'OCSP responders that may be asked' },
    'crl-origins': {
      type: 'string',
      isList: true,
      value: 'ORIGINS',
      summary: 'origins from which CRLs may be fetched',
    },
    stamp: { type: 'boolean', summary: 'pades: a visible stamp' },
    'stamp-page': { type: 'string', value: 'NUMBER', summary: 'its page; the last when left out' },
    'stamp-text': { type: 'string', value: 'TEXT', summary: 'its lines, with | between them' },
    'stamp-link': { type: 'string', value: 'URL', summary: 'address in its QR code' },
    reason: { type: 'string', value: 'TEXT', summary: 'pades: why it is signed' },
    place: { type: 'string', value: 'TEXT', summary: 'pades: where it is signed' },
    out: {
      type: 'string',
      value: 'FILE',
      summary: 'the signed document; beside the first file when left out',
    },
  },
  examples: [
    'acar sign --key seal.key --cert seal.pem --stamp answer.pdf',
    'acar sign --key seal.key --cert seal.pem --level LT --tsa http://pki.acar.localhost:8080/tsa --anchors root.pem --ocsp http://pki.acar.localhost:8080/ocsp --crl-origins http://pki.acar.localhost:8080 a.txt b.txt',
  ],
  run: (input, services) => run(input, services),
};

async function run(input: CommandInput, services: Services): Promise<Outcome> {
  const { openFileSeal, openTokenSeal, readSealCertificates, sealDocument } = await import(
    '../../seals/index.ts'
  );
  const { options } = input;
  const form = readForm(input, (path) => reading(path, () => services.openFile(path)));
  const bytes = (name: string) => {
    const path = required(options, name);
    return reading(path, () => services.readBytes(path));
  };
  const chain = listOf(options, 'chain').map((path) => reading(path, () => services.readBytes(path)));
  const certificates = readSealCertificates([bytes('cert'), ...chain]);
  const { openSources } = await import('../sign-sources.ts');
  const opened = await openSources(options, services);
  const seal =
    options['pkcs11'] === undefined
      ? openFileSeal({
          key: bytes('key'),
          passphrase:
            options['passphrase-file'] === undefined ? undefined : trimmed(bytes('passphrase-file')),
          certificates,
        })
      : await openTokenSeal({
          modulePath: required(options, 'pkcs11'),
          tokenLabel: required(options, 'token'),
          keyLabel: required(options, 'key-label'),
          pin: trimmed(bytes('pin-file')),
          certificates,
        });
  try {
    const { files, isDetached } = form;
    const order = { files, isDetached, time: services.now(), raised: opened?.raised };
    const signed = await form.seal((format, formatOptions) =>
      sealDocument(seal, { ...order, format, options: formatOptions }),
    );
    await services.writeNewFile(form.out, signed);
    const data = {
      file: form.out,
      format: form.name,
      level: opened?.raised.level ?? 'B',
      bytes: signed.size,
    };
    return { kind: 'done', data, text: [`${form.out}: ${form.name}, level ${data.level}`] };
  } catch (error) {
    throw asCliError(error);
  } finally {
    await seal.close();
    await opened?.close();
  }
}

/** Without the line end that editors put at the end of a file. */
function trimmed(bytes: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(bytes)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  );
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new CliError('cli.file_unreadable', `${path} cannot be read`);
  }
}

/** What the formats refuse has a code of its own; their message is for whoever sits at the shell. */
function asCliError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || 'detail' in error) return error;
  return Object.assign(error, { detail: error.message });
}
