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
    cardAgent: first + 6,
    pki: first + 7,
    operator: first + 8,
    operations: first + 9,
    witnesses: first + 10,
    lastWitness: first + 11,
    gateway: first + 12,
    populationConnector: first + 13,
    organisationsConnector: first + 14,
    population: first + 15,
    organisations: first + 16,
  };
}

/** Certificates name plain http addresses (RFC 5280 4.2.2.1), so with TLS of our own these need a port of their own. */
export function demoOrigins(first: number, hasOwnTls: boolean) {
  const ports = demoPorts(first);
  return {
    login: `http://login.acar.localhost:${ports.service}`,
    portal: `http://portal.acar.localhost:${ports.service}`,
    court: `http://court.acar.localhost:${ports.service}`,
    pki: `http://pki.acar.localhost:${hasOwnTls ? ports.pki : ports.service}`,
    log: `http://log.acar.localhost:${hasOwnTls ? ports.pki : ports.service}`,
    tax: `http://tax.acar.localhost:${ports.tax}`,
    social: `http://social.acar.localhost:${ports.social}`,
    verify: `http://verify.acar.localhost:${ports.service}`,
    wallet: `http://wallet.acar.localhost:${ports.service}`,
    mobile: `http://mobile.acar.localhost:${ports.service}`,
    operator: `http://operator.acar.localhost:${ports.operator}`,
    inbox: `http://inbox.acar.localhost:${ports.inbox}`,
    gateway: `https://gateway.acar.localhost:${ports.gateway}`,
    /** Of the connectors, which the gateway alone calls. */
    population: `https://population.acar.localhost:${ports.populationConnector}`,
    organisations: `https://organisations.acar.localhost:${ports.organisationsConnector}`,
  };
}

/** The settings of the demonstration; what the caller's environment sets comes before them. */
export function demoEnvironment(
  folder: DataFolder,
  firstPort: number,
  databaseUrl: string,
  hasOwnTls: boolean,
): Record<string, string> {
  const ports = demoPorts(firstPort);
  const origins = demoOrigins(firstPort, hasOwnTls);
  return {
    ACAR_DEVELOPMENT: 'yes',
    ACAR_ROLES: 'web,worker,pki,sequencer',
    ACAR_PKI_ORIGIN: origins.pki,
    ACAR_LOG_ORIGIN: origins.log,
    ACAR_LOG_KEY_FILE: folder.file('log-key.pem'),
    ACAR_LOG_SECRET_FILE: folder.secret('log-passphrase'),
    ACAR_LOG_MARK_FILE: folder.file('log-mark'),
    ACAR_PKI_FOLDER: folder.file('pki'),
    ACAR_PKI_SECRET_FILE: folder.secret('pki-passphrase'),
    ACAR_CARD_AUTHORITY_FILES: folder.file('pki/certificates/persons-1.cer'),
    ACAR_PHONE_AUTHORITY_FILES: folder.file('pki/certificates/phones-1.cer'),
    ACAR_CARD_AGENT_ORIGIN: `http://127.0.0.1:${ports.cardAgent}`,
    ACAR_LOGIN_ORIGIN: origins.login,
    ACAR_PORTAL_ORIGIN: origins.portal,
    ACAR_PORT: String(ports.service),
    ACAR_OPERATIONS_PORT: String(ports.operations),
    // Plain http cannot share the port with TLS of our own; then these are given by the environment or not at all.
    ...(hasOwnTls
      ? {}
      : {
          ACAR_WALLET_ORIGIN: origins.wallet,
          ACAR_COURT_ORIGIN: origins.court,
          ACAR_MOBILE_ORIGIN: origins.mobile,
          ACAR_VERIFICATION_ORIGIN: origins.verify,
        }),
    DATABASE_URL: databaseUrl,
    ACAR_MASTER_KEY_FILE: folder.secret('master.key'),
    ACAR_PAIRWISE_KEY_FILE: folder.secret('pairwise.key'),
    ACAR_PORTAL_CLIENT_FILE: folder.file('client-portal.json'),
    ACAR_COURT_CLIENT_FILE: folder.file('client-court.json'),
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
