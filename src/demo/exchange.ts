import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import { type CatalogueEntry, createCatalogue } from '../gateway/index.ts';
import type { Recorder } from '../records/index.ts';
import type { DataFolder } from './data-folder.ts';
import type { demoOrigins, demoPorts } from './environment.ts';
import { demoRights, demoServices, exchangeParties } from './exchange-catalogue.ts';
import type { Program } from './programs.ts';

type Origins = ReturnType<typeof demoOrigins>;

const certificateOf = (folder: DataFolder, name: string) => folder.file(`demo-${name}.pem`);
const keyOf = (folder: DataFolder, name: string) => folder.file(`demo-${name}.key`);
const authorities = (folder: DataFolder) =>
  ['root-1', 'systems-1'].map((name) => folder.file(`pki/certificates/${name}.cer`));

/** Settings of the gateway; they name certificates that must be there first. */
export function gatewayEnvironment(folder: DataFolder, origins: Origins): Record<string, string> {
  return {
    ACAR_GATEWAY_ORIGIN: origins.gateway,
    ACAR_GATEWAY_CERTIFICATE_FILE: certificateOf(folder, exchangeParties.gateway.certificate),
    ACAR_GATEWAY_KEY_FILE: keyOf(folder, exchangeParties.gateway.certificate),
    ACAR_GATEWAY_AUTHORITY_FILES: authorities(folder).join(','),
  };
}

/** Settings by which the courts ask the registers. */
export function courtGatewayEnvironment(folder: DataFolder, origins: Origins): Record<string, string> {
  return {
    ACAR_COURT_GATEWAY_ORIGIN: origins.gateway,
    ACAR_COURT_GATEWAY_CERTIFICATE_FILE: certificateOf(folder, exchangeParties.courts.certificate),
    ACAR_COURT_GATEWAY_KEY_FILE: keyOf(folder, exchangeParties.courts.certificate),
    ACAR_COURT_GATEWAY_AUTHORITY_FILES: authorities(folder).join(','),
  };
}

/** How a program shows itself to the gateway. */
function connectorArguments(folder: DataFolder, origins: Origins, certificate: string): string[] {
  return [
    '--gateway',
    origins.gateway,
    '--certificate',
    certificateOf(folder, certificate),
    '--key',
    keyOf(folder, certificate),
    ...authorities(folder).flatMap((file) => ['--authority', file]),
  ];
}

/** What lets the social fund ask registers. */
export function fundConnector(folder: DataFolder, origins: Origins): string[] {
  const { certificate } = exchangeParties.social;
  return [...connectorArguments(folder, origins, certificate), '--portal', origins.portal];
}

/** Both registers, each with its connector, as programs. */
export function registerPrograms(
  folder: DataFolder,
  ports: ReturnType<typeof demoPorts>,
  origins: Origins,
): Program[] {
  const one = (register: 'population' | 'organisations'): Program => ({
    name: `${register} register`,
    file: 'registers/main.ts',
    arguments: [
      '--register',
      register,
      '--port',
      String(ports[register]),
      '--origin',
      origins[register],
      ...connectorArguments(folder, origins, exchangeParties[register].certificate),
    ],
  });
  return [one('population'), one('organisations')];
}

/** Enters into the gateway's catalogue what is missing there, or lies at another address; as `acar_operator`. */
export async function enterExchange(
  deps: { readonly db: Database; readonly clock: Clock; readonly recorder: Recorder },
  origins: Origins,
): Promise<number> {
  const catalogue = createCatalogue(deps);
  const [organisations, services, rights] = await Promise.all([
    catalogue.organisations(''),
    catalogue.services(''),
    catalogue.rights(''),
  ]);
  const entries: (() => Promise<CatalogueEntry>)[] = [];
  for (const { organisation, names, contact } of Object.values(exchangeParties)) {
    if (organisations.some((known) => known.organisation === organisation)) continue;
    entries.push(() => catalogue.enterOrganisation({ organisation, names, contact }));
  }
  for (const service of demoServices(origins)) {
    const isKnown = services.some(
      (known) => known.service === service.service && known.address === service.address,
    );
    if (!isKnown) entries.push(() => catalogue.enterService(service));
  }
  for (const right of demoRights(deps.clock.now())) {
    const isKnown = rights.some(
      (known) =>
        known.consumer === right.consumer &&
        known.service === right.service &&
        known.purpose === right.purpose,
    );
    if (!isKnown) entries.push(() => catalogue.grant(right));
  }
  // In this order: a service names its provider, a right both.
  for (const enter of entries) {
    const entry = await enter();
    if (entry.kind === 'refused')
      throw new Error(`the catalogue refuses the demonstration: ${JSON.stringify(entry.problems)}`);
  }
  return entries.length;
}
