/** Gauges whose numbers are asked for at each scrape. */
export interface CollectedGauges {
  collect(): Promise<void>;
}

/** While nobody can tell, gauges are absent rather than stale: `clear` comes first, and what `fill` throws is told alone. */
export function collectedGauges(gauges: {
  readonly clear: () => void;
  readonly fill: () => Promise<void>;
  readonly onError?: ((error: unknown) => void) | undefined;
}): CollectedGauges {
  return {
    async collect() {
      gauges.clear();
      try {
        await gauges.fill();
      } catch (error) {
        gauges.onError?.(error);
      }
    },
  };
}
