/** The four ways in, in the order in which people see them; the ids are those of the login methods. */
export const wayIds = ['password', 'card', 'mobile', 'qr'] as const;
export type WayId = (typeof wayIds)[number];

export function isWayId(id: string): id is WayId {
  return wayIds.some((known) => known === id);
}

export interface Way {
  readonly id: string;
  readonly isAvailable: boolean;
}
