/** Who is signed in at the portal, and how. The portal's subject type is public: the subject is the account. */
export interface PortalIdentity {
  readonly accountId: string;
  readonly name: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly authTime: Date;
  /** The session's identifier at the identity provider. */
  readonly sid: string;
}

export interface StoredSession extends PortalIdentity {
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

/** The paths that the portal's client registration names. */
export const paths = {
  signIn: '/sign-in',
  callback: '/sign-in/callback',
  signOut: '/sign-out',
  signedOut: '/signed-out',
  backChannelLogout: '/backchannel-logout',
} as const;

/** The portal's own registration, for `acar client add` or the first start. `publicKey` is an ES256 JWK. */
export function portalRegistration(
  origin: string,
  publicKey: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    client_name: 'Elektron xidmətlər portalı',
    'client_name#en': 'Portal of e-services',
    'client_name#ru': 'Портал электронных услуг',
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
