/** Who is signed in at a site of ours, and how. Our sites' subject type is public: the subject is the account. */
export interface SiteIdentity {
  readonly accountId: string;
  readonly name: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly authTime: Date;
  /** The session's identifier at the identity provider. */
  readonly sid: string;
}

export interface StoredSession extends SiteIdentity {
  /** For sign-out at the provider. */
  readonly idToken: string;
  /** A step-up does not change it. */
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

const minute = 60 * 1000;
export const limits = {
  /** Without a request for so long, the session ends. */
  idleMs: 15 * minute,
  longestMs: 12 * 60 * minute,
  /** A request moves the end on only when the last move is this old: most requests then write nothing. */
  touchMs: minute,
  attemptMs: 20 * minute,
  /** Sign-ins that one browser may have begun at the same time. */
  attemptsPerBrowser: 10,
} as const;

export function isAlive(session: StoredSession, nowMs: number): boolean {
  const isSeen = session.lastSeenAt.getTime() + limits.idleMs > nowMs;
  return isSeen && session.createdAt.getTime() + limits.longestMs > nowMs;
}

/** The sites of ours that sign persons in. */
export type SiteName = 'portal' | 'court';

/** The paths that a site's client registration names. */
export const paths = {
  signIn: '/sign-in',
  callback: '/sign-in/callback',
  signOut: '/sign-out',
  signedOut: '/signed-out',
  backChannelLogout: '/backchannel-logout',
} as const;

const names = {
  portal: { az: 'Elektron xidmətlər portalı', en: 'Portal of e-services', ru: 'Портал электронных услуг' },
  court: { az: 'Elektron məhkəmə', en: 'Electronic court', ru: 'Электронный суд' },
} as const satisfies Record<SiteName, object>;

/** A site's own registration, for `acar client add` or the first start. `publicKey` is an ES256 JWK. */
export function siteRegistration(
  site: SiteName,
  origin: string,
  publicKey: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { az, en, ru } = names[site];
  return {
    client_name: az,
    'client_name#en': en,
    'client_name#ru': ru,
    client_uri: `${origin}/`,
    redirect_uris: [origin + paths.callback],
    post_logout_redirect_uris: [origin + paths.signedOut],
    backchannel_logout_uri: origin + paths.backChannelLogout,
    require_auth_time: true,
    jwks: { keys: [publicKey] },
    acar_profile: 'fapi2',
    acar_public_subject: true,
    acar_first_party: true,
    acar_entitled_claims: ['openid', 'profile'],
  };
}
