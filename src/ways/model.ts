/** The four ways in, in the order in which people see them; the ids are those of the login methods. */
export const wayIds = ['password', 'card', 'mobile', 'qr'] as const;
export type WayId = (typeof wayIds)[number];

export function isWayId(id: string): id is WayId {
  return wayIds.some((known) => known === id);
}

/** How a session was opened, as the pages name it, from its authentication methods (RFC 8176). */
export function wayOf(amr: readonly string[]): WayId {
  if (amr.includes('sc')) return 'card';
  return wayIds.find((id) => amr.includes(id)) ?? 'password';
}

/** Whether the person proved it with the e-signature card. */
export function isByCard(way: WayId): boolean {
  return way === 'card';
}

export interface Way {
  readonly id: string;
  readonly isAvailable: boolean;
}
