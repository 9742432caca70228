import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface ListensAt {
  readonly port: number;
}

/** Settings of both channels; messages arrive at these servers. */
export function messageSettings(
  folder: string,
  mail: ListensAt,
  operator: ListensAt,
): Readonly<Record<string, string>> {
  const passwordFile = join(folder, 'smpp');
  writeFileSync(passwordFile, 'right', { mode: 0o600 });
  return {
    ACAR_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    ACAR_SMTP_FROM: 'Açar <acar@example.az>',
    ACAR_SMTP_STARTTLS: 'off',
    ACAR_SMPP_HOST: '127.0.0.1',
    ACAR_SMPP_PORT: String(operator.port),
    ACAR_SMPP_SYSTEM_ID: 'acar',
    ACAR_SMPP_PASSWORD_FILE: passwordFile,
  };
}
