import type { DataFolder } from './data-folder.ts';

/** The ports that the demonstration uses, from the first on. */
export function demoPorts(first: number) {
  return {
    service: first,
    tax: first + 1,
    social: first + 2,
    inbox: first + 3,
    smtp: first + 4,
    smpp: first + 5,
    operations: first + 9,
  };
}

export function demoOrigins(first: number) {
  const ports = demoPorts(first);
  return {
    login: `http://login.acar.localhost:${ports.service}`,
    portal: `http://portal.acar.localhost:${ports.service}`,
    tax: `http://tax.acar.localhost:${ports.tax}`,
    social: `http://social.acar.localhost:${ports.social}`,
    inbox: `http://inbox.acar.localhost:${ports.inbox}`,
  };
}

/** The settings of the demonstration; what the caller's environment sets comes before them. */
export function demoEnvironment(
  folder: DataFolder,
  firstPort: number,
  databaseUrl: string,
): Record<string, string> {
  const ports = demoPorts(firstPort);
  const origins = demoOrigins(firstPort);
  return {
    ACAR_DEVELOPMENT: 'yes',
    ACAR_LOGIN_ORIGIN: origins.login,
    ACAR_PORTAL_ORIGIN: origins.portal,
    ACAR_PORT: String(ports.service),
    ACAR_OPERATIONS_PORT: String(ports.operations),
    DATABASE_URL: databaseUrl,
    ACAR_MASTER_KEY_FILE: folder.secret('master.key'),
    ACAR_PAIRWISE_KEY_FILE: folder.secret('pairwise.key'),
    ACAR_PORTAL_CLIENT_FILE: folder.file('client-portal.json'),
    ACAR_ALLOW_PRIVATE_OUTBOUND: 'yes',
    ACAR_SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    ACAR_SMTP_FROM: 'Açar <acar@portal.acar.localhost>',
    ACAR_SMTP_STARTTLS: 'off',
    ACAR_SMPP_HOST: '127.0.0.1',
    ACAR_SMPP_PORT: String(ports.smpp),
    ACAR_SMPP_SYSTEM_ID: 'acar',
    ACAR_SMPP_PASSWORD_FILE: smppPassword(folder),
  };
}

/** The simulator takes any password; SMPP allows eight characters. */
function smppPassword(folder: DataFolder): string {
  const name = 'secrets/smpp-password';
  if (folder.readText(name) === undefined) folder.writeText(name, 'inbox');
  return folder.file(name);
}
