import { Gauge, type Registry } from 'prom-client';
import { type CollectedGauges, collectedGauges } from './collected-gauges.ts';

/** Lists that run out, and that people make. */
export interface ListGaugesOptions {
  /** Trusted lists of others; asked at each scrape. */
  readonly trustedLists?: () => readonly TrustedListState[];
  /** The CRLs of the roots, in a process of the certificate service; asked at each scrape. */
  readonly rootCrls?: () => Promise<readonly RootCrlEnd[]>;
  readonly onError?: (error: unknown) => void;
}

export interface TrustedListState {
  readonly list: string;
  readonly isBelieved: boolean;
  /** Milliseconds since 1970. */
  readonly nextUpdate: number | undefined;
}

export interface RootCrlEnd {
  readonly root: string;
  /** Milliseconds since 1970; undefined while it has no CRL. */
  readonly nextUpdate: number | undefined;
}

export function addTrustedListGauges(registers: Registry[], { trustedLists }: ListGaugesOptions): void {
  const labelNames = ['list'] as const;
  const believed: Gauge<'list'> = new Gauge({
    name: 'acar_trusted_list_believed',
    help: 'Whether the services of a trusted list are believed: 0 when it has run out or cannot be believed',
    labelNames,
    registers,
    collect() {
      for (const { list, isBelieved } of trustedLists?.() ?? []) believed.set({ list }, isBelieved ? 1 : 0);
    },
  });
  const nextUpdate: Gauge<'list'> = new Gauge({
    name: 'acar_trusted_list_next_update_seconds',
    help: 'When a trusted list runs out, in seconds since 1970',
    labelNames,
    registers,
    collect() {
      for (const one of trustedLists?.() ?? [])
        if (one.nextUpdate !== undefined) nextUpdate.set({ list: one.list }, one.nextUpdate / 1000);
    },
  });
}

export function addRootCrlGauge(
  registers: Registry[],
  { rootCrls, onError }: ListGaugesOptions,
): CollectedGauges {
  const gauge = new Gauge({
    name: 'acar_root_crl_next_update_seconds',
    help: 'When the CRL of a root ends, in seconds since 1970; 0 when it has none',
    labelNames: ['root'] as const,
    registers,
  });
  return collectedGauges({
    clear: () => gauge.reset(),
    async fill() {
      for (const { root, nextUpdate = 0 } of (await rootCrls?.()) ?? [])
        gauge.set({ root }, nextUpdate / 1000);
    },
    onError,
  });
}
