import type Koa from 'koa';
import type { Cookie, Reply } from './route.ts';
import { contentSecurityPolicy, emptyPolicy } from './security-headers.ts';

/** Writes a feature's reply. */
export function sendReply(ctx: Koa.ParameterizedContext, reply: Reply, origin: string): void {
  const isSecure = origin.startsWith('https:');
  if ('cookies' in reply) for (const cookie of reply.cookies ?? []) setCookie(ctx, cookie, isSecure);
  ctx.set('content-security-policy', emptyPolicy);
  switch (reply.kind) {
    case 'page':
      ctx.status = reply.status;
      ctx.set('content-security-policy', contentSecurityPolicy(reply.formTargets ?? []));
      ctx.type = 'html';
      ctx.body = reply.page.toString();
      return;
    case 'redirect':
      ctx.status = 303;
      ctx.set('location', locationOf(reply.to, origin));
      ctx.body = '';
      return;
    case 'json':
      ctx.status = reply.status;
      for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value);
      ctx.type = 'json';
      ctx.body = JSON.stringify(reply.body);
      return;
    case 'text':
      ctx.status = reply.status;
      ctx.type = reply.type;
      ctx.body = reply.body;
      return;
    case 'nothing':
      ctx.status = reply.status;
  }
}

/**
 * Where a redirect leads. What is written like a path stays at this origin: browsers read `//host` and `/\\host` as
 * another host, so such a path (it may come from a request) is a defect of the feature, not a place.
 */
function locationOf(to: string, origin: string): string {
  const url = new URL(to, origin);
  if (/^[a-z][a-z0-9+.-]*:/i.test(to)) return /^[!-~]+$/.test(to) ? to : url.href;
  if (url.origin !== origin) throw new RangeError('a redirect by a path would leave the origin');
  // `/..//host` becomes `//host` only when it is resolved.
  return url.pathname.startsWith('//') ? url.href : url.pathname + url.search + url.hash;
}

/** Never readable by scripts, and sent with top-level navigations only (SameSite=Lax). */
export function setCookie(ctx: Koa.ParameterizedContext, cookie: Cookie, isSecure: boolean): void {
  ctx.cookies.set(cookie.name, cookie.value ?? null, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path: '/',
    overwrite: true,
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds * 1000 }),
  });
}
