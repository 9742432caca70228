/** That a session ended, as one relying party is to be told (OpenID Connect Back-Channel Logout 1.0). */
export interface LogoutNotice {
  readonly clientId: string;
  /** Our own identifier of the person, before it becomes pairwise. */
  readonly subject: string;
  readonly sid: string;
}

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

/** A notice and how its delivery stands. */
export interface LogoutDelivery extends LogoutNotice {
  readonly id: string;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly createdAt: Date;
  /** Of a waiting one. */
  readonly nextTryAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  readonly lastError: string | undefined;
}
