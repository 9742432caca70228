import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface TestCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A certificate for every name under acar.localhost, signed by itself. */
export function makeCertificate(folder: string): TestCertificate {
  const [certificateFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const names = 'subjectAltName=DNS:*.acar.localhost,DNS:acar.localhost';
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      .concat(['-subj', '/CN=acar.localhost', '-addext', names, '-days', '2'])
      .concat(['-keyout', keyFile, '-out', certificateFile]),
    { stdio: 'pipe' },
  );
  return { certificateFile, keyFile };
}
