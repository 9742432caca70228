import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { z } from 'zod';

/** What we keep with the library's session so that its owner can recognise it. Times in seconds since 1970. */
export const signInDetails = z.object({
  /** The first sign-in: the session ends twelve hours after it, whatever happens in between. */
  startedAt: z.number(),
  signedInAt: z.number(),
  method: z.string(),
  address: z.string(),
  userAgent: z.string(),
});
export type SignInDetails = z.infer<typeof signInDetails>;

/** The member of the session's payload that is ours. */
const member = 'acar';

/** Lets the library store one more member with each session. Call once for each provider. */
export function keepSignInDetails(provider: Provider): void {
  const session = provider.Session as unknown as { IN_PAYLOAD: string[] };
  const stored = [...session.IN_PAYLOAD, member];
  Object.defineProperty(session, 'IN_PAYLOAD', { get: () => stored });
  provider.on('authorization.accepted', (ctx) => noteSignIn(ctx));
}

/** Reads the details of a session object or of its stored payload; undefined before the first sign-in. */
export function signInOf(session: unknown): SignInDetails | undefined {
  const parsed = signInDetails.safeParse((session as Record<string, unknown>)[member]);
  return parsed.success ? parsed.data : undefined;
}

/** Runs before the library saves the session, at the end of a request in which nothing more was asked. */
function noteSignIn(ctx: KoaContextWithOIDC): void {
  const { session } = ctx.oidc;
  const result = ctx.oidc.result as SubmittedResult | undefined;
  if (!session || !result?.login) return;
  const before = signInOf(session);
  const signedInAt = session.loginTs ?? session.iat;
  const details: SignInDetails = {
    startedAt: before?.startedAt ?? signedInAt,
    signedInAt,
    method: result.acar?.method ?? '',
    address: ctx.ip,
    userAgent: ctx.get('user-agent').slice(0, 512),
  };
  Object.assign(session, { [member]: details });
}

/** What our login pages submit to the library. */
export interface SubmittedResult {
  readonly login?: {
    readonly accountId: string;
    readonly acr: string;
    readonly amr: readonly string[];
    readonly remember: boolean;
    readonly ts: number;
  };
  readonly consent?: { readonly grantId: string };
  readonly acar?: { readonly method: string };
}
