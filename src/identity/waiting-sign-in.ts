import type { Cookie, Request } from '../http/index.ts';

const name = 'acar_sign_in';
/** As long as a sign-in may be extended. */
const keptSeconds = 3600;

type Reader = Pick<Request, 'cookie'>;

/** The sign-in whose page this browser saw last: a way round (a new password, an activation) leads back to it. */
export function waitingSignIn(request: Reader): string | undefined {
  const uid = request.cookie(name);
  return uid !== undefined && /^[\w-]{1,64}$/.test(uid) ? uid : undefined;
}

export function rememberSignIn(request: Reader, uid: string): Cookie[] {
  return waitingSignIn(request) === uid ? [] : [{ name, value: uid, maxAgeSeconds: keptSeconds }];
}

/** The person went on to the service. */
export function forgetSignIn(request: Reader, uid: string): Cookie[] {
  return waitingSignIn(request) === uid ? [{ name, value: undefined }] : [];
}
