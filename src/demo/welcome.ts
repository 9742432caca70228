import type { RunningService } from '../app.ts';
import type { DemoCard } from './card.ts';
import type { DataFolder } from './data-folder.ts';
import type { demoOrigins } from './environment.ts';
import { demoHead, demoOrganisation } from './organisations.ts';
import { fullName } from './persons.ts';
import type { DemoPhoneCode } from './phone-codes.ts';
import type { DemoCredential } from './seed.ts';

/** What the person who started is told. */
export interface Welcome {
  readonly service: RunningService;
  readonly folder: DataFolder;
  readonly origins: ReturnType<typeof demoOrigins>;
  readonly credentials: readonly DemoCredential[];
  readonly card: DemoCard | undefined;
  /** What the card agent said of the cards it uses. */
  readonly agent: string;
  readonly phoneCodes: readonly DemoPhoneCode[];
  /** What the population register said of itself; undefined where there is no gateway. */
  readonly registers: string | undefined;
}

export function welcomeText(welcome: Welcome): string {
  const { service, folder, origins, credentials, card, agent, phoneCodes } = welcome;
  const lines = [
    '',
    'Açar is running. Open in a browser:',
    `  portal                    ${origins.portal}`,
    `  electronic court          ${origins.court}   (the card's holder is a judge, the second person a clerk)`,
    `  verify documents          ${origins.verify}`,
    `  certificate service       ${origins.pki}   (its certificates are for the demonstration alone)`,
    `  log of records            ${origins.log}/checkpoint`,
    `  demonstration tax office  ${origins.tax}`,
    `  demonstration social fund ${origins.social}`,
    `  inbox simulator           ${origins.inbox}   (e-mails and SMS of the demonstration arrive here)`,
    `  operator simulator        ${origins.operator}   (mobile signatures, for tests of agencies)`,
    '',
    'Demonstration persons (invented), to sign in with code and password:',
    ...credentials.map(({ name, code, password }) => `  ${code}  ${password}  ${name}`),
    '',
    ...(card ? ['To sign in with the e-signature card:', `  PIN ${card.pin}  ${card.holder}`] : []),
    `  ${agent}`,
    '',
    ...phoneLines(service, phoneCodes),
    ...exchangeLines(welcome),
    ...courtLines(welcome),
    `Metrics: http://127.0.0.1:${service.config.listen.operationsPort}/metrics    Command line: scripts/acar help`,
    `Log: ${folder.file('service.log')}`,
    'Ctrl-C stops everything; the data stays.',
    '',
  ];
  return lines.join('\n');
}

function phoneLines({ mobile }: RunningService, codes: readonly DemoPhoneCode[]): string[] {
  if (!mobile) return [];
  return [
    `To have a phone, open ${mobile.walletOrigin} in a second, narrow window, with a code (an hour, once):`,
    ...codes.map(({ name, code }) => `  ${code}  ${name}`),
    '',
  ];
}

function exchangeLines({ service, origins, registers }: Welcome): string[] {
  if (registers === undefined) return [];
  return [
    'To see who looks at your data:',
    `  1. at the social fund, sign in and ask for a certificate of residence: ${origins.social}/residence`,
    `     or, as an official, ask about anybody: ${origins.social}/desk`,
    `  2. at the portal, see the request, check its receipt, ask about it: ${origins.portal}/me/accesses`,
    `  3. on your own computer, with the files from there: scripts/acar verify receipt --receipt receipt-N.tlog-proof --record record-N.json --log-key '${service.recordLog?.verifierKey ?? ''}'`,
    `  ${registers}`,
    '',
  ];
}

/** Where a register can be asked who represents an organisation. */
function organisationLines({ registers, origins }: Welcome): string[] {
  if (registers === undefined) return [];
  const { name, taxNumber } = demoOrganisation();
  return [
    `  5. ${name}, VÖEN ${taxNumber}, has a case there: send it a notice as the judge, and read it as its head`,
    `     (${fullName(demoHead())}, with the code by SMS from the inbox): ${origins.portal}/me/notices/organisations`,
  ];
}

function courtLines(welcome: Welcome): string[] {
  const { service, folder, origins, credentials } = welcome;
  const { court } = service.config;
  const clerk = credentials[1];
  if (court.origin === undefined || clerk === undefined) return [];
  return [
    'To see a court reach a party:',
    `  1. as the clerk (${clerk.name}, whose SMS code is in the inbox), register a case with a party: ${court.origin}`,
    '  2. as the judge, in another browser, sign in there with the card, and send the party a notice from "my cases"',
    `  3. read what arrived: ${origins.inbox}; and as the party: ${origins.portal}/me/notices`,
    `  4. how the judge was drawn: ${court.origin}/draws/binaqadi, and scripts/acar verify draws --court binaqadi --data '${folder.path}'`,
    ...organisationLines(welcome),
    '',
  ];
}
